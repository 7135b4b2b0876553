import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DEFAULT_RETRY, retryDelayMs } from './retry.ts';

test('a delay never exceeds the doubled base, nor the cap, however often a call failed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (failures, luck) => {
        const delay = retryDelayMs(DEFAULT_RETRY, failures, () => luck);
        assert.ok(delay >= 0 && delay <= DEFAULT_RETRY.maxDelayMs);
        assert.ok(delay <= DEFAULT_RETRY.baseDelayMs * 2 ** (failures - 1));
      },
    ),
  );
});
