import type { CensusMethod, CensusRun } from '@sync-user/contract';
import { isSyncError, type SyncError, SyncError as Failure } from '@sync-user/contract';
import { DEEP_OVERLAP_MS } from '../poll/poll-window.ts';
import type {
  CountedBucket,
  FoundDrift,
  Grouping,
  RowRange,
  TakenCensus,
  ValueChecks,
  ValueRound,
} from '../ports/census-store.ts';
import { type IsoInstant, toInstant } from '../ports/clock.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { QueryOutcome, SourceRecord } from '../ports/source-org.ts';
import { isRead } from '../soql/build-soql.ts';
import { toTrouble } from '../trouble.ts';
import { boundOf, chooseGrouping, compareBuckets, rangeOf } from './buckets.ts';
import {
  askTogether,
  CallMeter,
  compareRecords,
  type CensusPorts,
  type CensusQuery,
  type CountedObject,
  drain,
} from './census-ports.ts';
import { chooseChecks, readBuckets, toCountQuery, toRangeQuery } from './census-query.ts';
import { compareStamps, locateRows, toStamps } from './locate-rows.ts';
import { settleSuspects } from './settle-suspects.ts';

/** As many rows travel in one page: their ids and stamps are compared one by one. */
const ROWS_AT_ONCE = 2000;
/** Values that one page may carry without becoming too large for a shared call. */
const VALUES_AT_ONCE = 40_000;

/** How much one object may take in one run; what is left is found by the next. Tests use small ones. */
interface CensusBounds {
  /** Calls for finding the rows that make counts differ. */
  readonly locateCalls: number;
  /** Rows that are looked at by id. Mending more is a load's work. */
  readonly suspects: number;
}

const BOUNDS: CensusBounds = { locateCalls: 60, suspects: 20_000 };
const NO_CHECKS: ValueChecks = { filled: [], summed: [] };

/** What one object is asked in this run. */
interface Plan {
  readonly object: CountedObject;
  readonly startedAt: IsoInstant;
  readonly bound: IsoInstant;
  readonly method: CensusMethod;
  readonly grouping: Grouping;
  readonly checks: ValueChecks;
  readonly rows: number;
  readonly round: ValueRound;
  /** Rows whose values are compared beside the counting; null when every row is read whole. */
  readonly slice: { readonly range: RowRange; readonly limit: number } | null;
  readonly whole: boolean;
}

/**
 * Compares the objects' rows in the org with those in the mirror, mends what differs, and keeps what was found.
 *
 * Every object costs one query (five travel in a call): small objects are read row by row, large ones counted with
 * checksums by the hour, day or month of their stamps, so that what differs is found by reading those buckets alone. What a
 * count cannot show, values that differ under the same stamp, is compared in rounds: one page of whole rows each run.
 *
 * `asked` names the objects that somebody asked for. One object's failure is kept with its run and the others go on; a failure of the connection is thrown.
 */
export async function takeCensus(
  ports: CensusPorts,
  objects: readonly StoredObject[],
  asked: ReadonlySet<string>,
  signal: AbortSignal,
  bounds: CensusBounds = BOUNDS,
): Promise<readonly TakenCensus[]> {
  const meter = new CallMeter();
  const plans: Plan[] = [];
  for (const object of objects.filter(isCounted)) {
    const plan = await unlessGone(ports, object, () => planCensus(ports, object));
    if (plan !== undefined) plans.push(plan);
  }
  const queries = plans.flatMap(toQueries);
  const { outcomes } = await askTogether(ports, queries, { withDeleted: false, meter, signal });
  const taken: TakenCensus[] = [];
  for (const plan of plans) {
    const answers = outcomes.filter((_, index) => queries[index]?.object === plan.object);
    const reason = asked.has(plan.object.table.sobject) ? 'asked' : 'schedule';
    const run = await unlessGone(ports, plan.object, async () => {
      const counted = await countObject(ports, plan, answers, { reason, meter, signal, bounds });
      await ports.census.record(plan.object.table, counted);
      return counted;
    });
    if (run !== undefined) taken.push(run);
  }
  return taken;
}

/** An object that is deselected while it is counted loses its table under us, and nobody waits for it. */
async function unlessGone<T>(
  ports: CensusPorts,
  { table }: CountedObject,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if ((await ports.objects.read(table.workspaceId, table.sobject)) === undefined) return undefined;
    throw error;
  }
}

function isCounted(object: StoredObject): object is CountedObject {
  return object.state === 'live' && object.cursor !== null && !object.paused;
}

async function planCensus(ports: CensusPorts, object: CountedObject): Promise<Plan> {
  const { table, cursor } = object;
  const bound = boundOf(cursor.readThrough, DEEP_OVERLAP_MS);
  const size = await ports.census.measure(table, bound);
  const round = await ports.census.readRound(table);
  const unsettled = await ports.census.listUnsettled(table);
  const method = size.rows <= ROWS_AT_ONCE * 0.95 ? 'rows' : 'groups';
  const columns = Math.max(1, table.columns.filter(isRead).length);
  const limit = Math.min(ROWS_AT_ONCE, Math.max(100, Math.floor(VALUES_AT_ONCE / columns)));
  const whole = method === 'rows' && size.rows <= limit;
  return {
    object,
    startedAt: toInstant(ports.clock.nowMs()),
    bound,
    method,
    grouping: method === 'rows' ? 'all' : chooseGrouping(size),
    checks:
      method === 'rows'
        ? NO_CHECKS
        : chooseChecks(
            table,
            new Set([...unsettled.filling, ...unsettled.quarantined].map((field) => field.toLowerCase())),
          ),
    rows: size.rows,
    round,
    whole,
    slice: whole ? null : { range: { ...rangeOf('all', 'all', bound), afterId: round.throughId }, limit },
  };
}

function toQueries(plan: Plan): CensusQuery[] {
  const { object, bound, grouping, checks, whole, slice } = plan;
  const range = rangeOf('all', 'all', bound);
  const count =
    plan.method === 'rows'
      ? toRangeQuery(object.table, range, { whole })
      : toCountQuery(object.table, { grouping, range, checks });
  return [
    { soql: count, object },
    ...(slice === null
      ? []
      : [{ soql: toRangeQuery(object.table, slice.range, { whole: true, limit: slice.limit }), object }]),
  ];
}

interface Run {
  readonly reason: CensusRun['reason'];
  readonly meter: CallMeter;
  readonly signal: AbortSignal;
  readonly bounds: CensusBounds;
}

/** What one run found out, before it is written down. */
interface Finding {
  readonly rowsInOrg: number;
  readonly buckets: readonly CountedBucket[];
  readonly suspects: ReadonlySet<string>;
  readonly valuesCompared: number;
  readonly round: TakenCensus['round'];
  readonly incomplete: SyncError | null;
}

async function countObject(
  ports: CensusPorts,
  plan: Plan,
  answers: readonly QueryOutcome[],
  run: Run,
): Promise<TakenCensus> {
  const nothing = { drift: [] as readonly FoundDrift[], inFlight: 0 };
  try {
    const finding = await findSuspects(ports, plan, answers, run);
    const suspects = [...finding.suspects];
    const settled = await settleSuspects(ports, plan.object, suspects.slice(0, run.bounds.suspects), {
      ...run,
      bound: plan.bound,
    });
    const error = suspects.length > run.bounds.suspects ? tooMuch(plan) : finding.incomplete;
    return toRun(ports, plan, run, { ...finding, ...settled, error });
  } catch (error) {
    if (!isSyncError(error) || isOfConnection(error)) throw error;
    const empty = {
      rowsInOrg: 0,
      buckets: [],
      valuesCompared: 0,
      round: { ...plan.round, finished: false },
    };
    return toRun(ports, plan, run, { ...empty, ...nothing, error });
  }
}

async function findSuspects(
  ports: CensusPorts,
  plan: Plan,
  answers: readonly QueryOutcome[],
  run: Run,
): Promise<Finding> {
  const { object, slice } = plan;
  const [counted, sliced] = answers;
  const counting = await countRows(ports, plan, counted, run);
  const suspects = new Set(counting.suspects);
  if (slice === null) {
    const round = { throughId: null, rows: 0, finished: true };
    return { ...counting, suspects, valuesCompared: counting.rowsInOrg, round };
  }
  const records = await recordsOf(ports, object, sliced, run);
  const last = records.at(-1)?.['Id'];
  const finished = records.length < slice.limit;
  const range = { ...slice.range, throughId: finished || typeof last !== 'string' ? null : last };
  for (const id of await compareRows(ports, object, records, range)) suspects.add(id);
  return {
    ...counting,
    suspects,
    valuesCompared: counting.valuesCompared + records.length,
    round: {
      throughId: finished || typeof last !== 'string' ? null : last,
      rows: finished ? 0 : plan.round.rows + records.length,
      finished,
    },
  };
}

async function countRows(
  ports: CensusPorts,
  plan: Plan,
  outcome: QueryOutcome | undefined,
  run: Run,
): Promise<Omit<Finding, 'round'>> {
  const { object, bound, grouping } = plan;
  const { table } = object;
  const range = rangeOf('all', 'all', bound);
  if (plan.method === 'rows') {
    const records = await recordsOf(ports, object, outcome, run);
    const mirror = await ports.census.listStamps(table, range);
    const found = plan.whole
      ? await compareRows(ports, object, records, range)
      : compareStamps(toStamps(records, object), mirror);
    const differs = found.length > 0 ? ['rows'] : [];
    const bucket = { bucket: 'all', rowsInOrg: records.length, rowsInMirror: mirror.length, differs };
    const sums = { rowsInOrg: records.length, buckets: [bucket] };
    return { ...sums, suspects: new Set(found), valuesCompared: 0, incomplete: null };
  }
  const { checks, records } = await countedGroups(ports, plan, outcome, run);
  const org = readBuckets(records, grouping, checks);
  const mirror = await ports.census.summarise(table, { grouping, range, checks });
  const buckets = compareBuckets(org, mirror);
  const differing = buckets.filter(({ differs }) => differs.length > 0);
  const located = await locateRows(
    ports,
    object,
    differing.map((bucket) => ({ bucket, range: rangeOf(bucket.bucket, grouping, bound) })),
    { checks, locateCalls: run.bounds.locateCalls, ...run },
  );
  return {
    rowsInOrg: org.reduce((sum, { rows }) => sum + rows, 0),
    buckets,
    suspects: new Set(located.suspects),
    valuesCompared: located.valuesCompared,
    incomplete: located.complete ? null : tooMuch(plan),
  };
}

/** Some objects refuse to have a field counted although its type allows it: rows and stamps are counted then. */
async function countedGroups(
  ports: CensusPorts,
  plan: Plan,
  outcome: QueryOutcome | undefined,
  run: Run,
): Promise<{ readonly checks: ValueChecks; readonly records: readonly SourceRecord[] }> {
  if (
    outcome?.kind === 'refused' &&
    isSyncError(outcome.error, 'SF_QUERY_REFUSED', 'SF_FIELD_NOT_READABLE')
  ) {
    const { grouping, bound, object } = plan;
    const range = rangeOf('all', 'all', bound);
    const soql = toCountQuery(object.table, { grouping, range, checks: NO_CHECKS });
    const again = await askTogether(ports, [{ soql, object }], { ...run, withDeleted: false });
    return { checks: NO_CHECKS, records: await recordsOf(ports, object, again.outcomes[0], run) };
  }
  return { checks: plan.checks, records: await recordsOf(ports, plan.object, outcome, run) };
}

/** Rows that were read whole, beside the mirror's of the same range. */
async function compareRows(
  ports: CensusPorts,
  object: CountedObject,
  records: readonly SourceRecord[],
  range: RowRange,
): Promise<string[]> {
  const mirror = await ports.census.listStamps(object.table, range);
  const compared = await compareRecords(ports, object, records);
  return [
    ...compareStamps(toStamps(records, object), mirror),
    ...compared.filter(({ columns }) => columns.length > 0).map(({ id }) => id),
  ];
}

async function recordsOf(
  ports: CensusPorts,
  object: CountedObject,
  outcome: QueryOutcome | undefined,
  run: Run,
): Promise<SourceRecord[]> {
  if (outcome === undefined) throw new Error(`a census of ${object.table.sobject} got no answer`);
  if (outcome.kind === 'refused') throw outcome.error;
  return await drain(ports, object, outcome.page, run);
}

function toRun(
  ports: CensusPorts,
  plan: Plan,
  run: Run,
  found: Pick<TakenCensus, 'rowsInOrg' | 'buckets' | 'drift' | 'inFlight' | 'valuesCompared' | 'round'> & {
    readonly error: SyncError | null;
  },
): TakenCensus {
  const { error, ...kept } = found;
  const finishedAt = toInstant(ports.clock.nowMs());
  return {
    ...kept,
    object: plan.object.table.sobject,
    reason: run.reason,
    startedAt: plan.startedAt,
    finishedAt,
    asOf: plan.bound,
    method: plan.method,
    rowsInMirror: plan.rows,
    calls: run.meter.of(plan.object),
    trouble: error === null ? null : toTrouble(error, finishedAt),
  };
}

function tooMuch(plan: Plan): SyncError {
  return new Failure(
    'CENSUS_INCOMPLETE',
    `More of ${plan.object.table.sobject} differs from the org than one census may look at. What was found is mended.`,
    { sobject: plan.object.table.sobject },
  );
}

/** Says nothing about the object: session, limit, host, database. */
function isOfConnection(error: SyncError): boolean {
  return (
    error.spec.retry === 'after_reauthentication' ||
    isSyncError(
      error,
      'SF_REQUEST_LIMIT',
      'API_BUDGET_SPENT',
      'SF_HOST_UNREACHABLE',
      'SF_UNAVAILABLE',
      'DATABASE_UNAVAILABLE',
      'CONNECTION_MISSING',
      'CONNECTION_NOT_ACTIVE',
    )
  );
}
