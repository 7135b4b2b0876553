import type { ObjectServices, WorkspaceServices } from '@sync-user/api';
import type { PreflightRunner } from './preflight-runner.ts';

type Runner = Pick<PreflightRunner, 'soon'>;

/** Has the permissions checked after what they are measured against has changed: what is mapped, and the policy. */
export const checkAfterChanges = {
  ofObjects: (objects: ObjectServices, runner: Runner): ObjectServices => ({
    ...objects,
    select: async (workspaceId, object, selection, caller) => {
      const selected = await objects.select(workspaceId, object, selection, caller);
      await runner.soon(workspaceId);
      return selected;
    },
    deselect: async (workspaceId, object, caller) => {
      const accepted = await objects.deselect(workspaceId, object, caller);
      await runner.soon(workspaceId);
      return accepted;
    },
  }),

  ofWorkspaces: (workspaces: WorkspaceServices, runner: Runner): WorkspaceServices => ({
    ...workspaces,
    change: async (workspaceId, change, caller) => {
      const changed = await workspaces.change(workspaceId, change, caller);
      if (change.permissionPolicy !== undefined) await runner.soon(workspaceId);
      return changed;
    },
  }),
};
