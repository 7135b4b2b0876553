/**
 * Life of a workspace's event subscription.
 *
 *   off ──wanted──▶ connecting ──▶ live ──cut──▶ reconnecting ──▶ live
 *                       │            └─limit──▶ limited ──room again──▶ connecting
 *                       └─refused─▶ refused ──asked again each hour──▶ connecting
 */
export const EVENT_STREAM_STATES = [
  'off',
  'connecting',
  'live',
  'reconnecting',
  'limited',
  'refused',
] as const;
export type EventStreamState = (typeof EVENT_STREAM_STATES)[number];

/** Why a repair was begun. */
export const EVENT_REPAIR_KINDS = [
  /** Salesforce could not tell a change, only that there was one. */
  'gap',
  /** A transaction had more changes than are told. */
  'overflow',
  /** The place where reading stopped is not kept any more (72 hours). */
  'expired_replay',
  /** The place is none that the org knows: it was moved or restored. */
  'corrupted_replay',
  /** Nothing was heard for longer than Salesforce is ever silent. */
  'silence',
  /** The day's deliveries were used up, or Salesforce refused for hours. */
  'interrupted',
  /** An event that could not be read. */
  'unreadable',
  /** Events of an object begin: what was committed before them is polled once. */
  'joined',
] as const;
export type EventRepairKind = (typeof EVENT_REPAIR_KINDS)[number];
