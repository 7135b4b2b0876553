/** What the control plane can turn about events. */
export interface EventSettings {
  /** An idle stream hears of us after this long, by the org's clock. Source: facts 6.3. */
  readonly keepaliveMs: number;
  /** More changes than this in one transaction end in overflow events. Source: facts 6.7. */
  readonly overflowChanges: number;
  /** A larger event becomes a gap event. Source: facts 6.8. */
  readonly maxEventBytes: number;
  /** Deliveries of a rolling 24 hours; null: what the org's edition has. */
  readonly maxDeliveredEvents: number | null;
  /** The add-on lifts the limit of five entities. */
  readonly addOn: boolean;
  /** Streams open at a time. */
  readonly maxStreams: number;
  /** `scn`: small counters; `nanoseconds`: beyond what a JavaScript number holds. Both are recorded from real orgs. */
  readonly commitNumbers: 'scn' | 'nanoseconds';
}

export const EVENT_DEFAULTS: EventSettings = {
  keepaliveMs: 270_000,
  overflowChanges: 100_000,
  maxEventBytes: 1_048_576,
  maxDeliveredEvents: null,
  addOn: false,
  maxStreams: 1000,
  commitNumbers: 'scn',
};
