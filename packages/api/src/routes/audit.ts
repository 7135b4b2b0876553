import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function auditRoutes({ audit }: Services): Pick<Handlers, 'listAudit'> {
  return {
    listAudit: async ({ workspaceId, query }) => ({ entries: [...(await audit.list(workspaceId, query))] }),
  };
}
