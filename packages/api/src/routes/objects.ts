import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function objectRoutes({
  objects,
}: Services): Pick<
  Handlers,
  | 'listAvailableObjects'
  | 'listLoads'
  | 'listObjects'
  | 'readObject'
  | 'selectObject'
  | 'deselectObject'
  | 'reloadObject'
> {
  return {
    listAvailableObjects: async ({ workspaceId }) => ({
      objects: [...(await objects.listAvailable(workspaceId))],
    }),
    listObjects: async ({ workspaceId }) => ({ objects: [...(await objects.list(workspaceId))] }),
    readObject: async ({ workspaceId, params }) => {
      const found = await objects.read(workspaceId, params.object);
      if (found !== undefined) return found;
      throw new SyncError('OBJECT_NOT_SELECTED', `${params.object} is not selected in this workspace.`);
    },
    selectObject: ({ workspaceId, params, body, caller }) =>
      objects.select(workspaceId, params.object, body, caller),
    deselectObject: ({ workspaceId, params, caller }) => objects.deselect(workspaceId, params.object, caller),
    listLoads: async ({ workspaceId, params }) => ({
      loads: [...(await objects.listLoads(workspaceId, params.object))],
    }),
    reloadObject: ({ workspaceId, params, caller }) => objects.reload(workspaceId, params.object, caller),
  };
}
