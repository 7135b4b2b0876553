/**
 * Life of a selected object.
 *
 *   waiting ──start_load──▶ loading ──load_done──▶ live
 *      ▲                      │                     │
 *      └──────── retry ──── failed ◀──── fail ──────┘
 */
export const OBJECT_STATES = ['waiting', 'loading', 'live', 'failed'] as const;
export type ObjectState = (typeof OBJECT_STATES)[number];

/** What a running first load is doing. */
export const LOAD_PHASES = ['describing', 'job_running', 'copying', 'checking', 'done'] as const;
export type LoadPhase = (typeof LOAD_PHASES)[number];

/** Why an object is loaded: for the first time (or into an emptied mirror), because somebody asked, or after its row filter. */
export const LOAD_REASONS = ['first', 'reload', 'row_filter'] as const;
export type LoadReason = (typeof LOAD_REASONS)[number];
/** `replaced`: another load began before it ended. */
export const LOAD_OUTCOMES = ['running', 'done', 'failed', 'replaced'] as const;
export type LoadOutcome = (typeof LOAD_OUTCOMES)[number];

/** Why an API call was made. The ledger adds calls up by cause. */
export const CALL_CAUSES = [
  'connect',
  'describe',
  'load',
  'poll',
  'drain',
  'backfill',
  /** A change event, or reading again what events left out. */
  'event',
  /** Reading again what a census or a gap showed to be missing. */
  'repair',
  'census',
  /** Formulas and roll-ups, which change without a stamp. */
  'formula',
  'write',
  'check',
] as const;
export type CallCause = (typeof CALL_CAUSES)[number];

/** Why an entry of the feed was made: by which reading, or as an addition to what an event told. */
export const CHANGE_CAUSES = [...CALL_CAUSES, 'event_detail'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

/** How a change reached the feed. */
export const CHANGE_OPERATIONS = ['create', 'update', 'delete', 'undelete'] as const;
export type ChangeOperation = (typeof CHANGE_OPERATIONS)[number];
