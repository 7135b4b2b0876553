import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { READ_MODES } from '@sync-user/contract';
import fc from 'fast-check';
import { toInstant } from '../ports/clock.ts';
import { chooseEventObjects } from './choose-event-objects.ts';
import { NO_EVENTS, type PlanFacts, type PlanObject, planInMode, planReading } from './plan-reading.ts';

const AT = toInstant(Date.parse('2026-03-01T12:00:00.000Z'));

function object(sobject: string, more: Partial<PlanObject> = {}): PlanObject {
  return {
    sobject,
    rows: 1000,
    changesPerDay: 0,
    mode: 'auto',
    intervalSeconds: null,
    paused: false,
    watchable: true,
    ...more,
  };
}

function facts(objects: readonly PlanObject[], more: Partial<PlanFacts> = {}): PlanFacts {
  return {
    intervalSeconds: 1800,
    objects,
    events: NO_EVENTS,
    budget: { org: null, ours: 0, sharePercent: 50, floorPercent: 2 },
    otherCalls: {},
    ...more,
  };
}

const fed = (objects: readonly PlanObject[]): PlanFacts['events'] => ({
  possible: true,
  why: null,
  entityLimit: 5,
  deliveriesPerDay: 25_000,
  deliveriesLeft: 25_000,
  objects: new Map(objects.map(({ sobject }) => [sobject, { capable: true, selected: true, feeds: true }])),
});

const TEN = Array.from({ length: 10 }, (_, index) => object(`Object${index}__c`));

const anyObjects = fc
  .array(
    fc.record({
      changesPerDay: fc.constantFrom(0, 0, 5, 100, 3000, 200_000),
      mode: fc.constantFrom(...READ_MODES),
      intervalSeconds: fc.option(fc.integer({ min: 60, max: 86_400 })),
      paused: fc.boolean(),
      watchable: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  )
  .map((all) => all.map((more, index) => object(`Object${index}__c`, more)));

describe('the plan of reading', () => {
  test('ten quiet objects at thirty minutes cost one call a poll', () => {
    const plan = planReading(facts(TEN));
    assert.equal(plan.cost.calls, 48);
    assert.equal(plan.fits, true);
    assert.match(plan.objects[0]?.why ?? '', /^Polled every 30 minutes\. /);
  });

  test('an interval that people would not have written is told in round words', () => {
    const every = (intervalSeconds: number) =>
      planReading(facts([object('A', { intervalSeconds, mode: 'poll' })])).objects[0]?.why;
    assert.match(every(10_240) ?? '', /^Polled every 3 hours or so\./);
    assert.match(every(1000) ?? '', /^Polled every 17 minutes or so\./);
    assert.match(every(90) ?? '', /^Polled every 90 seconds\./);
  });

  test('ten objects that change all the time cost two', () => {
    const busy = TEN.map((one) => ({ ...one, changesPerDay: 1000 }));
    assert.ok(Math.abs(planReading(facts(busy)).cost.calls - 96) < 1);
  });

  test('with events, polls only look after them', () => {
    const events = fed(TEN.slice(0, 5));
    const plan = planReading(facts(TEN.slice(0, 5), { events }));
    assert.ok(plan.objects.every(({ transport }) => transport === 'events'));
    assert.equal(plan.cost.calls, 6);
    const ten = planInMode(facts(TEN, { events: { ...fed(TEN), entityLimit: null } }), 'events');
    assert.ok(ten.cost.calls <= 12, `${ten.cost.calls} calls`);
  });

  test('what is asked for gets a place first, then what changes most, and no more than there are', () => {
    const candidates = [
      { sobject: 'Account', rows: 10, changesPerDay: 10 },
      { sobject: 'Contact', rows: 10, changesPerDay: 50 },
      { sobject: 'Lead', rows: 10, changesPerDay: 1, wanted: true },
      { sobject: 'Task', rows: 10, changesPerDay: 900_000 },
    ];
    assert.deepEqual(chooseEventObjects(candidates, 2), ['Lead', 'Task']);
    assert.deepEqual(chooseEventObjects(candidates, 3, 10_000), ['Lead', 'Contact', 'Account']);
    fc.assert(
      fc.property(anyObjects, fc.integer({ min: 0, max: 5 }), (objects, entityLimit) => {
        const plan = planReading(facts(objects, { events: { ...fed(objects), entityLimit } }));
        const chosen = plan.objects.filter(({ transport }) => transport === 'events');
        assert.ok(chosen.length <= entityLimit);
        for (const { sobject } of chosen) {
          const one = objects.find((other) => other.sobject === sobject);
          assert.ok(one?.mode !== 'poll' && one?.paused === false);
        }
      }),
    );
  });

  test('a paused object costs nothing and is not read', () => {
    const plan = planReading(facts([object('Account', { paused: true })]));
    assert.equal(plan.cost.calls, 0);
    assert.equal(plan.objects[0]?.transport, null);
  });

  test('never over budget, unless even a day’s interval is', () => {
    fc.assert(
      fc.property(
        anyObjects,
        fc.integer({ min: 10, max: 5000 }),
        fc.integer({ min: 0, max: 5000 }),
        fc.integer({ min: 1, max: 100 }),
        (objects, limit, used, sharePercent) => {
          const budget = { org: { used, limit, at: AT }, ours: 0, sharePercent, floorPercent: 2 };
          const plan = planReading(facts(objects, { budget }));
          const left = Math.min(
            Math.floor((limit * sharePercent) / 100),
            limit - Math.ceil(limit * 0.02) - used,
          );
          const widest = plan.objects.every(
            ({ transport, everySeconds }) => transport === null || everySeconds >= 86_400,
          );
          assert.ok(widest || plan.cost.calls <= left + 1, `${plan.cost.calls} of ${left}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('while nothing changes, a wider interval never costs more', () => {
    fc.assert(
      fc.property(anyObjects, fc.nat(), fc.integer({ min: 1, max: 80_000 }), (objects, which, more) => {
        const still = objects.map((one) => ({ ...one, changesPerDay: 0, watchable: false }));
        const wider = still.map((one, index) =>
          index === which % still.length
            ? { ...one, intervalSeconds: Math.min(86_400, (one.intervalSeconds ?? 1800) + more) }
            : one,
        );
        assert.ok(planReading(facts(wider)).cost.calls <= planReading(facts(still)).cost.calls + 0.2);
      }),
      { numRuns: 200 },
    );
  });

  test('the parts of the objects are the whole', () => {
    fc.assert(
      fc.property(anyObjects, (objects) => {
        const plan = planReading(facts(objects));
        const parts = plan.objects.reduce((sum, { cost }) => sum + cost.calls, 0);
        const whole = (plan.byCause.poll ?? 0) + (plan.byCause.drain ?? 0);
        assert.ok(Math.abs(parts - whole) <= 0.1 * objects.length + 0.2, `${parts} and ${whole}`);
      }),
    );
  });
});
