import { z } from 'zod';
import { CALL_CAUSES } from '../states/object-state.ts';
import { BUDGET_LEVELS, READ_MODES, READ_TRANSPORTS } from '../states/reading.ts';
import { Instant } from './common-schemas.ts';

/** One minute to one day. */
export const ReadInterval = z.number().int().min(60).max(86_400);

/** How an object is read. What is absent stays as it is. */
export const ObjectSettings = z
  .object({
    mode: z.enum(READ_MODES).describe('`auto`: what is cheapest for the wanted freshness'),
    intervalSeconds: ReadInterval.nullable().describe('Null: the workspace’s'),
    paused: z
      .boolean()
      .describe('A paused object is neither read nor loaded; it keeps everything and goes on where it stood'),
  })
  .partial()
  .meta({ id: 'ObjectSettings' });
export type ObjectSettings = z.infer<typeof ObjectSettings>;

/** What reading costs in a day. */
export const ReadingCost = z
  .object({
    calls: z.number().describe('API calls that count against the org’s allowance'),
    bulkJobs: z.number(),
    events: z.number().describe('Deliveries of change events, which are not API calls'),
  })
  .meta({ id: 'ReadingCost' });
export type ReadingCost = z.infer<typeof ReadingCost>;

/** How much of the org's allowance is ours, what is used, and what that stops. Rolling 24 hours. */
export const ApiBudget = z
  .object({
    level: z.enum(BUDGET_LEVELS),
    limit: z.number().int().nullable().describe('The org’s allowance; null before the first call'),
    used: z.number().int().nullable().describe('Calls of all clients of the org, as it said last'),
    ours: z.number().int().describe('Our calls among them, from the ledger'),
    at: Instant.nullable().describe('When the org said so'),
    sharePercent: z.number().int().describe('Of the allowance, what reading may use'),
    floorPercent: z.number().int().describe('Of the allowance, what we leave to others, whatever happens'),
    allowed: z.number().int().nullable().describe('Calls a day that the share comes to'),
    usedPercent: z
      .number()
      .nullable()
      .describe('The higher of: the org’s use of its limit, ours of our share'),
    says: z.string().describe('What is going on now, in a sentence'),
    levels: z
      .array(z.object({ level: z.enum(BUDGET_LEVELS), from: z.string(), does: z.string() }))
      .describe('What happens at which use'),
  })
  .meta({ id: 'ApiBudget' });
export type ApiBudget = z.infer<typeof ApiBudget>;

export const PlannedObject = z
  .object({
    name: z.string(),
    label: z.string(),
    mode: z.enum(READ_MODES),
    transport: z.enum(READ_TRANSPORTS).nullable().describe('How it is read; null while it is paused'),
    intervalSeconds: z.number().int().describe('The freshness wanted: its own, else the workspace’s'),
    everySeconds: z
      .number()
      .int()
      .describe('How often it is read: no seldomer than wanted, unless the budget is short'),
    nextReadAt: Instant.nullable(),
    paused: z.boolean(),
    rows: z.number().int(),
    changesPerDay: z.number().describe('As measured'),
    loadBy: z.enum(['bulk', 'query']).describe('How a load would travel'),
    pageRows: z.number().int().describe('Rows of a result page'),
    ranges: z.number().int().describe('Ranges of ids that a load is cut into'),
    cost: ReadingCost.describe('Its part of the workspace’s cost a day'),
    why: z.string(),
  })
  .meta({ id: 'PlannedObject' });
export type PlannedObject = z.infer<typeof PlannedObject>;

export const CallsByCause = z.partialRecord(z.enum(CALL_CAUSES), z.number());

export const Plan = z
  .object({
    plannedAt: Instant,
    objects: z.array(PlannedObject),
    forecast: ReadingCost.extend({ byCause: CallsByCause }).describe('A day as planned'),
    measured: ReadingCost.extend({
      byCause: CallsByCause,
      hours: z.number().describe('How long has been measured, at most 24'),
    }).describe('The last day as it was; a shorter time is counted up to a day'),
    modes: z
      .object({ poll: ReadingCost, events: ReadingCost.nullable() })
      .describe('What a day would cost with polling alone, and with events wherever they are possible'),
    events: z
      .object({
        possible: z.boolean(),
        why: z.string().nullable().describe('What stands against change events'),
        objects: z.array(z.string()).describe('Objects that are read by events'),
        entityLimit: z.number().int(),
        dailyLimit: z.number().int().nullable().describe('Deliveries a day that the org has'),
      })
      .describe('Change events'),
    census: z.object({ everyHours: z.number() }).describe('How often each object is counted through'),
    budget: ApiBudget,
    fits: z.boolean().describe('False: intervals were widened to stay within the budget'),
  })
  .meta({ id: 'Plan' });
export type Plan = z.infer<typeof Plan>;

export const ForecastRequest = z
  .object({
    objects: z
      .array(
        z.object({
          name: z.string().min(1),
          mode: z.enum(READ_MODES).default('auto'),
          intervalSeconds: ReadInterval.nullable().default(null),
          fields: z.number().int().min(1).max(1000).default(30).describe('How many are mapped'),
        }),
      )
      .min(1)
      .max(50),
  })
  .meta({ id: 'ForecastRequest' });
export type ForecastRequest = z.input<typeof ForecastRequest>;

export const ForecastObject = z
  .object({
    name: z.string(),
    rows: z
      .number()
      .int()
      .nullable()
      .describe('In the org, as Salesforce last counted; null: it does not say'),
    firstLoad: z
      .object({
        by: z.enum(['bulk', 'query']),
        calls: z.number(),
        bulkJobs: z.number(),
        megabytes: z.number(),
        minutes: z.number(),
      })
      .nullable(),
    transport: z.enum(READ_TRANSPORTS),
    perDay: z
      .object({ poll: ReadingCost, events: ReadingCost.nullable() })
      .describe('What the workspace’s day would cost more, in either mode'),
    why: z.string(),
  })
  .meta({ id: 'ForecastObject' });
export type ForecastObject = z.infer<typeof ForecastObject>;

/** What selecting objects would cost, before anything is selected. */
export const Forecast = z
  .object({
    objects: z.array(ForecastObject),
    before: ReadingCost.describe('A day as it is planned now'),
    after: ReadingCost.describe('A day with these objects'),
    budget: ApiBudget,
    fits: z.boolean().describe('False: intervals would be widened to stay within the budget'),
  })
  .meta({ id: 'Forecast' });
export type Forecast = z.infer<typeof Forecast>;
