import type { CensusRun } from '@sync-user/contract';
import { isSyncError, SyncError } from '@sync-user/contract';
import type { TakenCensus } from '../ports/census-store.ts';
import { toInstant } from '../ports/clock.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { type QueryOutcome, READS_PER_COMPOSITE } from '../ports/source-org.ts';
import { toTrouble } from '../trouble.ts';
import { askTogether, CallMeter, type CensusPorts, type CountedObject } from './census-ports.ts';
import { type CensusBounds, type Finding, findSuspects } from './find-suspects.ts';
import { type Plan, planCensus, toQueries } from './plan-census.ts';
import { settleSuspects, type Settled } from './settle-suspects.ts';
import { Suspects } from './suspects.ts';

const BOUNDS: CensusBounds = { locateCalls: 60, pages: 10, suspects: 20_000 };

/**
 * Compares the objects' rows in the org with those in the mirror, mends what differs, and keeps what was found.
 *
 * Every object costs one query (five travel in a call): small objects are read row by row, large ones counted with
 * checksums by the hour, day or month of their stamps, so that what differs is found by reading those buckets alone. What a
 * count cannot show, values that differ under the same stamp, is compared in rounds: one page of whole rows each run.
 * Whatever the org has, a run holds a call's answers at once, and asks for no more than `bounds`. Each object's comes as soon
 * as it is kept.
 *
 * `asked` names the objects that somebody asked for. One object's failure is kept with its run and the others go on; a failure of the connection is thrown.
 */
export async function* takeCensuses(
  ports: CensusPorts,
  objects: readonly StoredObject[],
  asked: ReadonlySet<string>,
  signal: AbortSignal,
  bounds: CensusBounds = BOUNDS,
): AsyncGenerator<TakenCensus> {
  const meter = new CallMeter();
  const plans: Plan[] = [];
  for (const object of objects.filter(isCounted)) {
    const plan = await unlessGone(ports, object, () => planCensus(ports, object));
    if (plan !== undefined) plans.push(plan);
  }
  for await (const { plan, answers } of askPlans(ports, plans, { meter, signal })) {
    const reason = asked.has(plan.object.table.sobject) ? 'asked' : 'schedule';
    const run = await unlessGone(ports, plan.object, () =>
      takeOne(ports, plan, answers, { reason, meter, signal, bounds }),
    );
    if (run !== undefined) yield run;
  }
}

/** The same, for those who want all of it at once. */
export async function takeCensus(...args: Parameters<typeof takeCensuses>): Promise<readonly TakenCensus[]> {
  const taken: TakenCensus[] = [];
  for await (const run of takeCensuses(...args)) taken.push(run);
  return taken;
}

/** Each plan with its answers, as soon as they are there: those of one call are dealt with before the next is made. */
async function* askPlans(
  ports: CensusPorts,
  plans: readonly Plan[],
  options: { readonly meter: CallMeter; readonly signal: AbortSignal },
): AsyncGenerator<{ readonly plan: Plan; readonly answers: readonly QueryOutcome[] }> {
  const queries = plans.flatMap((plan) => toQueries(plan).map((query) => ({ ...query, plan })));
  let answers: QueryOutcome[] = [];
  for (let start = 0; start < queries.length; start += READS_PER_COMPOSITE) {
    const call = queries.slice(start, start + READS_PER_COMPOSITE);
    const { outcomes } = await askTogether(ports, call, { ...options, withDeleted: false });
    for (const [index, { plan }] of call.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined) answers.push(outcome);
      if (queries[start + index + 1]?.plan === plan) continue;
      yield { plan, answers };
      answers = [];
    }
  }
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

interface Run {
  readonly reason: CensusRun['reason'];
  readonly meter: CallMeter;
  readonly signal: AbortSignal;
  readonly bounds: CensusBounds;
}

async function takeOne(
  ports: CensusPorts,
  plan: Plan,
  answers: readonly QueryOutcome[],
  run: Run,
): Promise<TakenCensus> {
  const settled: Settled = { drift: [], inFlight: 0 };
  let finding: Finding = {
    rowsInOrg: 0,
    buckets: [],
    valuesCompared: 0,
    round: { ...plan.round, finished: false },
    complete: true,
  };
  const keep = async (error: SyncError | null, stopped = false): Promise<TakenCensus> => {
    const taken = toRun(ports, plan, run, { ...finding, ...settled, stopped, error });
    await ports.census.record(plan.object.table, taken);
    return taken;
  };
  try {
    const suspects = new Suspects(run.bounds.suspects);
    finding = await findSuspects(ports, plan, answers, { ...run, suspects });
    await settleSuspects(ports, plan.object, suspects.ids, { ...run, bound: plan.bound, into: settled });
  } catch (error) {
    // What was found and not mended is found again.
    finding = { ...finding, round: { ...plan.round, finished: false } };
    if (isSyncError(error) && !isOfConnection(error)) return await keep(error);
    // What was mended until then is told; nothing would know of it when the rest is tried again.
    if (settled.drift.length > 0)
      await keep(isSyncError(error) ? error : stoppedOf(plan), true).catch(() => undefined);
    throw error;
  }
  return await keep(finding.complete ? null : tooMuch(plan, finding, settled));
}

function toRun(
  ports: CensusPorts,
  plan: Plan,
  run: Run,
  found: Omit<Finding, 'complete'> &
    Settled & { readonly stopped: boolean; readonly error: SyncError | null },
): TakenCensus {
  const { error, rowsInOrg, buckets, valuesCompared, round, drift, inFlight, stopped } = found;
  const finishedAt = toInstant(ports.clock.nowMs());
  return {
    rowsInOrg,
    buckets,
    valuesCompared,
    round,
    drift,
    inFlight,
    stopped,
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

const number = new Intl.NumberFormat('en-US');

function tooMuch({ object, rows }: Plan, { rowsInOrg }: Finding, { drift }: Settled): SyncError {
  const { sobject } = object.table;
  const mended = drift.filter(({ repaired }) => repaired).length;
  return new SyncError(
    'CENSUS_INCOMPLETE',
    `${sobject} had ${number.format(rowsInOrg)} rows in Salesforce and ${number.format(rows)} here, and more of them differ ` +
      `than one comparison looks at. ${number.format(mended)} were mended.`,
    { sobject, rowsInOrg, rowsInMirror: rows, mended },
  );
}

function stoppedOf({ object }: Plan): SyncError {
  const { sobject } = object.table;
  return new SyncError('CENSUS_STOPPED', `The comparison of ${sobject} was stopped before its end.`, {
    sobject,
  });
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
