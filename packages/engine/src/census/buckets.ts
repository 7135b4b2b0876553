import type { BucketSums, CountedBucket, Grouping, RowRange } from '../ports/census-store.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import { MAX_GROUPS } from './census-query.ts';

const HOUR_MS = 60 * 60_000;

/** The finest grouping whose answer fits, by what the mirror has; the org may have some groups more. */
export function chooseGrouping(groups: {
  readonly months: number;
  readonly days: number;
  readonly hours: number;
}): Grouping {
  const fits = (count: number) => count <= MAX_GROUPS * 0.75;
  if (fits(groups.hours)) return 'hour';
  if (fits(groups.days)) return 'day';
  return fits(groups.months) ? 'month' : 'all';
}

/** The rows of a bucket. */
export function rangeOf(bucket: string, grouping: Grouping, through: IsoInstant): RowRange {
  const whole: RowRange = { from: null, until: null, through, afterId: null, throughId: null };
  if (grouping === 'all') return whole;
  const from = Date.parse(
    { hour: `${bucket}:00:00Z`, day: `${bucket}T00:00:00Z`, month: `${bucket}-01T00:00:00Z` }[grouping],
  );
  const until = { hour: () => from + HOUR_MS, day: () => from + 24 * HOUR_MS, month: () => nextMonth(from) }[
    grouping
  ]();
  return { ...whole, from: toInstant(from), until: toInstant(until) };
}

function nextMonth(epochMs: number): number {
  const date = new Date(epochMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** Every bucket of both sides, and by which of its numbers it differs. In order. */
export function compareBuckets(org: readonly BucketSums[], mirror: readonly BucketSums[]): CountedBucket[] {
  const ours = new Map(mirror.map((sums) => [sums.bucket, sums]));
  const theirs = new Map(org.map((sums) => [sums.bucket, sums]));
  return [...new Set([...theirs.keys(), ...ours.keys()])].sort().map((bucket) => {
    const [there, here] = [theirs.get(bucket), ours.get(bucket)];
    return {
      bucket,
      rowsInOrg: there?.rows ?? 0,
      rowsInMirror: here?.rows ?? 0,
      differs: differencesOf(there, here),
    };
  });
}

function differencesOf(org: BucketSums | undefined, mirror: BucketSums | undefined): string[] {
  if (org === undefined || mirror === undefined) return ['count'];
  const differs: string[] = [];
  if (org.rows !== mirror.rows) differs.push('count');
  if (org.firstStamp !== mirror.firstStamp || org.lastStamp !== mirror.lastStamp) differs.push('stamps');
  for (const [field, rows] of Object.entries(org.filled)) {
    if (rows !== (mirror.filled[field] ?? 0)) differs.push(field);
  }
  for (const [field, sum] of Object.entries(org.sums)) {
    if (!isSameSum(sum, mirror.sums[field] ?? 0) && !differs.includes(field)) differs.push(field);
  }
  return differs;
}

/** Salesforce adds binary fractions up, PostgreSQL decimal ones. */
function isSameSum(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}

/** Rows of a bucket that may differ by their contents alone: ids and stamps prove nothing of it. */
export function differsInValuesOnly(bucket: Pick<CountedBucket, 'differs'>): boolean {
  return bucket.differs.length > 0 && !bucket.differs.some((what) => what === 'count' || what === 'stamps');
}

/** The part of time that a census may judge: what is newer may be under way. */
export function boundOf(readThrough: IsoInstant, lagMs: number): IsoInstant {
  return toInstant(Math.floor((toEpochMs(readThrough) - lagMs) / 1000) * 1000);
}
