import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function connectionRoutes({
  connection,
}: Services): Pick<
  Handlers,
  | 'readConnection'
  | 'connect'
  | 'checkConnection'
  | 'disconnect'
  | 'resetConnection'
  | 'listConnections'
  | 'designateSyncUser'
  | 'discardCandidate'
> {
  return {
    readConnection: async ({ workspaceId, params }) => {
      const found = await connection.read(workspaceId);
      if (found !== undefined) return found;
      throw new SyncError('CONNECTION_MISSING', `Workspace "${params.workspace}" has no connection.`);
    },
    connect: ({ workspaceId, body, caller }) => connection.connect(workspaceId, body, caller),
    checkConnection: ({ workspaceId, caller }) => connection.check(workspaceId, caller),
    disconnect: ({ workspaceId, caller }) => connection.disconnect(workspaceId, caller),
    resetConnection: ({ workspaceId, caller }) => connection.reset(workspaceId, caller),
    listConnections: async ({ workspaceId }) => ({ connections: [...(await connection.list(workspaceId))] }),
    designateSyncUser: ({ workspaceId, body, caller }) => connection.designate(workspaceId, body, caller),
    discardCandidate: ({ workspaceId, caller }) => connection.discardCandidate(workspaceId, caller),
  };
}
