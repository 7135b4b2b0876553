import { isSyncError } from '@sync-user/contract';
import type { CountedBucket, TakenCensus, ValueChecks } from '../ports/census-store.ts';
import type { QueryOutcome, SourceRecord } from '../ports/source-org.ts';
import { compareBuckets, rangeOf } from './buckets.ts';
import { askTogether, type CallMeter, type CensusPorts, drain, pageOf } from './census-ports.ts';
import { readBuckets, toCountQuery } from './census-query.ts';
import { compareRows, locateRows } from './locate-rows.ts';
import { NO_CHECKS, type Plan } from './plan-census.ts';
import type { Suspects } from './suspects.ts';
import { visitPages } from './visit-pages.ts';

/** How much one object may take in one run; what is left is found by the next. Tests use small ones. */
export interface CensusBounds {
  /** Calls for finding the rows that make counts differ. */
  readonly locateCalls: number;
  /** Pages that one read of rows may take, however many the org has. */
  readonly pages: number;
  /** Rows that are looked at by id. Mending more is a load's work. */
  readonly suspects: number;
}

/** What finding may take, and where what it finds goes. */
export interface Search {
  readonly meter: CallMeter;
  readonly signal: AbortSignal;
  readonly bounds: CensusBounds;
  readonly suspects: Suspects;
}

/** What counting found out, before it is written down. */
export interface Finding {
  readonly rowsInOrg: number;
  readonly buckets: readonly CountedBucket[];
  readonly valuesCompared: number;
  readonly round: TakenCensus['round'];
  /** False when there is more to find than one run may look for. */
  readonly complete: boolean;
}

/** Counts an object on both sides, by what the org answered to `toQueries`, and finds the rows that differ. */
export async function findSuspects(
  ports: CensusPorts,
  plan: Plan,
  answers: readonly QueryOutcome[],
  search: Search,
): Promise<Finding> {
  const [counted, sliced] = answers;
  // First, because a round that went on past a row which had no room among the suspects would leave it behind.
  const values = plan.slice === null ? null : await compareSlice(ports, plan, plan.slice, sliced, search);
  const counting =
    plan.method === 'rows'
      ? await countRows(ports, plan, counted, search)
      : await countGroups(ports, plan, counted, search);
  const complete = counting.complete && !search.suspects.overflowed;
  if (values === null) return { ...counting, complete };
  const valuesCompared = counting.valuesCompared + values.rows;
  return { ...counting, complete, valuesCompared, round: values.round };
}

/** The next rows of the round in which every value is compared. */
async function compareSlice(
  ports: CensusPorts,
  plan: Plan,
  slice: NonNullable<Plan['slice']>,
  outcome: QueryOutcome | undefined,
  search: Search,
): Promise<{ readonly rows: number; readonly round: Finding['round'] }> {
  const { object, round } = plan;
  const records = await drain(ports, object, pageOf(outcome, object), search);
  const last = records.at(-1)?.['Id'];
  const finished = records.length < slice.limit || typeof last !== 'string';
  const range = { ...slice.range, throughId: finished ? null : last };
  const found = await compareRows(ports, object, { records, range, whole: true });
  if (!search.suspects.add(found)) return { rows: 0, round: { ...round, finished: false } };
  return {
    rows: records.length,
    round: { throughId: range.throughId, rows: finished ? 0 : round.rows + records.length, finished },
  };
}

/** Row by row: ids and stamps, or every value. The org may have far more than the mirror. */
async function countRows(
  ports: CensusPorts,
  plan: Plan,
  outcome: QueryOutcome | undefined,
  search: Search,
): Promise<Finding> {
  const { object, bound, whole } = plan;
  const { suspects } = search;
  const first = pageOf(outcome, object);
  let differs = false;
  const { complete, throughId, rows } = await visitPages(
    ports,
    object,
    { first, range: rangeOf('all', 'all', bound) },
    { ...search, pages: search.bounds.pages, isEnough: () => suspects.isFull },
    async (records, range) => {
      const found = await compareRows(ports, object, { records, range, whole });
      suspects.add(found);
      differs ||= found.length > 0;
    },
  );
  const rowsInOrg = complete ? rows : first.totalSize;
  const names = differs || !complete ? ['rows'] : [];
  return {
    rowsInOrg,
    buckets: [{ bucket: 'all', rowsInOrg, rowsInMirror: plan.rows, differs: names }],
    valuesCompared: whole ? rows : 0,
    round: complete
      ? { throughId: null, rows: 0, finished: true }
      : { throughId, rows: throughId === null ? 0 : rows, finished: false },
    complete,
  };
}

/** By group of stamps; the rows of groups that differ are read. */
async function countGroups(
  ports: CensusPorts,
  plan: Plan,
  outcome: QueryOutcome | undefined,
  search: Search,
): Promise<Finding> {
  const { object, bound, grouping } = plan;
  const { table } = object;
  const { checks, records } = await countedGroups(ports, plan, outcome, search);
  const org = readBuckets(records, grouping, checks);
  const range = rangeOf('all', 'all', bound);
  const mirror = await ports.census.summarise(table, { grouping, range, checks });
  const buckets = compareBuckets(org, mirror);
  const differing = buckets.filter(({ differs }) => differs.length > 0);
  const located = await locateRows(
    ports,
    object,
    differing.map((bucket) => ({ bucket, range: rangeOf(bucket.bucket, grouping, bound) })),
    { ...search, ...search.bounds, suspects: search.suspects, checks },
  );
  return {
    rowsInOrg: org.reduce((sum, { rows }) => sum + rows, 0),
    buckets,
    ...located,
    round: { ...plan.round, finished: false },
  };
}

/** Some objects refuse to have a field counted although its type allows it: rows and stamps are counted then. */
async function countedGroups(
  ports: CensusPorts,
  plan: Plan,
  outcome: QueryOutcome | undefined,
  search: Search,
): Promise<{ readonly checks: ValueChecks; readonly records: readonly SourceRecord[] }> {
  if (
    outcome?.kind === 'refused' &&
    isSyncError(outcome.error, 'SF_QUERY_REFUSED', 'SF_FIELD_NOT_READABLE')
  ) {
    const { grouping, bound, object } = plan;
    const range = rangeOf('all', 'all', bound);
    const soql = toCountQuery(object.table, { grouping, range, checks: NO_CHECKS });
    const again = await askTogether(ports, [{ soql, object }], { ...search, withDeleted: false });
    return { checks: NO_CHECKS, records: await recordsOf(ports, plan, again.outcomes[0], search) };
  }
  return { checks: plan.checks, records: await recordsOf(ports, plan, outcome, search) };
}

async function recordsOf(
  ports: CensusPorts,
  { object }: Plan,
  outcome: QueryOutcome | undefined,
  search: Search,
): Promise<readonly SourceRecord[]> {
  return await drain(ports, object, pageOf(outcome, object), search);
}
