import { z } from 'zod';
import { EVENT_REPAIR_KINDS, EVENT_STREAM_STATES } from '../states/event-state.ts';
import { READ_TRANSPORTS } from '../states/reading.ts';
import { Instant, Trouble } from './common-schemas.ts';

export const EventEntity = z
  .object({
    object: z.string(),
    label: z.string(),
    capable: z.boolean().describe('Salesforce can send change events of it'),
    selected: z
      .boolean()
      .nullable()
      .describe('Its changes are events in the org; null when nobody connected may see that'),
    feeds: z.boolean().describe('Its events arrive now and are applied, polled or not'),
    transport: z
      .enum(READ_TRANSPORTS)
      .nullable()
      .describe(
        'How it is read, as planned: of the objects whose events arrive, some may be cheaper to poll; null while it is not read',
      ),
    since: Instant.nullable().describe('Since when they have arrived without a gap'),
    lastEventAt: Instant.nullable(),
    events: z.number().int().describe('Events applied in the last 24 hours'),
  })
  .meta({ id: 'EventEntity' });
export type EventEntity = z.infer<typeof EventEntity>;

export const EventStatus = z
  .object({
    enabled: z
      .boolean()
      .describe('False: somebody switched them off for this workspace; its objects are polled'),
    state: z.enum(EVENT_STREAM_STATES),
    summary: z.string().describe('The state in a sentence'),
    channel: z.string().nullable().describe('Topic that is subscribed to'),
    entities: z.array(EventEntity).describe('Selected objects, those with events first'),
    foreignEntities: z
      .array(z.string())
      .describe('Objects whose changes are events in the org for others; they take places of the five'),
    allocation: z.object({
      entityLimit: z.number().int().nullable().describe('Null: the org has the add-on'),
      entitiesUsed: z.number().int().nullable(),
      deliveriesPerDay: z.number().int().nullable(),
      deliveriesLeft: z.number().int().nullable(),
      readAt: Instant.nullable(),
    }),
    proposed: z.array(z.string()).describe('Objects worth selecting, the most changed first'),
    connectedAt: Instant.nullable(),
    lastEventAt: Instant.nullable().describe('When the last event was applied'),
    lastCommitAt: Instant.nullable().describe('When its change was committed in the org (org clock)'),
    lastHeardAt: Instant.nullable().describe('When Salesforce said anything, a sign of life among it'),
    lagMs: z.number().int().nullable().describe('From that commit until the change stood in PostgreSQL'),
    waitingReads: z
      .number()
      .int()
      .describe('Records that events cannot tell whole; they are read again by id'),
    openRepairs: z.number().int(),
    retryAt: Instant.nullable(),
    trouble: Trouble.nullable(),
  })
  .meta({ id: 'EventStatus' });
export type EventStatus = z.infer<typeof EventStatus>;

export const EventRepair = z
  .object({
    id: z.number().int(),
    kind: z.enum(EVENT_REPAIR_KINDS),
    object: z.string().nullable().describe('Null: all objects that are fed by events'),
    reason: z.string(),
    from: Instant.nullable().describe('Changes since then are read again (org clock)'),
    to: Instant.nullable(),
    openedAt: Instant,
    closedAt: Instant.nullable(),
    rows: z.number().int().describe('Rows that the repair changed'),
    reads: z.number().int().describe('Records or objects that were read again'),
  })
  .meta({ id: 'EventRepair' });
export type EventRepair = z.infer<typeof EventRepair>;

export const EventEntityChange = z
  .object({
    objects: z.array(z.string().min(1)).min(1).max(100).describe('Selected objects, by API name'),
  })
  .meta({ id: 'EventEntityChange' });
export type EventEntityChange = z.infer<typeof EventEntityChange>;

export const EventSwitch = z
  .object({ enabled: z.boolean().describe('False: nobody subscribes, and all objects are polled') })
  .meta({ id: 'EventSwitch' });
export type EventSwitch = z.infer<typeof EventSwitch>;
