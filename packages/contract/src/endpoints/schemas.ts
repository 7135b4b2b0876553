import { z } from 'zod';
import {
  CALL_CAUSES,
  CHANGE_CAUSES,
  CHANGE_OPERATIONS,
  LOAD_OUTCOMES,
  LOAD_PHASES,
  LOAD_REASONS,
  OBJECT_STATES,
} from '../states/object-state.ts';
import { CALL_TRANSPORTS, READ_MODES, READ_TRANSPORTS } from '../states/reading.ts';
import { ErrorCodeSchema, Instant, Trouble } from './common-schemas.ts';
import { Connection, MEMBER_ROLES } from './connection-schemas.ts';
import { Notice } from './notice-schemas.ts';
import { PERMISSION_POLICIES } from './permission-schemas.ts';

/** RFC 9457 problem+json; `code` is from the error catalogue and `fix` says what to do. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    code: ErrorCodeSchema,
    fix: z.string(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const Session = z
  .object({
    email: z.string(),
    name: z.string(),
    workspaces: z.array(z.string()),
    isOperator: z.boolean().describe('May act on the whole installation'),
    roles: z.record(z.string(), z.enum(MEMBER_ROLES)).describe('Workspace → role there'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

export const Workspace = z
  .object({
    slug: z.string(),
    name: z.string(),
    schema: z.string().describe('PostgreSQL schema that holds the mirror'),
    pollIntervalSeconds: z.number().int(),
    permissionPolicy: z.enum(PERMISSION_POLICIES).describe('What is asked of the sync user'),
    apiSharePercent: z.number().int().describe('Of the org’s API calls, what reading may use'),
    apiFloorPercent: z
      .number()
      .int()
      .describe('Of the org’s API calls, what is left to others whatever happens'),
    createdAt: Instant,
  })
  .meta({ id: 'Workspace' });
export type Workspace = z.infer<typeof Workspace>;

export const WorkspaceSlug = z
  .string()
  .regex(/^[a-z][a-z0-9_]{1,39}$/, 'Use 2 to 40 of a-z, 0-9 and _, beginning with a letter.');

export const NewWorkspace = z
  .object({
    slug: WorkspaceSlug,
    name: z.string().min(1).max(120),
    pollIntervalSeconds: z.number().int().min(5).max(86_400).default(1800),
  })
  .meta({ id: 'NewWorkspace' });
export type NewWorkspace = z.input<typeof NewWorkspace>;

export const WorkspaceChange = z
  .object({
    name: z.string().min(1).max(120),
    pollIntervalSeconds: z.number().int().min(5).max(86_400),
    permissionPolicy: z.enum(PERMISSION_POLICIES),
    apiSharePercent: z.number().int().min(1).max(100),
    apiFloorPercent: z.number().int().min(0).max(50),
  })
  .partial()
  .meta({ id: 'WorkspaceChange' });
export type WorkspaceChange = z.infer<typeof WorkspaceChange>;

export const AvailableObject = z
  .object({
    name: z.string(),
    label: z.string(),
    custom: z.boolean(),
    selected: z.boolean(),
    recommended: z.boolean(),
    notSyncable: z.string().nullable().describe('Null when it can be selected; else why not'),
  })
  .meta({ id: 'AvailableObject' });
export type AvailableObject = z.infer<typeof AvailableObject>;

/** A part of a load: the records of a range of ids, or some of their fields. */
export const LoadRange = z
  .object({
    state: z.enum(['waiting', 'job_running', 'copying', 'done']),
    transport: z.enum(['bulk', 'query']).describe('A bulk job, or queries of 2,000 records each'),
    after: z.string().nullable().describe('Ids above this one; null: from the first'),
    through: z.string().nullable().describe('Up to this one; null: to the last'),
    rowsLoaded: z.number().int(),
    rowsExpected: z.number().int().nullable(),
  })
  .meta({ id: 'LoadRange' });
export type LoadRange = z.infer<typeof LoadRange>;

export const Load = z
  .object({
    phase: z.enum(LOAD_PHASES),
    rowsLoaded: z.number().int(),
    rowsExpected: z.number().int().nullable().describe('As Salesforce counts them; null until it has'),
    pagesLoaded: z.number().int(),
    rowsPerSecond: z
      .number()
      .nullable()
      .describe('From its first page to its latest; null before there are two'),
    secondsLeft: z.number().nullable().describe('At that pace; null while it cannot be known'),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
    attempts: z.number().int().describe('Tries of this load or of ranges of it; 1 when all went through'),
    ranges: z.array(LoadRange).describe('What it is read in; more than one for a big or a wide object'),
  })
  .meta({ id: 'Load' });
export type Load = z.infer<typeof Load>;

/** A load as the history keeps it. */
export const PastLoad = z
  .object({
    id: z.number().int(),
    why: z.enum(LOAD_REASONS),
    askedBy: z.string().nullable().describe('As in the audit trail; null: nobody, or not known'),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
    seconds: z.number().describe('Up to now while it is running'),
    outcome: z.enum(LOAD_OUTCOMES),
    by: z.enum(['bulk', 'query', 'both']).nullable().describe('Null before it was planned'),
    rows: z.number().int(),
    rowsExpected: z.number().int().nullable().describe('As the org counted when it was planned'),
    pages: z.number().int(),
    tries: z.number().int().describe('Of the load or of ranges of it; 1 when all went through'),
    calls: z.number().int().describe('API calls for loading the object in those minutes, from the ledger'),
    trouble: Trouble.nullable().describe('Why it failed'),
  })
  .meta({ id: 'PastLoad' });
export type PastLoad = z.infer<typeof PastLoad>;

export const SelectedObject = z
  .object({
    name: z.string(),
    label: z.string(),
    custom: z.boolean(),
    table: z.string().describe('Table in the workspace’s schema'),
    state: z.enum(OBJECT_STATES),
    mode: z.enum(READ_MODES).describe('What was asked for'),
    transport: z
      .enum(READ_TRANSPORTS)
      .describe(
        'How it is read, as planned: `events` while its events arrive and polls only look after them',
      ),
    intervalSeconds: z.number().int().nullable().describe('Its own interval; null: the workspace’s'),
    paused: z.boolean().describe('A person paused it: it keeps everything and is not read'),
    nextReadAt: Instant.nullable().describe('Null while it is not read'),
    rows: z.number().int().describe('Rows in the mirror'),
    load: Load.nullable(),
    freshAsOf: Instant.nullable().describe(
      'Everything in the org up to this instant (org clock) is in the mirror',
    ),
    lastPolledAt: Instant.nullable(),
    lastChangeAt: Instant.nullable(),
    trouble: Trouble.nullable(),
    fieldCount: z.number().int(),
    fieldTroubles: z.number().int(),
  })
  .meta({ id: 'SelectedObject' });
export type SelectedObject = z.infer<typeof SelectedObject>;

export const MappedField = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.string().describe('Salesforce’s field type'),
    column: z.string(),
    columnType: z.string(),
    trouble: Trouble.nullable(),
  })
  .meta({ id: 'MappedField' });
export type MappedField = z.infer<typeof MappedField>;

export const SelectedObjectDetail = SelectedObject.extend({ fields: z.array(MappedField) }).meta({
  id: 'SelectedObjectDetail',
});
export type SelectedObjectDetail = z.infer<typeof SelectedObjectDetail>;

export const ObjectSelection = z
  .object({
    fields: z
      .union([z.literal('default'), z.literal('all'), z.array(z.string().min(1)).min(1)])
      .default('default'),
  })
  .meta({ id: 'ObjectSelection' });
export type ObjectSelection = z.input<typeof ObjectSelection>;

export const CellValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const MirrorRecord = z.record(z.string(), CellValue);
export type MirrorRecord = z.infer<typeof MirrorRecord>;

export const RecordPage = z
  .object({ records: z.array(MirrorRecord), nextCursor: z.string().nullable() })
  .meta({ id: 'RecordPage' });
export type RecordPage = z.infer<typeof RecordPage>;

export const Change = z
  .object({
    seq: z.number().int().describe('Position in the workspace’s feed; no gaps, never reused'),
    object: z.string(),
    recordId: z.string(),
    recordName: z.string().nullable(),
    operation: z.enum(CHANGE_OPERATIONS),
    changed: z
      .record(z.string(), z.tuple([CellValue, CellValue]))
      .describe('Column → [before, after]. Empty for a delete'),
    userId: z.string().nullable().describe('Salesforce user that made the change, as far as the row tells'),
    userName: z.string().nullable(),
    changedAt: Instant.nullable().describe('When Salesforce says it changed'),
    appliedAt: Instant.describe('When it reached the mirror'),
    cause: z
      .enum(CHANGE_CAUSES)
      .describe(
        'What brought it; `event_detail`: it adds what an event does not tell to the change in `completes`',
      ),
    completes: z
      .number()
      .int()
      .nullable()
      .describe('Seq of the entry of the same change that it adds to; null when it is a change of its own'),
    mergedInto: z.string().nullable().describe('Of a delete: the record it was merged into'),
  })
  .meta({ id: 'Change' });
export type Change = z.infer<typeof Change>;

export const ChangePage = z
  .object({ changes: z.array(Change), lastSeq: z.number().int() })
  .meta({ id: 'ChangePage' });
export type ChangePage = z.infer<typeof ChangePage>;

export const CallBucket = z
  .object({ at: Instant, byCause: z.partialRecord(z.enum(CALL_CAUSES), z.number().int()) })
  .meta({ id: 'CallBucket' });
export const CallReport = z
  .object({
    since: Instant,
    until: Instant,
    bucketSeconds: z.number().int(),
    total: z.number().int(),
    byCause: z.partialRecord(z.enum(CALL_CAUSES), z.number().int()),
    byTransport: z.partialRecord(z.enum(CALL_TRANSPORTS), z.number().int()),
    byObject: z.array(
      z.object({
        object: z.string().nullable(),
        cause: z.enum(CALL_CAUSES),
        transport: z.enum(CALL_TRANSPORTS),
        calls: z.number().int(),
      }),
    ),
    buckets: z.array(CallBucket),
    org: z
      .object({ used: z.number().int(), limit: z.number().int(), at: Instant })
      .nullable()
      .describe('From the org’s last Sforce-Limit-Info: all clients together, rolling 24 hours'),
  })
  .meta({ id: 'CallReport' });
export type CallReport = z.infer<typeof CallReport>;

/** The Overview page in one answer. */
export const Overview = z
  .object({
    workspace: Workspace,
    connection: Connection.nullable(),
    /** One true sentence, and the one thing to do when it is not so. */
    headline: z.object({
      tone: z.enum(['good', 'working', 'warning', 'bad', 'idle']),
      text: z.string(),
      action: z.object({ label: z.string(), href: z.string() }).nullable(),
    }),
    objects: z.array(SelectedObject),
    rows: z.number().int(),
    callsToday: z.object({
      ours: z.number().int(),
      orgUsed: z.number().int().nullable(),
      orgLimit: z.number().int().nullable(),
    }),
    freshAsOf: Instant.nullable().describe('The oldest `freshAsOf` among live objects'),
    nextPollAt: Instant.nullable(),
    problems: z.number().int(),
    notices: z.array(Notice).describe('Open incidents, the newest first'),
    lastChangeSeq: z.number().int(),
  })
  .meta({ id: 'Overview' });
export type Overview = z.infer<typeof Overview>;

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    workspace: z.string().nullable(),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.infer<typeof ApiKey>;

export const Health = z
  .object({
    status: z.enum(['ok', 'unavailable']),
    database: z.enum(['ok', 'unavailable']),
    version: z.string(),
    roles: z.array(z.string()),
  })
  .meta({ id: 'Health' });
export type Health = z.infer<typeof Health>;
