import type { Handlers } from '../serve-endpoint.ts';
import type { Services } from '../services.ts';

export function reportRoutes({
  reports,
}: Services): Pick<Handlers, 'readPipeline' | 'listCampaignLists' | 'readCampaignList'> {
  return {
    readPipeline: ({ workspaceId, query }) => reports.readPipeline(workspaceId, query),
    listCampaignLists: async ({ workspaceId }) => ({
      lists: [...(await reports.listCampaignLists(workspaceId))],
    }),
    readCampaignList: ({ workspaceId, params, query }) =>
      reports.readCampaignList(workspaceId, params.id, query),
  };
}
