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
    createWorkspace: ({ caller, body }) => workspaces.create(body, caller),
    readOverview: ({ workspaceId }) => workspaces.readOverview(workspaceId),
    changeWorkspace: ({ workspaceId, caller, body }) => workspaces.change(workspaceId, body, caller),
    pollNow: ({ workspaceId, caller }) => workspaces.pollNow(workspaceId, caller),
  };
}
