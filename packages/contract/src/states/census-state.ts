/** What a census found wrong with a row, and how sure it is. */
export const DRIFT_KINDS = [
  /** In the org, not in the mirror. */
  'missing',
  /** In the mirror, gone from the org. */
  'extra',
  /** The mirror's image is older than the org's. */
  'stale',
  /** The same stamp on both sides, but other values. */
  'wrong',
] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/**
 * What is known of an object. `complete`: the last census found nothing. `repaired`: it found drift and mended all of it.
 * `drift`: some of it could not be mended. `unknown`: never counted, or the last census failed.
 */
export const COMPLETENESS_VERDICTS = ['complete', 'repaired', 'drift', 'unknown'] as const;
export type CompletenessVerdict = (typeof COMPLETENESS_VERDICTS)[number];

/**
 * How a census compares. `rows`: every id and stamp, in pages. `groups`: counts and checksums by the hour, day or month of
 * the stamp, and the rows of those that differ.
 */
export const CENSUS_METHODS = ['rows', 'groups'] as const;
export type CensusMethod = (typeof CENSUS_METHODS)[number];
