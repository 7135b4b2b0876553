import assert from 'node:assert/strict';
import { test } from 'node:test';
import { olderWindow } from './older-window.ts';

test('stepping back covers every position exactly once and ends at the first', () => {
  const covered: number[] = [];
  let oldest = 251;
  for (let window = olderWindow(oldest, 100); window !== undefined; window = olderWindow(oldest, 100)) {
    const { after, limit } = window;
    covered.unshift(...Array.from({ length: limit }, (_, index) => after + 1 + index));
    oldest = after + 1;
  }
  assert.deepEqual(
    covered,
    Array.from({ length: 250 }, (_, index) => index + 1),
  );
});

test('before the first change there is nothing', () => {
  assert.equal(olderWindow(1, 100), undefined);
  assert.equal(olderWindow(0, 100), undefined);
});
