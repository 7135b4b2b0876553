import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function configurationRoutes({
  configuration,
}: Services): Pick<
  Handlers,
  | 'exportConfiguration'
  | 'planConfiguration'
  | 'applyConfiguration'
  | 'rollBackConfiguration'
  | 'listConfigurationSnapshots'
> {
  return {
    exportConfiguration: ({ workspaceId }) => configuration.export(workspaceId),
    planConfiguration: ({ workspaceId, body }) => configuration.plan(workspaceId, body),
    applyConfiguration: ({ workspaceId, body, caller }) => configuration.apply(workspaceId, body, caller),
    rollBackConfiguration: ({ workspaceId, body, caller }) =>
      configuration.rollBack(workspaceId, body, caller),
    listConfigurationSnapshots: async ({ workspaceId }) => ({
      snapshots: [...(await configuration.listSnapshots(workspaceId))],
    }),
  };
}
