import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { chooseCadence, nextReadMs, offsetMsOf, type WantedRead } from './cadence.ts';

const MINUTE = 60;
const objects = (...minutes: number[]): WantedRead[] =>
  minutes.map((wanted, index) => ({ sobject: `Object${index}__c`, intervalSeconds: wanted * MINUTE }));

const wantedReads = fc
  .array(fc.integer({ min: 60, max: 86_400 }), { minLength: 1, maxLength: 9 })
  .map((all): WantedRead[] =>
    all.map((intervalSeconds, index) => ({ sobject: `Object${index}__c`, intervalSeconds })),
  );

describe('how often objects are read', () => {
  test('equal intervals share calls, five objects each', () => {
    assert.equal(chooseCadence(objects(30)).calls, 48);
    assert.equal(chooseCadence(objects(30, 30, 30, 30, 30)).calls, 48);
    assert.equal(chooseCadence(objects(30, 30, 30, 30, 30, 30)).calls, 96);
  });

  test('an interval that is no multiple of another is shortened where that saves calls, and kept where it does not', () => {
    const shared = chooseCadence(objects(30, 45));
    assert.deepEqual([...shared.every.values()], [1800, 1800]);
    assert.equal(shared.calls, 48);
    const apart = chooseCadence(objects(30, 30, 30, 30, 30, 45));
    assert.equal(apart.every.get('Object5__c'), 2700);
    assert.equal(apart.calls, 48 + 32);
  });

  test('a fast object takes slow ones along', () => {
    const { every, calls } = chooseCadence(objects(1, 60, 1440));
    assert.equal(calls, 1440);
    assert.ok((every.get('Object2__c') ?? 0) <= 86_400);
  });

  test('none is read seldomer than wanted', () => {
    fc.assert(
      fc.property(wantedReads, (wanted) => {
        const { every } = chooseCadence(wanted);
        for (const { sobject, intervalSeconds } of wanted) {
          const seconds = every.get(sobject) ?? Number.NaN;
          assert.ok(
            seconds >= 1 && seconds <= intervalSeconds,
            `${sobject}: ${seconds} > ${intervalSeconds}`,
          );
        }
      }),
    );
  });

  test('a wider interval never costs more', () => {
    fc.assert(
      fc.property(wantedReads, fc.nat(), fc.integer({ min: 1, max: 86_400 }), (wanted, which, more) => {
        const wider = wanted.map((read, index) =>
          index === which % wanted.length
            ? { ...read, intervalSeconds: Math.min(86_400, read.intervalSeconds + more) }
            : read,
        );
        const before = chooseCadence(wanted).calls;
        assert.ok(chooseCadence(wider).calls <= before + 1e-6);
      }),
      { numRuns: 300 },
    );
  });

  test('never dearer than reading each interval on its own', () => {
    fc.assert(
      fc.property(wantedReads, (wanted) => {
        const counts = new Map<number, number>();
        for (const { intervalSeconds } of wanted)
          counts.set(intervalSeconds, (counts.get(intervalSeconds) ?? 0) + 1);
        const apart = [...counts].reduce(
          (sum, [every, count]) => sum + (86_400 / every) * Math.ceil(count / 5),
          0,
        );
        assert.ok(chooseCadence(wanted).calls <= apart + 1e-6);
      }),
    );
  });

  test('members of a group are read at the same moments, and each within its period', () => {
    fc.assert(
      fc.property(
        wantedReads,
        fc.integer({ min: 0, max: 10 ** 12 }),
        fc.uuid(),
        (wanted, nowMs, workspace) => {
          const { every, groups } = chooseCadence(wanted);
          const offsetMs = offsetMsOf(workspace);
          for (const group of groups) {
            const periods = group.map(({ sobject }) => every.get(sobject) ?? Number.NaN);
            const nexts = periods.map((period) => nextReadMs(nowMs, period, offsetMs));
            for (const [index, next] of nexts.entries()) {
              const period = (periods[index] ?? Number.NaN) * 1000;
              assert.ok(next > nowMs && next <= nowMs + period);
              // Whoever is read seldomer is read when those are that are read oftener.
              for (const [other, shorter] of periods.entries()) {
                if (other < index) assert.equal(Math.abs((next - offsetMs) % (shorter * 1000)), 0);
              }
            }
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
