import { z } from 'zod';
import { PIPELINE_INTERVALS } from '../states/pipeline.ts';
import { Instant } from './common-schemas.ts';

const Decimal = z.string().describe('A decimal number as text, so that no digit is lost');
const Day = z.iso.date();
const count = z.number().int();

/** What stood in a stage. */
export const PipelineStage = z
  .object({
    stage: z.string(),
    kind: z.enum(['open', 'won', 'lost']),
    opportunities: z.number().int(),
    amount: Decimal.nullable().describe('In `currency`; null when an amount among them does not convert'),
    unconverted: z.number().int(),
  })
  .meta({ id: 'PipelineStage' });
export type PipelineStage = z.infer<typeof PipelineStage>;

export const PipelinePoint = z
  .object({
    from: Day.describe('First day of the interval'),
    at: Day.describe('The day after its last one: the state when that day began, UTC'),
    stages: z
      .array(PipelineStage)
      .describe(
        'Open stages: what stood in them at `at`. Won and lost: what closed within the interval, by close date',
      ),
  })
  .meta({ id: 'PipelinePoint' });
export type PipelinePoint = z.infer<typeof PipelinePoint>;

export const Pipeline = z
  .object({
    currency: z.string().nullable().describe('The corporate currency; null where the org has one'),
    ratesReadAt: Instant.nullable(),
    interval: z.enum(PIPELINE_INTERVALS),
    points: z.array(PipelinePoint),
    asOf: Instant.nullable().describe('Org clock: up to here both objects were read'),
  })
  .meta({ id: 'Pipeline' });
export type Pipeline = z.infer<typeof Pipeline>;

/** A campaign and how many people are on its list. */
export const CampaignList = z
  .object({
    campaignId: z.string(),
    name: z.string().nullable(),
    type: z.string().nullable(),
    status: z.string().nullable(),
    active: z.boolean().nullable(),
    members: count,
    responded: count,
  })
  .meta({ id: 'CampaignList' });
export type CampaignList = z.infer<typeof CampaignList>;

/** Who owns the lead or contact, or its account. */
export const ListOwner = z
  .object({
    userId: z.string(),
    name: z.string().nullable().describe('Null when the mirror does not have the user, or it is a queue'),
    email: z.string().nullable(),
    member: z
      .object({ memberId: z.string(), name: z.string() })
      .nullable()
      .describe('The member of the workspace who is this user'),
  })
  .meta({ id: 'ListOwner' });
export type ListOwner = z.infer<typeof ListOwner>;

/** Somebody on a campaign's list. */
export const CampaignListMember = z
  .object({
    campaignMemberId: z.string(),
    kind: z.enum(['lead', 'contact', 'account', 'unknown']),
    recordId: z.string().nullable(),
    name: z.string().nullable(),
    email: z.string().nullable(),
    company: z.string().nullable(),
    accountId: z.string().nullable(),
    status: z.string().nullable(),
    responded: z.boolean().nullable(),
    owner: ListOwner.nullable(),
    accountOwner: ListOwner.nullable(),
  })
  .meta({ id: 'CampaignListMember' });
export type CampaignListMember = z.infer<typeof CampaignListMember>;

export const CampaignListPage = z
  .object({
    list: CampaignList,
    missing: z.array(z.string()).describe('Objects that are not selected, so that their columns are empty'),
    members: z.array(CampaignListMember),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'CampaignListPage' });
export type CampaignListPage = z.infer<typeof CampaignListPage>;
