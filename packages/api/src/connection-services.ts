import type {
  Accepted,
  AuditEntry,
  Authorization,
  CandidateList,
  Connection,
  Invitation,
  Me,
  Member,
  Notice,
  NoticeSettings,
  PreflightReport,
  RepairPlan,
  RepairResult,
  SalesforceApp,
} from '@sync-user/contract';
import type { BodyOf, Caller, QueryOf, SignIn } from './services.ts';

/** `caller` is entered in the audit trail; without one nothing of this may be done. */
export interface ConnectionServices {
  /** The sync user's. Undefined before the first connection, and after a disconnection or reset. */
  read(workspaceId: string): Promise<Connection | undefined>;
  list(workspaceId: string): Promise<readonly Connection[]>;
  /**
   * Logs in before anything is stored. In force at once when there was no sync user or it is the same Salesforce user;
   * else a `pending` candidate. @throws `SF_…` when Salesforce or the address refuses, `APP_MISSING`
   */
  connect(workspaceId: string, connection: BodyOf<'connect'>, caller: Caller): Promise<Connection>;
  /** @throws `CONNECTION_MISSING` */
  check(workspaceId: string, caller: Caller): Promise<Connection>;
  /** @throws `CONNECTION_MISSING` */
  disconnect(workspaceId: string, caller: Caller): Promise<Accepted>;
  /** Works without Salesforce, and when nothing is connected. */
  reset(workspaceId: string, caller: Caller): Promise<Accepted>;
  /** @throws `CONNECTION_MISSING`, `SF_…` */
  listCandidates(
    workspaceId: string,
    query: QueryOf<'listSyncUserCandidates'>,
    caller: Caller,
  ): Promise<CandidateList>;
  /** @throws `CONNECTION_MISSING`, `PREFLIGHT_FAILED`, `SF_WRONG_ORG`, `SAME_SYNC_USER` */
  designate(
    workspaceId: string,
    designation: BodyOf<'designateSyncUser'>,
    caller: Caller,
  ): Promise<Connection>;
  /** @throws `CONNECTION_MISSING` when none is waiting. */
  discardCandidate(workspaceId: string, caller: Caller): Promise<Accepted>;
}

export interface AuthorizationServices {
  /** Who may begin one for the sync user is checked by the route. @throws `APP_MISSING`, `SF_LOGIN_URL_INVALID` */
  begin(workspaceId: string, request: BodyOf<'beginAuthorization'>, caller: Caller): Promise<Authorization>;
  /** Undefined when there is none; of a member only the own ones. */
  read(workspaceId: string, authorizationId: string, caller: Caller): Promise<Authorization | undefined>;
  /** The browser opens our start address. @throws `AUTHORIZATION_EXPIRED` when it is unknown, over or another browser's */
  start(authorizationId: string, browser: StartingBrowser): Promise<StartedLogin>;
  /**
   * Salesforce sends the browser back. Every outcome, bad ones too, is kept with the authorization; the answer is the
   * console's address to show it. @throws `AUTHORIZATION_EXPIRED` when the state is unknown, used or another browser's.
   */
  finish(
    callback: {
      readonly state: string | undefined;
      readonly code: string | undefined;
      readonly error: string | undefined;
      readonly errorDescription: string | undefined;
    },
    browserToken: string | undefined,
  ): Promise<{ readonly redirectTo: string }>;
}

export interface StartingBrowser {
  /** Its cookie; the first browser that starts a login is remembered by it, and nobody else may go on. */
  readonly token: string;
  /** Its person has read who asks for this login and agreed. */
  readonly isConfirmed: boolean;
  /** Who is signed in to the console in it. */
  readonly caller: Caller | undefined;
}

export type StartedLogin =
  /** To Salesforce, with state and PKCE challenge. */
  | { readonly kind: 'redirect'; readonly redirectTo: string }
  /**
   * Whoever opened the address is not known to have begun the login: a link that was sent by somebody else would give
   * that person's workspace the reader's Salesforce account. They are told whose it is, and asked.
   */
  | {
      readonly kind: 'ask';
      readonly workspace: string;
      readonly begunBy: string;
      readonly loginHost: string;
      readonly username: string | null;
    };

export interface AppServices {
  read(workspaceId: string): Promise<SalesforceApp>;
  write(workspaceId: string, app: BodyOf<'writeSalesforceApp'>, caller: Caller): Promise<SalesforceApp>;
  remove(workspaceId: string, caller: Caller): Promise<SalesforceApp>;
  /** @throws `APP_MISSING` */
  createCertificate(workspaceId: string, caller: Caller): Promise<SalesforceApp>;
}

/** What a person does for themselves; `caller` is the person. */
export interface MeServices {
  read(workspaceId: string, caller: Caller): Promise<Me>;
  /** @throws `API_CONFLICT` when nothing was asked; `SF_USER_TAKEN` */
  answer(
    workspaceId: string,
    userId: string,
    caller: Caller,
  ): Promise<{ me: Me; authorization: Authorization | null }>;
  /** @throws `CONNECTION_MISSING` */
  check(workspaceId: string, caller: Caller): Promise<Me>;
  disconnect(workspaceId: string, caller: Caller): Promise<Me>;
}

export interface PreflightServices {
  /** `connectionId` undefined: the sync user's. @throws `CONNECTION_MISSING` */
  read(workspaceId: string, connectionId: string | undefined): Promise<PreflightReport | undefined>;
  /** @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `SF_…` when nothing at all could be asked */
  run(workspaceId: string, connectionId: string | undefined, caller: Caller): Promise<PreflightReport>;
  /** @throws `CONNECTION_MISSING`, `SF_…` */
  planRepair(workspaceId: string, connectionId: string | undefined, caller: Caller): Promise<RepairPlan>;
  /** @throws `REPAIR_CHANGED`, `REPAIR_NOT_ALLOWED`, `SF_…` */
  applyRepair(workspaceId: string, request: BodyOf<'applyRepair'>, caller: Caller): Promise<RepairResult>;
}

export interface MemberServices {
  list(workspaceId: string): Promise<readonly Member[]>;
  /** @throws `API_CONFLICT` when the address is a member's already. */
  add(workspaceId: string, member: BodyOf<'addMember'>, caller: Caller): Promise<Invitation>;
  /** @throws `API_NOT_FOUND`, `API_CONFLICT` when the person has an account. */
  invite(workspaceId: string, memberId: string, caller: Caller): Promise<Invitation>;
  /** @throws `API_NOT_FOUND`; `API_CONFLICT` for the last admin */
  change(
    workspaceId: string,
    memberId: string,
    change: BodyOf<'changeMember'>,
    caller: Caller,
  ): Promise<Member>;
  /** @throws `API_NOT_FOUND`; `API_CONFLICT` for the last admin */
  remove(workspaceId: string, memberId: string, caller: Caller): Promise<Accepted>;
  /** `refused`: the link is used, replaced or too old. */
  acceptInvitation(token: string, password: string): Promise<SignIn>;
}

export interface AuditServices {
  list(workspaceId: string, query: QueryOf<'listAudit'>): Promise<readonly AuditEntry[]>;
}

export interface NoticeServices {
  list(workspaceId: string, query: QueryOf<'listNotices'>): Promise<readonly Notice[]>;
  readSettings(workspaceId: string): Promise<NoticeSettings>;
  /** @throws `API_INVALID_REQUEST` for a webhook address that may not be called. */
  changeSettings(
    workspaceId: string,
    change: BodyOf<'changeNoticeSettings'>,
    caller: Caller,
  ): Promise<NoticeSettings>;
  createWebhookSecret(workspaceId: string, caller: Caller): Promise<{ readonly secret: string }>;
  sendTest(
    workspaceId: string,
    caller: Caller,
  ): Promise<{
    deliveries: { channel: 'email' | 'webhook'; recipient: string; error: string | null }[];
  }>;
}

export interface SecretServices {
  reseal(caller: Caller): Promise<{ resealed: number; keyVersion: number; unreadable: number }>;
}
