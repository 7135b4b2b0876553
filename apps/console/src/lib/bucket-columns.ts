import type { CensusBucket, CensusRun } from '@sync-user/contract';

/** How the rows of a column stand: the same on both sides; differed and were mended; changes that were under way; still differ. */
export type ColumnState = 'equal' | 'mended' | 'underway' | 'differs';

/** Neighbouring buckets as one column of the picture. */
export interface BucketColumn {
  readonly first: string;
  readonly last: string;
  readonly buckets: number;
  readonly rowsInOrg: number;
  readonly rowsInMirror: number;
  /** By which checksums, without repetition. */
  readonly differs: readonly string[];
  readonly state: ColumnState;
}

/**
 * At most `most` columns, each of as many neighbouring buckets. A census tells of the whole run what it found, not of each
 * bucket: what differed counts as mended when all that was found is, and as under way when nothing proved to be drift.
 */
export function toColumns(
  buckets: readonly CensusBucket[],
  run: Pick<CensusRun, 'missing' | 'extra' | 'stale' | 'wrong' | 'repaired' | 'trouble'>,
  most: number,
): readonly BucketColumn[] {
  const found = run.missing + run.extra + run.stale + run.wrong;
  const afterwards: ColumnState =
    run.trouble !== null || run.repaired < found ? 'differs' : found === 0 ? 'underway' : 'mended';
  const width = Math.max(1, Math.ceil(buckets.length / most));
  const columns: BucketColumn[] = [];
  for (let start = 0; start < buckets.length; start += width) {
    const part = buckets.slice(start, start + width);
    const differs = [...new Set(part.flatMap((bucket) => bucket.differs))];
    columns.push({
      first: part[0]?.bucket ?? '',
      last: part.at(-1)?.bucket ?? '',
      buckets: part.length,
      rowsInOrg: part.reduce((sum, { rowsInOrg }) => sum + rowsInOrg, 0),
      rowsInMirror: part.reduce((sum, { rowsInMirror }) => sum + rowsInMirror, 0),
      differs,
      state: differs.length === 0 ? 'equal' : afterwards,
    });
  }
  return columns;
}

/** `2026-11-22T05` → `22 Nov 2026, 05:00 UTC`, `2026-11-22` → `22 Nov 2026`, `2026-11` → `Nov 2026`, `all` → `All rows`. */
export function nameOfBucket(bucket: string): string {
  if (bucket === 'all') return 'All rows';
  const [date = '', hour] = bucket.split('T');
  const hasDay = date.length > 7;
  const words = new Intl.DateTimeFormat('en-GB', {
    ...(hasDay && { day: 'numeric' as const }),
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(new Date(hasDay ? date : `${date}-01`));
  return hour === undefined ? words : `${words}, ${hour}:00 UTC`;
}

/** `Nov 2025 – Jan 2026` */
export function nameOfColumn({ first, last }: Pick<BucketColumn, 'first' | 'last'>): string {
  return first === last ? nameOfBucket(first) : `${nameOfBucket(first)} – ${nameOfBucket(last)}`;
}
