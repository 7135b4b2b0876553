import { z } from 'zod';
import {
  BACKFILL_PHASES,
  FIELD_FRESHNESS,
  FIELD_POLICIES,
  FIELD_STATES,
  SCHEMA_CHANGE_KINDS,
  SCHEMA_DECISIONS,
} from '../states/field-state.ts';
import { Instant, Trouble } from './common-schemas.ts';

export const FieldInfo = z
  .object({
    name: z.string(),
    label: z.string(),
    type: z.string().describe('Salesforce’s field type'),
    custom: z.boolean(),
    state: z.enum(FIELD_STATES),
    why: z.string().nullable().describe('Why it is lost, cannot be synced, or is not fresh with its record'),
    column: z.string().nullable().describe('Null while it has none'),
    columnType: z.string().nullable().describe('PostgreSQL type of its column, or of the one it would get'),
    length: z.number().int(),
    precision: z.number().int(),
    scale: z.number().int(),
    referenceTo: z.array(z.string()),
    partOf: z.string().nullable().describe('The compound field it is a part of'),
    encrypted: z.boolean().describe('Comes masked unless the sync user may view encrypted data'),
    calculated: z.boolean(),
    formula: z.string().nullable(),
    dependsOn: z.array(z.string()).describe('Fields its formula reads, `Account.Industry` for a parent’s'),
    freshness: z.enum(FIELD_FRESHNESS),
    asOf: Instant.nullable().describe('Org clock: no value of the column is older'),
    removedAt: Instant.nullable(),
    droppedAt: Instant.nullable().describe('When the removed column goes with its values'),
    filling: z.boolean().describe('It was added and is not filled for all rows yet'),
    required: z.boolean().describe('The sync cannot do without it: it is neither removed nor private'),
    trouble: Trouble.nullable(),
  })
  .meta({ id: 'FieldInfo' });
export type FieldInfo = z.infer<typeof FieldInfo>;

export const FieldBackfill = z
  .object({
    fields: z.array(z.string()),
    phase: z.enum(BACKFILL_PHASES),
    rowsRead: z.number().int(),
    rowsExpected: z.number().int().nullable(),
    begunAt: Instant,
    finishedAt: Instant.nullable(),
    trouble: Trouble.nullable(),
  })
  .meta({ id: 'FieldBackfill' });
export type FieldBackfill = z.infer<typeof FieldBackfill>;

export const ObjectFields = z
  .object({
    object: z.string(),
    fields: z.array(FieldInfo),
    rowFilter: z.string().nullable(),
    backfill: FieldBackfill.nullable(),
    describedAt: Instant.nullable().describe('When its fields were last compared with the org’s'),
  })
  .meta({ id: 'ObjectFields' });
export type ObjectFields = z.infer<typeof ObjectFields>;

const Names = z.array(z.string().min(1)).max(1000);

export const FieldsChange = z
  .object({
    add: Names.optional().describe('Map these; one that was removed comes back with its column'),
    remove: Names.optional().describe('Read them no more; columns are dropped after the grace period'),
    private: Names.optional().describe(
      'Never ask for them again; columns, tombstones, feed entries and quarantine lose their values at once',
    ),
    shown: Names.optional().describe('Private no more; they can be added then'),
  })
  .meta({ id: 'FieldsChange' });
export type FieldsChange = z.infer<typeof FieldsChange>;

export const SchemaChange = z
  .object({
    id: z.number().int(),
    object: z.string(),
    field: z.string().nullable().describe('Null for what befell the whole object'),
    label: z.string().nullable(),
    type: z.string().nullable(),
    kind: z.enum(SCHEMA_CHANGE_KINDS),
    before: z.string().nullable(),
    after: z.string().nullable(),
    seenAt: Instant,
    decision: z.enum(SCHEMA_DECISIONS),
    decidedAt: Instant.nullable(),
    decidedBy: z.string().nullable(),
  })
  .meta({ id: 'SchemaChange' });
export type SchemaChange = z.infer<typeof SchemaChange>;

export const SchemaChangePage = z
  .object({
    changes: z.array(SchemaChange).describe('The newest first'),
    waiting: z.number().int().describe('That an admin is to decide, on all pages'),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'SchemaChangePage' });
export type SchemaChangePage = z.infer<typeof SchemaChangePage>;

export const FieldRefresh = z
  .object({
    objects: z.number().int().describe('Compared with the org'),
    changes: z.array(SchemaChange).describe('What was found'),
  })
  .meta({ id: 'FieldRefresh' });
export type FieldRefresh = z.infer<typeof FieldRefresh>;

export const FieldSettings = z
  .object({
    policy: z.enum(FIELD_POLICIES).describe('What becomes of new custom fields'),
    removedFieldDays: z.number().int().describe('Days a removed field keeps its column'),
    timeZone: z.string().nullable().describe('Of the org: where a day begins for TODAY()'),
  })
  .meta({ id: 'FieldSettings' });
export type FieldSettings = z.infer<typeof FieldSettings>;

export const RowFilter = z
  .object({
    filter: z.string().trim().min(1).max(4000).nullable().describe('SOQL condition; null: all rows'),
    checkOnly: z.boolean().default(false).describe('Count what would match, and change nothing'),
  })
  .meta({ id: 'RowFilter' });

export const RowFilterOutcome = z
  .object({
    object: z.string(),
    filter: z.string().nullable(),
    matching: z.number().int().describe('Rows the sync user sees that match'),
    total: z.number().int().describe('Rows the sync user sees'),
    follows: z.enum(['record', 'related', 'clock']).describe('What makes a row come or go'),
    why: z.string(),
    applied: z.boolean(),
  })
  .meta({ id: 'RowFilterOutcome' });
export type RowFilterOutcome = z.infer<typeof RowFilterOutcome>;
