import type { PlanServices } from '@sync-user/api';
import {
  type CallCause,
  type Forecast,
  type ForecastObject,
  type Plan,
  type PlannedObject,
  type ReadingCost,
  SyncError,
} from '@sync-user/contract';
import {
  type Clock,
  describeBudget,
  ENTITIES_WITHOUT_ADD_ON,
  forecastLoad,
  isEventCapable,
  LOAD_SIZES,
  type LoadSizes,
  measureObjects,
  type PlanFacts,
  type PlanObject,
  planInMode,
  planReading,
  toInstant,
} from '@sync-user/engine';
import type { Store } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import { actorOf } from '../members/actor-of.ts';
import type { Budgets } from '../plan/budgets.ts';
import { gatherFacts, type PlanInputs, planWorkspace, type Rhythm } from '../plan/plan-workspace.ts';

const FORECAST_PATIENCE_MS = 60_000;

export interface PlanServiceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly budgets: Budgets;
  readonly openOrg: OpenOrg;
  readonly rhythm: Rhythm;
  /** Objects of no more rows are loaded by queries. */
  readonly loadByQueryRows: number;
  /** Something is due now: do not wait for the next look. */
  readonly nudgeWorker: () => void;
}

export function createPlanServices(options: PlanServiceOptions): PlanServices {
  const { store, clock, openOrg, nudgeWorker } = options;
  const sizes = { ...LOAD_SIZES, queryRows: options.loadByQueryRows };
  return {
    async changeObject(workspaceId, object, settings, caller) {
      const before = await store.selected.read(workspaceId, object);
      if (before === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
      const { name } = before;
      await store.plans.changeReading(workspaceId, name, settings, toInstant(clock.nowMs()));
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action:
          settings.paused === undefined
            ? 'object.changed'
            : settings.paused
              ? 'object.paused'
              : 'object.resumed',
        target: name,
        details: {
          ...(settings.mode !== undefined && { mode: settings.mode }),
          ...(settings.intervalSeconds !== undefined && { intervalSeconds: settings.intervalSeconds }),
        },
      });
      await planWorkspace(options, workspaceId);
      nudgeWorker();
      const changed = await store.selected.read(workspaceId, name);
      if (changed === undefined) throw new SyncError('OBJECT_NOT_SELECTED', `${object} is not selected.`);
      return changed;
    },

    async read(workspaceId) {
      const inputs = await gatherFacts(options, workspaceId);
      return toPlan(inputs, clock, sizes);
    },

    async forecast(workspaceId, request) {
      const ports = await openOrg(workspaceId);
      const inputs = await gatherFacts(options, workspaceId);
      const signal = AbortSignal.timeout(FORECAST_PATIENCE_MS);
      const selected = new Map(
        inputs.facts.objects.map((object) => [object.sobject.toLowerCase(), object.sobject]),
      );
      const names = request.objects.map(({ name }) => selected.get(name.toLowerCase()) ?? name);
      const measured = await measureObjects(ports, names, signal);
      const wanted = request.objects.map((object, index) => ({
        ...object,
        name: names[index] ?? object.name,
        rows: measured[index]?.rows ?? null,
        changesPerDay: measured[index]?.changesPerDay ?? 0,
      }));
      return toForecast(inputs, wanted, sizes);
    },
  };
}

function toPlan({ read, facts, budget, censusHours }: PlanInputs, clock: Clock, sizes: LoadSizes): Plan {
  const plan = planReading(facts);
  const byName = new Map(plan.objects.map((object) => [object.sobject, object]));
  const events = read.objects.some(({ sobject }) => facts.events.objects.get(sobject)?.capable === true)
    ? planInMode(facts, 'events').cost
    : null;
  return {
    plannedAt: toInstant(clock.nowMs()),
    objects: read.objects.flatMap((object): PlannedObject[] => {
      const planned = byName.get(object.sobject);
      if (planned === undefined) return [];
      const load = forecastLoad(object.rows, object.fields, sizes);
      return [
        {
          name: object.sobject,
          label: object.label,
          mode: object.mode,
          transport: planned.transport,
          intervalSeconds: planned.intervalSeconds,
          everySeconds: planned.everySeconds,
          nextReadAt: object.isLive && !object.paused ? object.nextReadAt : null,
          paused: object.paused,
          rows: object.rows,
          changesPerDay: Math.round(object.changesPerDay),
          loadBy: load.by,
          pageRows: load.by === 'bulk' ? LOAD_SIZES.bulkPageRows : LOAD_SIZES.queryPageRows,
          ranges: load.ranges,
          cost: planned.cost,
          why: planned.why,
        },
      ];
    }),
    forecast: { ...plan.cost, byCause: plan.byCause },
    measured: toMeasured(read),
    modes: { poll: planInMode(facts, 'poll').cost, events },
    events: {
      possible: facts.events.possible,
      why: facts.events.why,
      objects: plan.objects.flatMap(({ sobject, transport }) => (transport === 'events' ? [sobject] : [])),
      entityLimit: facts.events.entityLimit ?? ENTITIES_WITHOUT_ADD_ON,
      dailyLimit: facts.events.deliveriesPerDay,
    },
    census: { everyHours: censusHours },
    budget: describeBudget(budget),
    fits: plan.fits,
  };
}

/** Loads and backfills are as they were: what is done once is not counted up to a day. */
const ONCE: readonly CallCause[] = ['load', 'backfill', 'connect'];

function toMeasured({ hours, callsByCause, bulkJobs, objects }: PlanInputs['read']): Plan['measured'] {
  const scale = 24 / Math.max(1, hours);
  const byCause: Partial<Record<CallCause, number>> = {};
  for (const [cause, calls] of Object.entries(callsByCause) as [CallCause, number][])
    byCause[cause] = ONCE.includes(cause) ? calls : Math.round(calls * scale);
  return {
    calls: Object.values(byCause).reduce((sum, calls) => sum + calls, 0),
    bulkJobs,
    events: Math.round(objects.reduce((sum, { eventsPerDay }) => sum + eventsPerDay, 0)),
    byCause,
    hours: Math.round(hours * 10) / 10,
  };
}

interface WantedObject {
  readonly name: string;
  readonly mode: PlanObject['mode'];
  readonly intervalSeconds: number | null;
  readonly fields: number;
  readonly rows: number | null;
  readonly changesPerDay: number;
}

function toForecast(
  { facts, budget }: PlanInputs,
  wanted: readonly WantedObject[],
  sizes: LoadSizes,
): Forecast {
  const before = planReading(facts);
  const all = withObjects(facts, wanted);
  const after = planReading(all);
  return {
    objects: wanted.map((object): ForecastObject => {
      const alone = withObjects(facts, [object]);
      const capable = isEventCapable(object.name);
      const load = object.rows === null ? null : forecastLoad(object.rows, object.fields, sizes);
      const planned = after.objects.find(({ sobject }) => sobject === object.name);
      const poll = planReading(withMode(alone, object.name, 'poll'));
      const events = planReading(withMode(alone, object.name, 'events'));
      return {
        name: object.name,
        rows: object.rows,
        firstLoad:
          load === null
            ? null
            : {
                by: load.by,
                calls: load.calls,
                bulkJobs: load.bulkJobs,
                megabytes: load.megabytes,
                minutes: load.minutes,
              },
        transport: planned?.transport ?? 'poll',
        perDay: {
          poll: difference(poll.cost, before.cost),
          events: capable ? difference(events.cost, before.cost) : null,
        },
        why: planned?.why ?? '',
      };
    }),
    before: before.cost,
    after: after.cost,
    budget: describeBudget(budget),
    fits: after.fits,
  };
}

function withObjects(facts: PlanFacts, wanted: readonly WantedObject[]): PlanFacts {
  const names = new Set(wanted.map(({ name }) => name));
  const added = wanted.map(
    (object): PlanObject => ({
      sobject: object.name,
      rows: object.rows ?? 0,
      changesPerDay: object.changesPerDay,
      mode: object.mode,
      intervalSeconds: object.intervalSeconds,
      paused: false,
      watchable: true,
    }),
  );
  return { ...facts, objects: [...facts.objects.filter(({ sobject }) => !names.has(sobject)), ...added] };
}

/** As if the object were polled, or fed by events. */
function withMode(facts: PlanFacts, name: string, mode: 'poll' | 'events'): PlanFacts {
  const fed = { capable: isEventCapable(name), selected: true, feeds: mode === 'events' };
  return {
    ...facts,
    objects: facts.objects.map((object) => (object.sobject === name ? { ...object, mode } : object)),
    events: {
      ...facts.events,
      possible: mode === 'events' || facts.events.possible,
      objects: new Map([...facts.events.objects, [name, fed]]),
    },
  };
}

function difference(after: ReadingCost, before: ReadingCost): ReadingCost {
  const less = (a: number, b: number): number => Math.round((a - b) * 10) / 10;
  return {
    calls: less(after.calls, before.calls),
    bulkJobs: less(after.bulkJobs, before.bulkJobs),
    events: less(after.events, before.events),
  };
}
