import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function changeRoutes({ changes }: Services): Pick<Handlers, 'listChanges'> {
  return { listChanges: ({ workspaceId, query }) => changes.list(workspaceId, query) };
}
