import type { CallCause, ReadingCost, ReadTransport } from '@sync-user/contract';
import { allowedCalls, type BudgetFacts, SAFETY_READ_SECONDS } from './budget.ts';
import { chooseCadence, ticksOf } from './cadence.ts';
import { chooseEventObjects } from './choose-event-objects.ts';
import type { PlanEvents, PlanFacts, PlanObject } from './plan-facts.ts';
import { expectedPoll } from './poll-cost.ts';

export * from './plan-facts.ts';

export interface PlannedRead {
  readonly sobject: string;
  /** Null while it is paused. */
  readonly transport: ReadTransport | null;
  /** The freshness wanted. */
  readonly intervalSeconds: number;
  readonly everySeconds: number;
  /** Its part of the cost a day: calls that objects share are divided among them. */
  readonly cost: ReadingCost;
  readonly why: string;
}

export interface ReadingPlan {
  readonly objects: readonly PlannedRead[];
  readonly cost: ReadingCost;
  readonly byCause: Partial<Record<CallCause, number>>;
  /** False: intervals were widened, because the wanted ones cost more than the budget. */
  readonly fits: boolean;
}

/** No interval is widened beyond a day. */
const LONGEST_SECONDS = 86_400;

/**
 * How each object is read, and what that costs a day: the cheapest way that keeps every object as fresh as wanted, or, where
 * that costs more than the budget, the same with all intervals doubled as often as it takes.
 *
 * Pure: the same facts give the same plan.
 */
export function planReading(facts: PlanFacts): ReadingPlan {
  const byEvents = new Set(chooseEvents(facts));
  const budget = pollBudget(facts);
  for (let factor = 1; ; factor *= 2) {
    const plan = planWith(facts, byEvents, factor);
    const isLast = plan.objects.every(
      ({ transport, everySeconds }) => transport === null || everySeconds >= LONGEST_SECONDS,
    );
    if ((plan.byCause.poll ?? 0) + (plan.byCause.drain ?? 0) <= budget || isLast)
      return { ...plan, fits: factor === 1 };
  }
}

/** The same workspace with polling alone, or with events wherever they can be had. */
export function planInMode(facts: PlanFacts, mode: 'poll' | 'events'): ReadingPlan {
  const objects = facts.objects.map((object) => ({ ...object, mode }));
  const events =
    mode === 'poll' ? facts.events : { ...facts.events, possible: true, objects: allFed(facts.events) };
  return planReading({ ...facts, objects, events });
}

function allFed(events: PlanEvents): PlanEvents['objects'] {
  return new Map(
    [...events.objects].map(([sobject, object]) => [sobject, { ...object, feeds: object.capable }]),
  );
}

/** Objects that are read by events: their events arrive, nobody wants them polled, and the allowances suffice. */
function chooseEvents({ objects, events }: PlanFacts): string[] {
  if (!events.possible) return [];
  const candidates = objects.filter(
    ({ sobject, mode, paused }) => mode !== 'poll' && !paused && events.objects.get(sobject)?.feeds === true,
  );
  return chooseEventObjects(
    candidates.map(({ sobject, rows, changesPerDay, mode }) => ({
      sobject,
      rows,
      changesPerDay,
      wanted: mode === 'events',
      selected: events.objects.get(sobject)?.selected === true,
    })),
    events.entityLimit,
    events.deliveriesPerDay,
  );
}

/** Calls a day that polls may make: what is left of our share, and of the org's limit, when all else is made. */
function pollBudget({ budget, otherCalls }: PlanFacts): number {
  const others = Object.values(otherCalls).reduce((sum, calls) => sum + calls, 0);
  return Math.min(allowedCalls(budget), leftOfLimit(budget)) - others;
}

/** What the org's other clients and the floor leave us. */
function leftOfLimit({ org, ours, floorPercent }: BudgetFacts): number {
  if (org === null) return Number.POSITIVE_INFINITY;
  const floor = Math.ceil((org.limit * floorPercent) / 100);
  return org.limit - floor - Math.max(0, org.used - ours);
}

function planWith(
  facts: PlanFacts,
  byEvents: ReadonlySet<string>,
  factor: number,
): Omit<ReadingPlan, 'fits'> {
  const read = facts.objects.filter(({ paused }) => !paused);
  const wantedOf = (object: PlanObject): number => object.intervalSeconds ?? facts.intervalSeconds;
  const cadence = chooseCadence(
    read.map((object) => ({
      sobject: object.sobject,
      intervalSeconds: Math.min(
        LONGEST_SECONDS,
        factor *
          (byEvents.has(object.sobject) ? Math.max(SAFETY_READ_SECONDS, wantedOf(object)) : wantedOf(object)),
      ),
    })),
  );
  const bySobject = new Map(read.map((object) => [object.sobject, object]));
  const shares = new Map<string, number>();
  let polls = 0;
  let drains = 0;
  for (const group of cadence.groups) {
    const members = group.flatMap(({ sobject }) => bySobject.get(sobject) ?? []);
    const polled = members.map((object) => ({
      everySeconds: cadence.every.get(object.sobject) ?? wantedOf(object),
      // What events have brought already is no news to a poll, but it is read with it all the same.
      changesPerDay: object.changesPerDay,
      watchable: object.watchable,
    }));
    for (const tick of ticksOf(polled.map(({ everySeconds }) => everySeconds))) {
      const { calls, pages } = expectedPoll(polled.slice(0, tick.members));
      polls += calls * tick.perDay;
      drains += pages * tick.perDay;
      for (const { sobject } of members.slice(0, tick.members)) {
        const share = ((calls + pages) * tick.perDay) / tick.members;
        shares.set(sobject, (shares.get(sobject) ?? 0) + share);
      }
    }
  }
  const objects = facts.objects.map((object): PlannedRead => {
    const { sobject, paused, changesPerDay } = object;
    const isFed = byEvents.has(sobject);
    const wanted = wantedOf(object);
    const everySeconds = cadence.every.get(sobject) ?? wanted;
    return {
      sobject,
      transport: paused ? null : isFed ? 'events' : 'poll',
      intervalSeconds: wanted,
      everySeconds,
      cost: {
        calls: round(shares.get(sobject) ?? 0),
        bulkJobs: 0,
        events: isFed && !paused ? round(changesPerDay) : 0,
      },
      why: explain(object, facts.events, { isFed, factor, everySeconds, wanted }),
    };
  });
  const byCause: Partial<Record<CallCause, number>> = { ...facts.otherCalls };
  if (polls > 0) byCause.poll = round(polls);
  if (drains > 0) byCause.drain = round(drains);
  return {
    objects,
    byCause,
    cost: {
      calls: round(Object.values(byCause).reduce((sum, calls) => sum + calls, 0)),
      bulkJobs: 0,
      events: round(objects.reduce((sum, { cost }) => sum + cost.events, 0)),
    },
  };
}

function explain(
  { sobject, mode, paused }: PlanObject,
  events: PlanEvents,
  chosen: {
    readonly isFed: boolean;
    readonly factor: number;
    readonly everySeconds: number;
    readonly wanted: number;
  },
): string {
  if (paused) return 'A person paused it. It keeps everything and goes on where it stood.';
  if (chosen.isFed)
    return `Its changes arrive as events within seconds; a read every ${words(chosen.everySeconds)} looks after them.`;
  const slower =
    chosen.factor === 1 ? '' : ` Wanted every ${words(chosen.wanted)}; the budget does not allow that.`;
  return `Polled every ${words(chosen.everySeconds)}. ${whyNotByEvents(sobject, mode, events)}${slower}`;
}

function whyNotByEvents(sobject: string, mode: PlanObject['mode'], events: PlanEvents): string {
  if (mode === 'poll') return 'Polling was asked for.';
  const facts = events.objects.get(sobject);
  if (facts?.capable === false) return 'Salesforce has no change events of it.';
  if (!events.possible) return events.why ?? 'Change events are not possible here.';
  if (facts?.feeds !== true) return 'Change events of it are not selected in the org.';
  return events.entityLimit === null
    ? 'It changes so often that its events would use up the org’s deliveries.'
    : `The org’s ${events.entityLimit} places for change events, or its deliveries, go to other objects.`;
}

function words(seconds: number): string {
  if (seconds % 3600 === 0) return seconds === 3600 ? 'hour' : `${seconds / 3600} hours`;
  if (seconds >= 7200) return `${Math.round(seconds / 3600)} hours or so`;
  if (seconds % 60 === 0) return seconds === 60 ? 'minute' : `${seconds / 60} minutes`;
  if (seconds >= 600) return `${Math.round(seconds / 60)} minutes or so`;
  return `${seconds} seconds`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
