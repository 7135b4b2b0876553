import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSample, type LoadSample, rateOf, secondsLeft } from './load-rate.ts';

const feed = (...samples: [seconds: number, rows: number][]): readonly LoadSample[] =>
  samples.reduce<readonly LoadSample[]>((kept, [s, rows]) => addSample(kept, { atMs: s * 1000, rows }), []);

test('a rate is told only after a second of looking', () => {
  assert.equal(rateOf(feed([0, 100])), undefined);
  assert.equal(rateOf(feed([0, 100], [0.5, 200])), undefined);
  assert.equal(rateOf(feed([0, 100], [2, 300])), 100);
});

test('a load that stopped falls to zero instead of keeping its average', () => {
  assert.equal(rateOf(feed([0, 0], [10, 10_000], [20, 10_000], [30, 10_000])), 0);
});

test('a load that began again is measured from its new beginning', () => {
  assert.equal(rateOf(feed([0, 0], [10, 50_000], [11, 0], [13, 400])), 200);
});

test('the time left is unknown without a total or without movement', () => {
  assert.equal(secondsLeft(10, null, 5), undefined);
  assert.equal(secondsLeft(10, 100, 0), undefined);
  assert.equal(secondsLeft(10, 100, 30), 3);
});
