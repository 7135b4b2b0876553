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
