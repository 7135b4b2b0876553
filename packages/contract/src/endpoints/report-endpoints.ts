import { z } from 'zod';
import { PIPELINE_INTERVALS } from '../states/pipeline.ts';
import { type Endpoint, inWorkspace } from './endpoint.ts';
import * as r from './report-schemas.ts';

export const REPORT_ENDPOINTS = {
  readPipeline: {
    method: 'GET',
    path: '/workspaces/:workspace/pipeline',
    summary: 'Pipeline and revenue by stage over time, in one currency',
    tag: 'Reports',
    auth: 'admin',
    params: inWorkspace,
    query: z.object({
      from: z.iso.date().optional().describe('First day; a year before `to` when absent'),
      to: z.iso.date().optional().describe('Last day; today when absent'),
      interval: z.enum(PIPELINE_INTERVALS).default('month'),
    }),
    response: r.Pipeline,
  },
  listCampaignLists: {
    method: 'GET',
    path: '/workspaces/:workspace/campaign-lists',
    summary: 'Campaigns, and how many people are on their lists',
    tag: 'Reports',
    auth: 'admin',
    params: inWorkspace,
    response: z.object({ lists: z.array(r.CampaignList) }),
  },
  readCampaignList: {
    method: 'GET',
    path: '/workspaces/:workspace/campaign-lists/:id/members',
    summary: 'The leads and contacts of a campaign, with their owners',
    tag: 'Reports',
    auth: 'admin',
    params: inWorkspace.extend({ id: z.string() }),
    query: z.object({
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().optional().describe('`nextCursor` of the page before'),
    }),
    response: r.CampaignListPage,
  },
} as const satisfies Record<string, Endpoint>;
