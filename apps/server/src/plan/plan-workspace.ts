import type { CallCause } from '@sync-user/contract';
import {
  type BudgetFacts,
  type Clock,
  nextReadMs,
  offsetMsOf,
  type PlanEvents,
  type PlanFacts,
  planReading,
  type ReadingPlan,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { Budgets } from './budgets.ts';

/** Rates move slowly; what a person changes is planned at once. */
const PLAN_EVERY_MS = 3_600_000;

/** Calls of one run of the permission checks, as counted on an org with ten objects. */
const CALLS_OF_CHECKS = 12;
const DESCRIBES_PER_CALL = 25;
const COUNTED_PER_CALL = 5;

/** How often the installation does what costs calls whether anything changed or not. 0: only when somebody asks. */
export interface Rhythm {
  readonly permissionCheckHours: number;
  /** Of workspaces that say nothing else. */
  readonly censusHours: number;
}

/** Calls a day beside polls and loads, before a day was measured: comparisons, exchange rates, and the permission checks. */
function expectedCalls(
  { objects, severalCurrencies }: PlanInputs['read'],
  rhythm: Rhythm,
): Partial<Record<CallCause, number>> {
  const read = objects.filter(({ paused }) => !paused).length;
  const timesADay = (hours: number): number => (hours === 0 ? 0 : 24 / hours);
  return {
    describe: Math.ceil(read / DESCRIBES_PER_CALL) + (severalCurrencies ? 1 : 0),
    census: Math.ceil(Math.ceil(read / COUNTED_PER_CALL) * timesADay(rhythm.censusHours)),
    check: Math.ceil(CALLS_OF_CHECKS * timesADay(rhythm.permissionCheckHours)),
  };
}

/** Causes that a plan does not decide; loads and backfills are once, not daily. */
const STANDING: readonly CallCause[] = ['describe', 'census', 'formula', 'check', 'event', 'repair', 'write'];

export interface PlanInputs {
  readonly facts: PlanFacts;
  /** From our own tables, with what the planner does not need. */
  readonly read: Awaited<ReturnType<Store['plans']['readFacts']>>;
  readonly budget: BudgetFacts;
  /** Hours between comparisons of this workspace's rows with the org's. */
  readonly censusHours: number;
}

export interface PlanParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly rhythm: Rhythm;
}

/** Collects what a plan is made from. No call to Salesforce is made. */
export async function gatherFacts(
  { store, clock, budgets, rhythm }: PlanParts,
  workspaceId: string,
): Promise<PlanInputs> {
  const read = await store.plans.readFacts(workspaceId, toInstant(clock.nowMs()));
  const budget = await budgets.read(workspaceId);
  const events = await readEvents(store, workspaceId);
  const censusHours = (await store.census.readInterval(workspaceId)) ?? rhythm.censusHours;
  return {
    read,
    budget,
    censusHours,
    facts: {
      intervalSeconds: read.intervalSeconds,
      budget,
      events,
      otherCalls: otherCalls(read, { ...rhythm, censusHours }),
      objects: read.objects.map(
        ({ sobject, rows, changesPerDay, mode, intervalSeconds, paused, watchable }) => ({
          sobject,
          rows,
          changesPerDay,
          mode,
          intervalSeconds,
          paused,
          watchable,
        }),
      ),
    },
  };
}

/** As measured once a whole day was; before that as expected, and what nobody can expect as seen so far. */
function otherCalls(read: PlanInputs['read'], rhythm: Rhythm): Partial<Record<CallCause, number>> {
  const { hours, callsByCause } = read;
  const expected = expectedCalls(read, rhythm);
  const calls: Partial<Record<CallCause, number>> = {};
  for (const cause of STANDING) {
    const seen = callsByCause[cause] ?? 0;
    const perDay =
      hours >= WHOLE_DAY_HOURS ? seen : (expected[cause] ?? (hours >= 1 ? (seen * 24) / hours : 0));
    if (perDay > 0) calls[cause] = Math.round(perDay);
  }
  return calls;
}

/** The ledger knows minutes, and a day's first one may have passed. */
const WHOLE_DAY_HOURS = 23.9;

async function readEvents(store: Store, workspaceId: string): Promise<PlanEvents> {
  const events = await store.events.readFacts(workspaceId);
  if (!events.enabled)
    return { ...events, possible: false, why: 'Change events are switched off for this workspace.' };
  return { ...events, why: events.possible ? null : 'No process listens to change events here.' };
}

/** Plans how a workspace's objects are read, and writes it. */
export async function planWorkspace(parts: PlanParts, workspaceId: string): Promise<ReadingPlan> {
  const { facts } = await gatherFacts(parts, workspaceId);
  const plan = planReading(facts);
  const nowMs = parts.clock.nowMs();
  const offsetMs = offsetMsOf(workspaceId);
  await parts.store.plans.write(workspaceId, {
    nextPlanAt: toInstant(nowMs + PLAN_EVERY_MS),
    plannedAt: toInstant(nowMs),
    objects: plan.objects.flatMap(({ sobject, transport, everySeconds }) =>
      transport === null
        ? []
        : [
            {
              sobject,
              transport,
              everySeconds,
              nextReadAt: toInstant(nextReadMs(nowMs, everySeconds, offsetMs)),
            },
          ],
    ),
  });
  return plan;
}
