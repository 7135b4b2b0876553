import { SyncError } from '@sync-user/contract';
import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function workspaceRoutes({
  workspaces,
}: Services): Pick<
  Handlers,
  'listWorkspaces' | 'createWorkspace' | 'readOverview' | 'changeWorkspace' | 'pollNow'
> {
  return {
    listWorkspaces: async ({ caller }) => ({ workspaces: [...(await workspaces.list(caller))] }),
    createWorkspace: async ({ caller, body }) => {
      if (caller.workspaces !== 'all') {
        throw new SyncError(
          'API_FORBIDDEN',
          'Making a workspace needs an account or key of the whole installation.',
        );
      }
      return workspaces.create(body, caller);
    },
    readOverview: ({ workspaceId }) => workspaces.readOverview(workspaceId),
    changeWorkspace: ({ workspaceId, body }) => workspaces.change(workspaceId, body),
    pollNow: ({ workspaceId }) => workspaces.pollNow(workspaceId),
  };
}
