import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function recordRoutes({ records }: Services): Pick<Handlers, 'listRecords' | 'readRecord'> {
  return {
    listRecords: ({ workspaceId, params, query }) => records.list(workspaceId, params.object, query),
    readRecord: async ({ workspaceId, params }) => {
      const found = await records.read(workspaceId, params.object, params.id);
      if (found !== undefined) return found;
      throw new SyncError('API_NOT_FOUND', `The mirror of ${params.object} has no record "${params.id}".`);
    },
  };
}
