import { isSyncError, SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function recordRoutes({
  records,
  completeness,
}: Services): Pick<Handlers, 'listRecords' | 'readRecord'> {
  /** Of a dead record: into what it was merged or converted. */
  async function whereItWent(workspaceId: string, id: string): Promise<string> {
    try {
      const { state, now } = await completeness.traceRecord(workspaceId, id);
      if (state === 'unknown' || state === 'present') return '';
      const onward = now.map((place) => `${place.object} ${place.id}`).join(', ');
      return ` It was ${state}${onward === '' ? '' : `: see ${onward}`}.`;
    } catch (error) {
      if (isSyncError(error, 'API_INVALID_REQUEST')) return '';
      throw error;
    }
  }

  return {
    listRecords: ({ workspaceId, params, query }) => records.list(workspaceId, params.object, query),
    readRecord: async ({ workspaceId, params }) => {
      const found = await records.read(workspaceId, params.object, params.id);
      if (found !== undefined) return found;
      throw new SyncError(
        'API_NOT_FOUND',
        `The mirror of ${params.object} has no record "${params.id}".${await whereItWent(workspaceId, params.id)}`,
      );
    },
  };
}
