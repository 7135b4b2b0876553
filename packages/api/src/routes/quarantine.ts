import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function quarantineRoutes({ quarantine }: Services): Pick<Handlers, 'listQuarantine'> {
  return { listQuarantine: ({ workspaceId, query }) => quarantine.list(workspaceId, query) };
}
