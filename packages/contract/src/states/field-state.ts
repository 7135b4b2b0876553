/** What becomes of a field of a selected object. */
export const FIELD_STATES = ['mapped', 'available', 'removed', 'private', 'lost', 'not_syncable'] as const;
export type FieldState = (typeof FIELD_STATES)[number];

/**
 * What brings a new value of a column: a read of its record, because its stamp moved; a change of another record, which its
 * formula hangs on; the clock; or only the daily read of the whole column, because nothing tells.
 */
export const FIELD_FRESHNESS = ['record', 'related', 'clock', 'sweep'] as const;
export type FieldFreshness = (typeof FIELD_FRESHNESS)[number];

/** What becomes of new custom fields: added by themselves, or an admin is asked. */
export const FIELD_POLICIES = ['add', 'ask'] as const;
export type FieldPolicy = (typeof FIELD_POLICIES)[number];

export const SCHEMA_CHANGE_KINDS = [
  'added',
  'removed',
  'hidden',
  'returned',
  'renamed',
  'retyped',
  'relabelled',
  'widened',
  'narrowed',
  'formula_changed',
  'object_hidden',
  'object_returned',
] as const;
export type SchemaChangeKind = (typeof SCHEMA_CHANGE_KINDS)[number];

/** `waiting`: an admin decides. `automatic`: done by the workspace's policy. `none_needed`: it is done already. */
export const SCHEMA_DECISIONS = ['none_needed', 'waiting', 'added', 'declined', 'automatic'] as const;
export type SchemaDecision = (typeof SCHEMA_DECISIONS)[number];

/** `reading`: the rows there are; `tail`: what changed while polls still went without the columns. */
export const BACKFILL_PHASES = ['reading', 'tail', 'done', 'failed'] as const;
export type BackfillPhase = (typeof BACKFILL_PHASES)[number];
