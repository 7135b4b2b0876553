import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function eventRoutes({
  events,
}: Services): Pick<
  Handlers,
  'readEvents' | 'listEventRepairs' | 'selectEventEntities' | 'deselectEventEntities' | 'switchEvents'
> {
  return {
    readEvents: ({ workspaceId }) => events.read(workspaceId),
    listEventRepairs: async ({ workspaceId, query }) => ({
      repairs: [...(await events.listRepairs(workspaceId, query))],
    }),
    selectEventEntities: ({ workspaceId, body, caller }) => events.selectEntities(workspaceId, body, caller),
    deselectEventEntities: ({ workspaceId, body, caller }) =>
      events.deselectEntities(workspaceId, body, caller),
    switchEvents: ({ workspaceId, body, caller }) => events.switch(workspaceId, body, caller),
  };
}
