import { ENDPOINTS, type Endpoint, type EndpointName, type ErrorCode } from '@sync-user/contract';

const LOGIN: readonly ErrorCode[] = [
  'SF_LOGIN_URL_INVALID',
  'SF_HOST_UNREACHABLE',
  'SF_CLIENT_CREDENTIALS_INVALID',
  'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  'SF_JWT_REFUSED',
  'SF_APP_NOT_INSTALLED',
  'SF_APP_NOT_APPROVED',
  'SF_IP_REFUSED',
  'SF_LOGIN_HOURS',
  'SF_SCOPE_MISSING',
  'SF_GRANT_REFUSED',
  'SF_USER_INACTIVE',
  'SF_API_DISABLED',
  'SF_WRONG_ORG',
  'SF_UNAVAILABLE',
  'SF_UNEXPECTED',
];
const CONNECTED: readonly ErrorCode[] = ['CONNECTION_MISSING', 'CONNECTION_NOT_ACTIVE'];

/** Problems that belong to one endpoint, from what `packages/api/src/services.ts` and the routes say they throw. */
const OWN: Readonly<Record<EndpointName | 'stream', readonly ErrorCode[]>> = {
  readHealth: ['DATABASE_UNAVAILABLE'],
  signIn: ['API_UNAUTHENTICATED'],
  readSession: [],
  signOut: [],
  listWorkspaces: [],
  createWorkspace: ['API_CONFLICT', 'API_FORBIDDEN'],
  readOverview: [],
  changeWorkspace: [],
  pollNow: CONNECTED,
  readConnection: ['CONNECTION_MISSING'],
  connect: ['APP_MISSING', ...LOGIN],
  checkConnection: ['CONNECTION_MISSING'],
  disconnect: ['CONNECTION_MISSING'],
  resetConnection: [],
  listConnections: [],
  listSyncUserCandidates: [...CONNECTED, 'SF_UNAVAILABLE'],
  designateSyncUser: [
    'CONNECTION_MISSING',
    'SAME_SYNC_USER',
    'PREFLIGHT_FAILED',
    'SF_WRONG_ORG',
    'SF_SANDBOX_REFRESHED',
  ],
  discardCandidate: ['CONNECTION_MISSING'],
  beginAuthorization: ['APP_MISSING', 'SF_LOGIN_URL_INVALID', 'API_FORBIDDEN'],
  readAuthorization: [],
  readSalesforceApp: [],
  writeSalesforceApp: [],
  removeSalesforceApp: [],
  createCertificate: ['APP_MISSING'],
  readMe: ['API_FORBIDDEN'],
  answerWhoIAm: ['API_FORBIDDEN', 'API_CONFLICT', 'SF_USER_TAKEN'],
  checkMyConnection: ['API_FORBIDDEN', 'CONNECTION_MISSING'],
  disconnectMe: ['API_FORBIDDEN'],
  readPreflight: ['CONNECTION_MISSING'],
  runPreflight: [...CONNECTED, 'SF_UNAVAILABLE'],
  planRepair: [...CONNECTED, 'SF_UNAVAILABLE'],
  applyRepair: [...CONNECTED, 'REPAIR_CHANGED', 'REPAIR_NOT_ALLOWED', 'SF_UNAVAILABLE'],
  listMembers: [],
  addMember: ['API_CONFLICT'],
  inviteMember: ['API_CONFLICT'],
  changeMember: ['API_CONFLICT'],
  removeMember: ['API_CONFLICT'],
  acceptInvitation: ['API_UNAUTHENTICATED', 'API_TOO_MANY_REQUESTS'],
  listAudit: [],
  listNotices: [],
  readNoticeSettings: [],
  changeNoticeSettings: [],
  createWebhookSecret: [],
  sendTestNotice: [],
  resealSecrets: [],
  listAvailableObjects: [...CONNECTED, 'SF_REQUEST_LIMIT', 'SF_UNAVAILABLE'],
  listObjects: [],
  readObject: ['OBJECT_NOT_SELECTED'],
  selectObject: [
    'OBJECT_UNKNOWN',
    'OBJECT_NOT_SYNCABLE',
    'SF_OBJECT_NOT_READABLE',
    ...CONNECTED,
    'SF_REQUEST_LIMIT',
    'SF_UNAVAILABLE',
  ],
  deselectObject: ['OBJECT_NOT_SELECTED'],
  reloadObject: ['OBJECT_NOT_SELECTED'],
  listRecords: ['OBJECT_NOT_SELECTED'],
  readRecord: ['OBJECT_NOT_SELECTED'],
  listChanges: [],
  readCalls: [],
  stream: ['API_INVALID_REQUEST'],
};

/** The codes a caller of one endpoint should expect, those that follow from its shape first. */
export function problemsOf(name: string): readonly ErrorCode[] {
  const endpoint: Endpoint | undefined = (ENDPOINTS as Readonly<Record<string, Endpoint>>)[name];
  const codes: ErrorCode[] = [];
  if (endpoint?.auth !== 'none') codes.push('API_UNAUTHENTICATED');
  if (endpoint?.auth === 'admin' || endpoint?.auth === 'operator') codes.push('API_FORBIDDEN');
  if (endpoint?.params !== undefined || name === 'stream') codes.push('API_NOT_FOUND');
  if (endpoint?.body !== undefined || endpoint?.query !== undefined) codes.push('API_INVALID_REQUEST');
  return [...new Set([...codes, ...OWN[name as keyof typeof OWN]])];
}
