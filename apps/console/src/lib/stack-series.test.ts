import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CALL_CAUSES } from '@sync-user/contract';
import * as fc from 'fast-check';
import { stackSeries } from './stack-series.ts';

const hour = (h: number): string => new Date(Date.UTC(2026, 2, 1, h)).toISOString();

test('hours without calls are drawn as empty, and the largest cause is at the base', () => {
  const { at, causes, stacked } = stackSeries({
    since: hour(0),
    until: hour(3),
    bucketSeconds: 3600,
    buckets: [
      { at: hour(1), byCause: { load: 2, poll: 5 } },
      { at: hour(3), byCause: { poll: 1 } },
    ],
  });
  assert.equal(at.length, 4);
  assert.deepEqual(causes, [
    { cause: 'poll', total: 6 },
    { cause: 'load', total: 2 },
  ]);
  assert.deepEqual(stacked, [
    [0, 5, 0, 1],
    [0, 7, 0, 1],
  ]);
});

test('a report without calls has hours and no series', () => {
  const { at, causes } = stackSeries({ since: hour(0), until: hour(2), bucketSeconds: 3600, buckets: [] });
  assert.equal(at.length, 3);
  assert.deepEqual(causes, []);
});

test('nothing is lost: the top of the stack adds up to every call of the report', () => {
  const byCause = fc.dictionary(fc.constantFrom(...CALL_CAUSES), fc.nat({ max: 500 }));
  const bucket = fc.record({ at: fc.integer({ min: 0, max: 30 }).map(hour), byCause });
  fc.assert(
    fc.property(fc.array(bucket), (buckets) => {
      const { stacked } = stackSeries({ since: hour(5), until: hour(20), bucketSeconds: 3600, buckets });
      const drawn = (stacked.at(-1) ?? []).reduce((sum, value) => sum + value, 0);
      const told = buckets
        .flatMap((each) => Object.values(each.byCause))
        .reduce<number>((sum, value) => sum + value, 0);
      assert.equal(drawn, told);
    }),
  );
});
