import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function connectionRoutes({
  connection,
}: Services): Pick<Handlers, 'readConnection' | 'connect' | 'checkConnection' | 'disconnect'> {
  return {
    readConnection: async ({ workspaceId, params }) => {
      const found = await connection.read(workspaceId);
      if (found !== undefined) return found;
      throw new SyncError('CONNECTION_MISSING', `Workspace "${params.workspace}" has no connection.`);
    },
    connect: ({ workspaceId, body }) => connection.connect(workspaceId, body),
    checkConnection: ({ workspaceId }) => connection.check(workspaceId),
    disconnect: ({ workspaceId }) => connection.disconnect(workspaceId),
  };
}
