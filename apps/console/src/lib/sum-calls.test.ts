import assert from 'node:assert/strict';
import { test } from 'node:test';
import { largestFirst, sumByObject } from './sum-calls.ts';

test('calls are summed by object, the most expensive first and those of no single object last', () => {
  const sums = sumByObject([
    { object: null, cause: 'poll', transport: 'composite', calls: 90 },
    { object: 'Contact', cause: 'load', transport: 'bulk', calls: 5 },
    { object: 'Account', cause: 'load', transport: 'bulk', calls: 4 },
    { object: 'Account', cause: 'census', transport: 'composite', calls: 2 },
    { object: 'Account', cause: 'load', transport: 'rest', calls: 1 },
  ]);
  assert.deepEqual(
    sums.map(({ object, calls }) => [object, calls]),
    [
      ['Account', 7],
      ['Contact', 5],
      [null, 90],
    ],
  );
  assert.deepEqual(sums[0]?.byCause, [
    ['load', 5],
    ['census', 2],
  ]);
});

test('names without calls are left out', () => {
  assert.deepEqual(largestFirst([['rest', 0] as const, ['bulk', 2] as const]), [['bulk', 2]]);
});
