import type { Database } from '../database/database.ts';
import { listCampaignLists, listCampaignMembers, type ListTables } from './campaign-lists.ts';
import { missingForPipeline, readPipelinePoints } from './pipeline.ts';

/** What the mirror tells of sales and marketing. */
export function createReportStore(db: Database) {
  return {
    missingForPipeline,
    readPipeline: (
      tables: Parameters<typeof readPipelinePoints>[1],
      span: Parameters<typeof readPipelinePoints>[2],
    ) => readPipelinePoints(db, tables, span),
    listCampaignLists: (tables: Pick<ListTables, 'campaign' | 'member'>, campaignId?: string) =>
      listCampaignLists(db, tables, campaignId),
    listCampaignMembers: (
      workspaceId: string,
      tables: ListTables,
      query: Parameters<typeof listCampaignMembers>[3],
    ) => listCampaignMembers(db, workspaceId, tables, query),
  };
}
