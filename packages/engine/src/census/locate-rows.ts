import type { CountedBucket, RowRange, RowStamp, ValueChecks } from '../ports/census-store.ts';
import type { IsoInstant } from '../ports/clock.ts';
import { READS_PER_COMPOSITE, type SourceRecord } from '../ports/source-org.ts';
import { compareBuckets, differsInValuesOnly } from './buckets.ts';
import { readBuckets, toCountQuery, toRangeQuery, toStamp } from './census-query.ts';
import {
  askPages,
  type CallMeter,
  type CensusPorts,
  compareRecords,
  type CountedObject,
} from './census-ports.ts';
import type { Suspects } from './suspects.ts';
import { visitPages } from './visit-pages.ts';

/** Rows that are read one by one rather than split further. */
const LEAF_ROWS = 2000;

export interface Located {
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
  /** Pages that one read of rows may take. */
  readonly pages: number;
  /** Takes ids that are on one side only, or with two stamps, or with other values. */
  readonly suspects: Suspects;
}

/**
 * Finds the rows that make buckets differ: a bucket of which the mirror has too many rows to be read is split by id in five,
 * which takes one call, until what differs is small. One part is followed to its end before the next, so that a run which
 * must stop has found something, and the next one finds those parts alike.
 */
export async function locateRows(
  ports: CensusPorts,
  object: CountedObject,
  parts: readonly Part[],
  search: Search,
): Promise<Located> {
  let valuesCompared = 0;
  let complete = true;
  const stack = parts.toReversed();
  const spentBefore = search.meter.of(object);
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    const calls = search.locateCalls - (search.meter.of(object) - spentBefore);
    if (calls <= 0 || search.suspects.isFull) return { valuesCompared, complete: false };
    if (part.bucket.rowsInOrg === 0) {
      await suspectAll(ports, object, part.range, search.suspects);
      continue;
    }
    if (part.bucket.rowsInMirror > LEAF_ROWS) {
      const split = await splitPart(ports, object, part, search);
      if (split !== undefined) {
        stack.push(...split.toReversed());
        continue;
      }
    }
    const pages = Math.max(1, Math.min(search.pages, Math.floor(calls)));
    const found = await readLeaf(ports, object, part, { ...search, pages });
    valuesCompared += found.valuesCompared;
    complete &&= found.complete;
  }
  return { valuesCompared, complete };
}

/** The org has none of them: there is nothing to ask. */
async function suspectAll(
  ports: CensusPorts,
  { table }: CountedObject,
  range: RowRange,
  suspects: Suspects,
): Promise<void> {
  let { afterId } = range;
  while (!suspects.isFull) {
    const rows = await ports.census.listStamps(table, { ...range, afterId }, LEAF_ROWS);
    const last = rows.at(-1);
    suspects.add(rows.map(({ id }) => id));
    if (last === undefined || rows.length < LEAF_ROWS) return;
    afterId = last.id;
  }
  const more = await ports.census.listStamps(table, { ...range, afterId }, 1);
  suspects.add(more.map(({ id }) => id));
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
  const pages = await askPages(
    ports,
    ranges.map((range) => ({ soql: toCountQuery(table, { ...query, range }), object })),
    { ...search, withDeleted: false },
  );
  const differing: Part[] = [];
  for (const [index, range] of ranges.entries()) {
    const org = readBuckets(pages[index]?.records ?? [], 'all', search.checks);
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
): Promise<Located> {
  const { range } = part;
  const whole = differsInValuesOnly(part.bucket);
  const soql = toRangeQuery(object.table, range, { whole });
  const [first] = await askPages(ports, [{ soql, object }], { ...search, withDeleted: false });
  if (first === undefined) throw new Error(`a range of ${object.table.sobject} got no answer`);
  const { complete, rows } = await visitPages(
    ports,
    object,
    { first, range },
    { ...search, isEnough: () => search.suspects.isFull },
    async (records, inPage) =>
      void search.suspects.add(await compareRows(ports, object, { records, range: inPage, whole })),
  );
  return { complete, valuesCompared: whole ? rows : 0 };
}

/**
 * Ids that differ in what was read of a range, by stamps or by every value. Of a mirror that has far more rows in the range
 * than the org the first are compared: counting finds the others.
 */
export async function compareRows(
  ports: CensusPorts,
  object: CountedObject,
  read: { readonly records: readonly SourceRecord[]; readonly range: RowRange; readonly whole: boolean },
): Promise<string[]> {
  const { records, range, whole } = read;
  const mirror = await ports.census.listStamps(object.table, range, records.length + LEAF_ROWS);
  const found = compareStamps(toStamps(records, object), mirror);
  if (!whole) return found;
  const compared = await compareRecords(ports, object, records);
  return [...found, ...compared.filter(({ columns }) => columns.length > 0).map(({ id }) => id)];
}

function toStamps(records: readonly SourceRecord[], object: CountedObject): RowStamp[] {
  return records.map((record) => ({
    id: String(record['Id']),
    stamp: toStamp(record[object.table.cursorField]),
  }));
}

/** Ids that one side lacks, or that have two stamps. */
function compareStamps(org: readonly RowStamp[], mirror: readonly RowStamp[]): string[] {
  const here = new Map(mirror.map(({ id, stamp }) => [id, stamp]));
  const suspects: string[] = [];
  for (const { id, stamp } of org) {
    const ours: IsoInstant | null | undefined = here.get(id);
    here.delete(id);
    if (ours === undefined || ours !== stamp) suspects.push(id);
  }
  return [...suspects, ...here.keys()];
}
