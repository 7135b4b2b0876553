import type { ENDPOINTS, EndpointName } from '@sync-user/contract';

/**
 * Method and path of every endpoint, once more.
 *
 * `ENDPOINTS` carries zod schemas, and importing it at run time would put zod (some 60 kB compressed) into every
 * browser bundle. This table costs under 1 kB, and its type is computed from `ENDPOINTS`: a missing, renamed or
 * moved endpoint does not compile.
 */
export const ROUTES: {
  readonly [Name in EndpointName]: `${(typeof ENDPOINTS)[Name]['method']} ${(typeof ENDPOINTS)[Name]['path']}`;
} = {
  readHealth: 'GET /health',
  signIn: 'POST /session',
  readSession: 'GET /session',
  signOut: 'DELETE /session',
  listWorkspaces: 'GET /workspaces',
  createWorkspace: 'POST /workspaces',
  readOverview: 'GET /workspaces/:workspace',
  changeWorkspace: 'PATCH /workspaces/:workspace',
  pollNow: 'POST /workspaces/:workspace/sync',
  readConnection: 'GET /workspaces/:workspace/connection',
  connect: 'PUT /workspaces/:workspace/connection',
  checkConnection: 'POST /workspaces/:workspace/connection/check',
  disconnect: 'DELETE /workspaces/:workspace/connection',
  resetConnection: 'POST /workspaces/:workspace/connection/reset',
  listConnections: 'GET /workspaces/:workspace/connections',
  listSyncUserCandidates: 'GET /workspaces/:workspace/connection/candidates',
  designateSyncUser: 'POST /workspaces/:workspace/connection/designate',
  discardCandidate: 'DELETE /workspaces/:workspace/connection/candidate',
  beginAuthorization: 'POST /workspaces/:workspace/authorizations',
  readAuthorization: 'GET /workspaces/:workspace/authorizations/:authorization',
  readSalesforceApp: 'GET /workspaces/:workspace/salesforce-app',
  writeSalesforceApp: 'PUT /workspaces/:workspace/salesforce-app',
  removeSalesforceApp: 'DELETE /workspaces/:workspace/salesforce-app',
  createCertificate: 'POST /workspaces/:workspace/salesforce-app/certificate',
  readMe: 'GET /workspaces/:workspace/me',
  answerWhoIAm: 'POST /workspaces/:workspace/me/connection/answer',
  checkMyConnection: 'POST /workspaces/:workspace/me/connection/check',
  disconnectMe: 'DELETE /workspaces/:workspace/me/connection',
  readPreflight: 'GET /workspaces/:workspace/preflight',
  runPreflight: 'POST /workspaces/:workspace/preflight',
  planRepair: 'GET /workspaces/:workspace/preflight/repair',
  applyRepair: 'POST /workspaces/:workspace/preflight/repair',
  listMembers: 'GET /workspaces/:workspace/members',
  addMember: 'POST /workspaces/:workspace/members',
  inviteMember: 'POST /workspaces/:workspace/members/:member/invitation',
  changeMember: 'PATCH /workspaces/:workspace/members/:member',
  removeMember: 'DELETE /workspaces/:workspace/members/:member',
  acceptInvitation: 'POST /invitations/accept',
  listAudit: 'GET /workspaces/:workspace/audit',
  listNotices: 'GET /workspaces/:workspace/notices',
  readNoticeSettings: 'GET /workspaces/:workspace/notice-settings',
  changeNoticeSettings: 'PATCH /workspaces/:workspace/notice-settings',
  createWebhookSecret: 'POST /workspaces/:workspace/notice-settings/webhook-secret',
  sendTestNotice: 'POST /workspaces/:workspace/notice-settings/test',
  resealSecrets: 'POST /secrets/reseal',
  listAvailableObjects: 'GET /workspaces/:workspace/available-objects',
  listObjects: 'GET /workspaces/:workspace/objects',
  readObject: 'GET /workspaces/:workspace/objects/:object',
  selectObject: 'PUT /workspaces/:workspace/objects/:object',
  deselectObject: 'DELETE /workspaces/:workspace/objects/:object',
  reloadObject: 'POST /workspaces/:workspace/objects/:object/load',
  listRecords: 'GET /workspaces/:workspace/objects/:object/records',
  readRecord: 'GET /workspaces/:workspace/objects/:object/records/:id',
  listChanges: 'GET /workspaces/:workspace/changes',
  readCalls: 'GET /workspaces/:workspace/calls',
};
