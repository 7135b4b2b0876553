import type { CountedBucket, RowRange, RowStamp, ValueChecks } from '../ports/census-store.ts';
import type { IsoInstant } from '../ports/clock.ts';
import { READS_PER_COMPOSITE, type SourceRecord } from '../ports/source-org.ts';
import { compareBuckets, differsInValuesOnly } from './buckets.ts';
import { readBuckets, toCountQuery, toRangeQuery, toStamp } from './census-query.ts';
import {
  type CallMeter,
  type CensusPorts,
  compareRecords,
  type CountedObject,
  readAll,
} from './census-ports.ts';

/** Rows that are read one by one rather than split further. */
const LEAF_ROWS = 2000;

export interface Located {
  /** Ids that are on one side only, or with two stamps, or with other values. */
  readonly suspects: readonly string[];
  /** Rows whose every value was compared. */
  readonly valuesCompared: number;
  /** False when there was more to look at than a run may ask for. */
  readonly complete: boolean;
}

interface Part {
  readonly range: RowRange;
  readonly bucket: Pick<CountedBucket, 'rowsInOrg' | 'rowsInMirror' | 'differs'>;
}

interface Search {
  readonly checks: ValueChecks;
  readonly meter: CallMeter;
  readonly signal: AbortSignal;
  /** Calls that finding rows may take, for one object and run. What is left then is found by the next run. */
  readonly locateCalls: number;
}

/**
 * Finds the rows that make buckets differ: a bucket that is too large to be read is split by id in five, which takes one
 * call, until what differs is small.
 */
export async function locateRows(
  ports: CensusPorts,
  object: CountedObject,
  parts: readonly Part[],
  search: Search,
): Promise<Located> {
  const suspects = new Set<string>();
  let valuesCompared = 0;
  const queue = [...parts];
  const spentBefore = search.meter.of(object);
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    if (search.meter.of(object) - spentBefore >= search.locateCalls)
      return { suspects: [...suspects], valuesCompared, complete: false };
    if (Math.max(part.bucket.rowsInOrg, part.bucket.rowsInMirror) > LEAF_ROWS) {
      const split = await splitPart(ports, object, part, search);
      if (split !== undefined) {
        queue.push(...split);
        continue;
      }
    }
    const found = await readLeaf(ports, object, part, search);
    for (const id of found.suspects) suspects.add(id);
    valuesCompared += found.valuesCompared;
  }
  return { suspects: [...suspects], valuesCompared, complete: true };
}

/** The parts that differ; undefined when it cannot be split. */
async function splitPart(
  ports: CensusPorts,
  object: CountedObject,
  part: Part,
  search: Search,
): Promise<Part[] | undefined> {
  const { table } = object;
  const borders = await ports.census.splitIds(table, part.range, READS_PER_COMPOSITE);
  if (borders.length === 0) return undefined;
  // The first and the last part are open: the org may have ids before and after all of ours.
  const ranges = [...borders, part.range.throughId].map(
    (throughId, index): RowRange => ({
      ...part.range,
      afterId: index === 0 ? part.range.afterId : (borders[index - 1] ?? null),
      throughId,
    }),
  );
  const query = { grouping: 'all', checks: search.checks } as const;
  const answers = await readAll(
    ports,
    ranges.map((range) => ({ soql: toCountQuery(table, { ...query, range }), object })),
    { ...search, withDeleted: false },
  );
  const differing: Part[] = [];
  for (const [index, range] of ranges.entries()) {
    const org = readBuckets(answers[index] ?? [], 'all', search.checks);
    const mirror = await ports.census.summarise(table, { ...query, range });
    const [bucket] = compareBuckets(org, mirror);
    if (bucket !== undefined && bucket.differs.length > 0) differing.push({ range, bucket });
  }
  return differing;
}

async function readLeaf(
  ports: CensusPorts,
  object: CountedObject,
  part: Part,
  search: Search,
): Promise<{ readonly suspects: readonly string[]; readonly valuesCompared: number }> {
  const whole = differsInValuesOnly(part.bucket);
  const [records = []] = await readAll(
    ports,
    [{ soql: toRangeQuery(object.table, part.range, { whole }), object }],
    { ...search, withDeleted: false },
  );
  const mirror = await ports.census.listStamps(object.table, part.range);
  const suspects = compareStamps(toStamps(records, object), mirror);
  if (!whole) return { suspects, valuesCompared: 0 };
  const compared = await compareRecords(ports, object, records);
  return {
    suspects: [...suspects, ...compared.filter(({ columns }) => columns.length > 0).map(({ id }) => id)],
    valuesCompared: records.length,
  };
}

export function toStamps(records: readonly SourceRecord[], object: CountedObject): RowStamp[] {
  return records.map((record) => ({
    id: String(record['Id']),
    stamp: toStamp(record[object.table.cursorField]),
  }));
}

/** Ids that one side lacks, or that have two stamps. */
export function compareStamps(org: readonly RowStamp[], mirror: readonly RowStamp[]): string[] {
  const here = new Map(mirror.map(({ id, stamp }) => [id, stamp]));
  const suspects: string[] = [];
  for (const { id, stamp } of org) {
    const ours: IsoInstant | null | undefined = here.get(id);
    here.delete(id);
    if (ours === undefined || ours !== stamp) suspects.push(id);
  }
  return [...suspects, ...here.keys()];
}
