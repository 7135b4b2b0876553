import { z } from 'zod';
import { Accepted } from './common-schemas.ts';
import { Member } from './connection-schemas.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as n from './notice-schemas.ts';
import { Session } from './schemas.ts';

const MEMBERS = '/workspaces/:workspace/members';
const ofMember = inWorkspace.extend({ member: z.string() });
const SETTINGS = '/workspaces/:workspace/notice-settings';

/** Members, what was done, and who is told of trouble. */
export const PEOPLE_ENDPOINTS = {
  listMembers: {
    method: 'GET',
    path: MEMBERS,
    summary: 'Members of the workspace',
    tag: 'People',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ members: z.array(Member) }),
  },
  addMember: {
    method: 'POST',
    path: MEMBERS,
    summary: 'Add a person; who has no account yet gets a link to choose a password',
    tag: 'People',
    auth: 'admin',
    params: inWorkspace,
    body: n.NewMember,
    response: n.Invitation,
    status: 201,
  },
  inviteMember: {
    method: 'POST',
    path: `${MEMBERS}/:member/invitation`,
    summary: 'A new link for a person who has not accepted; earlier links end',
    tag: 'People',
    auth: 'admin',
    params: ofMember,
    response: n.Invitation,
    status: 201,
  },
  changeMember: {
    method: 'PATCH',
    path: `${MEMBERS}/:member`,
    summary: 'Rename, make admin, suspend',
    tag: 'People',
    auth: 'admin',
    params: ofMember,
    body: n.MemberChange,
    response: Member,
  },
  removeMember: {
    method: 'DELETE',
    path: `${MEMBERS}/:member`,
    summary: 'Remove a person; the own Salesforce connection is revoked',
    tag: 'People',
    auth: 'admin',
    params: ofMember,
    response: Accepted,
  },
  acceptInvitation: {
    method: 'POST',
    path: '/invitations/accept',
    summary: 'Choose a password and sign in; sets a cookie',
    tag: 'People',
    auth: 'none',
    body: z.object({ token: z.string().min(1).max(200), password: z.string().min(8).max(200) }),
    response: Session,
  },

  listAudit: {
    method: 'GET',
    path: '/workspaces/:workspace/audit',
    summary: 'What was done, by whom and as whom; the newest first',
    tag: 'People',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      before: z.coerce.number().int().min(1).optional().describe('Entries with a lower id'),
      limit: z.coerce.number().int().min(1).max(500).default(100),
      action: z.string().max(60).optional().describe('Beginning of the action: connection, member …'),
    }),
    response: z.object({ entries: z.array(n.AuditEntry) }),
  },

  listNotices: {
    method: 'GET',
    path: '/workspaces/:workspace/notices',
    summary: 'Incidents and who was told of them',
    tag: 'Notices',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      open: z.enum(['true', 'false']).optional().describe('Only open ones, or only closed ones'),
      limit: z.coerce.number().int().min(1).max(200).default(50),
    }),
    response: z.object({ notices: z.array(n.Notice) }),
  },
  readNoticeSettings: {
    method: 'GET',
    path: SETTINGS,
    summary: 'Who is told of incidents',
    tag: 'Notices',
    auth: 'admin',
    params: inWorkspace,
    response: n.NoticeSettings,
  },
  changeNoticeSettings: {
    method: 'PATCH',
    path: SETTINGS,
    summary: 'Change who is told of incidents',
    tag: 'Notices',
    auth: 'admin',
    params: inWorkspace,
    body: n.NoticeSettingsChange,
    response: n.NoticeSettings,
  },
  createWebhookSecret: {
    method: 'POST',
    path: `${SETTINGS}/webhook-secret`,
    summary: 'A new signing secret (Standard Webhooks); shown this once',
    tag: 'Notices',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ secret: z.string().describe('whsec_…') }),
    status: 201,
  },
  sendTestNotice: {
    method: 'POST',
    path: `${SETTINGS}/test`,
    summary: 'Send a test to every channel and tell how it went',
    tag: 'Notices',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({
      deliveries: z.array(
        z.object({
          channel: z.enum(['email', 'webhook']),
          recipient: z.string(),
          error: z.string().nullable(),
        }),
      ),
    }),
  },

  resealSecrets: {
    method: 'POST',
    path: '/secrets/reseal',
    summary: 'Encrypt every stored secret anew under the current key; older keys can then be removed',
    tag: 'System',
    auth: 'operator',
    response: z.object({
      resealed: z.number().int(),
      keyVersion: z.number().int(),
      unreadable: z.number().int().describe('Sealed under a key that is not configured'),
    }),
  },
} as const satisfies Record<string, Endpoint>;
