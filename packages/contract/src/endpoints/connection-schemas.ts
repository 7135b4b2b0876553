import { z } from 'zod';
import { CONNECTION_STATES } from '../states/connection-state.ts';
import { Instant, Trouble } from './common-schemas.ts';

/** How a connection logs in. Source: Salesforce Help, "OAuth Authorization Flows". */
export const CONNECTION_METHODS = ['web_server', 'jwt', 'client_credentials'] as const;
export type ConnectionMethod = (typeof CONNECTION_METHODS)[number];

export const MEMBER_ROLES = ['admin', 'member'] as const;
export type MemberRole = (typeof MEMBER_ROLES)[number];

/** A person in a workspace. */
export const Member = z
  .object({
    id: z.string(),
    email: z.string(),
    name: z.string(),
    role: z.enum(MEMBER_ROLES).describe('Admins manage the workspace; members their own connection'),
    status: z.enum(['invited', 'active', 'suspended']),
    salesforceUserId: z
      .string()
      .nullable()
      .describe('The Salesforce user this member is; set when a personal connection was confirmed'),
    createdAt: Instant,
  })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

/** A connection to a Salesforce org as one of its users. Tokens never leave the server. */
export const Connection = z
  .object({
    id: z.string(),
    state: z.enum(CONNECTION_STATES),
    isSyncUser: z.boolean().describe('It reads for the whole workspace'),
    member: z
      .object({ id: z.string(), name: z.string(), email: z.string() })
      .nullable()
      .describe('Whose personal connection it is; a member’s can be the sync user’s as well'),
    method: z.enum(CONNECTION_METHODS),
    loginUrl: z.string(),
    instanceUrl: z.string().nullable(),
    scopes: z.array(z.string()).describe('Granted scopes; empty when Salesforce did not say'),
    organizationId: z.string().nullable(),
    organizationName: z.string().nullable(),
    isSandbox: z.boolean().nullable(),
    userId: z.string().nullable(),
    username: z.string().nullable(),
    displayName: z.string().nullable(),
    email: z.string().nullable(),
    connectedAt: Instant.nullable(),
    lastCallAt: Instant.nullable(),
    lastRenewedAt: Instant.nullable().describe('When the access token was last renewed'),
    renewals: z.number().int(),
    trouble: Trouble.nullable(),
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof Connection>;

/** Logs in without a browser: client credentials, or JWT with the app's certificate. */
export const NewConnection = z
  .object({
    method: z.enum(['client_credentials', 'jwt']).default('client_credentials'),
    loginUrl: z
      .string()
      .describe('Production, Sandbox or My Domain address; client credentials need My Domain'),
    clientId: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Consumer key; absent: the app of the workspace, else of the installation'),
    clientSecret: z.string().min(1).max(500).optional().describe('Kept with the app'),
    username: z.string().min(1).max(100).optional().describe('JWT only: the Salesforce user to log in as'),
  })
  .meta({ id: 'NewConnection' });
export type NewConnection = z.input<typeof NewConnection>;

export const AUTHORIZATION_PURPOSES = ['sync_user', 'personal'] as const;

/** Asks Salesforce's own login page for a connection (web server flow with PKCE). */
export const NewAuthorization = z
  .object({
    purpose: z.enum(AUTHORIZATION_PURPOSES),
    loginUrl: z
      .string()
      .describe('https://login.salesforce.com, https://test.salesforce.com or a My Domain address'),
    username: z
      .string()
      .max(100)
      .optional()
      .describe('Salesforce fills it in; a login as somebody else is then refused'),
  })
  .meta({ id: 'NewAuthorization' });
export type NewAuthorization = z.infer<typeof NewAuthorization>;

export const Authorization = z
  .object({
    id: z.string(),
    purpose: z.enum(AUTHORIZATION_PURPOSES),
    state: z.enum(['waiting', 'finished', 'failed', 'expired']),
    startUrl: z.string().nullable().describe('Open it in the browser of the person who logs in; works once'),
    expiresAt: Instant,
    trouble: Trouble.nullable().describe('Why it failed'),
    connectionId: z.string().nullable(),
  })
  .meta({ id: 'Authorization' });
export type Authorization = z.infer<typeof Authorization>;

/** The External Client App that connections of this workspace use. */
export const SalesforceApp = z
  .object({
    source: z.enum(['workspace', 'installation', 'none']),
    clientId: z.string().nullable(),
    hasSecret: z.boolean(),
    certificate: z
      .object({
        pem: z.string().describe('Upload it to the app; the private key never leaves the server'),
        fingerprint: z.string().describe('SHA-256, hex with colons'),
        notAfter: Instant,
      })
      .nullable(),
    callbackUrl: z.string(),
    scopes: z.array(z.string()).describe('Scopes the app must have'),
    outgoingAddresses: z.array(z.string()).describe('Addresses our calls come from, to allow in the org'),
  })
  .meta({ id: 'SalesforceApp' });
export type SalesforceApp = z.infer<typeof SalesforceApp>;

export const SalesforceAppChange = z
  .object({
    clientId: z.string().min(1).max(500),
    clientSecret: z.string().min(1).max(500).optional().describe('Absent: an app without one, or as it is'),
  })
  .meta({ id: 'SalesforceAppChange' });
export type SalesforceAppChange = z.infer<typeof SalesforceAppChange>;

export const Designation = z
  .object({
    connectionId: z.string(),
    acceptMissing: z
      .boolean()
      .default(false)
      .describe('Take it into force although required permissions are missing; what will not sync is known'),
    moveToOrg: z
      .boolean()
      .default(false)
      .describe('It belongs to another org: the mirror is emptied and loaded anew, the mapping stays'),
  })
  .meta({ id: 'Designation' });
export type Designation = z.input<typeof Designation>;

/** A Salesforce user who could be the sync user. */
export const SyncUserCandidate = z
  .object({
    userId: z.string(),
    username: z.string(),
    name: z.string(),
    email: z.string(),
    profile: z.string(),
    licence: z.string(),
    rank: z.enum(['administrator', 'modify_all_data', 'view_all_data', 'limited']),
    missing: z.array(z.string()).describe('What the workspace’s policy asks for and this user lacks'),
    isCurrent: z.boolean(),
    connectionId: z.string().nullable().describe('Already connected: it can take force without a login'),
    browserLogin: z.boolean().describe('False for API-only users: client credentials or JWT'),
  })
  .meta({ id: 'SyncUserCandidate' });
export type SyncUserCandidate = z.infer<typeof SyncUserCandidate>;

export const CandidateList = z
  .object({
    candidates: z.array(SyncUserCandidate),
    askedAs: z.string().nullable().describe('The Salesforce user whose sight this is'),
    incomplete: z.string().nullable().describe('Why the ranking is not complete; null when it is'),
  })
  .meta({ id: 'CandidateList' });
export type CandidateList = z.infer<typeof CandidateList>;

/** Settings → You. */
export const Me = z
  .object({
    member: Member,
    connection: Connection.nullable(),
    question: z
      .object({
        memberEmail: z.string(),
        signedInAs: z.object({
          userId: z.string(),
          username: z.string(),
          name: z.string(),
          email: z.string(),
        }),
        others: z
          .array(z.object({ userId: z.string(), username: z.string(), name: z.string(), email: z.string() }))
          .describe('Salesforce users with the member’s email'),
      })
      .nullable()
      .describe('The emails differ: which Salesforce user is this member?'),
    canConnect: z.boolean().describe('False while the workspace has no app to log in with'),
    environment: z.string().nullable().describe('Login address of the workspace’s org, once there is one'),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof Me>;
