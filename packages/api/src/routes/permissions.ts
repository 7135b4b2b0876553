import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function permissionRoutes({
  connection,
  preflight,
}: Services): Pick<
  Handlers,
  'listSyncUserCandidates' | 'readPreflight' | 'runPreflight' | 'planRepair' | 'applyRepair'
> {
  return {
    listSyncUserCandidates: ({ workspaceId, query, caller }) =>
      connection.listCandidates(workspaceId, query, caller),
    readPreflight: async ({ workspaceId, query }) => ({
      report: (await preflight.read(workspaceId, query.connectionId)) ?? null,
    }),
    runPreflight: ({ workspaceId, body, caller }) => preflight.run(workspaceId, body.connectionId, caller),
    planRepair: ({ workspaceId, query, caller }) =>
      preflight.planRepair(workspaceId, query.connectionId, caller),
    applyRepair: ({ workspaceId, body, caller }) => preflight.applyRepair(workspaceId, body, caller),
  };
}
