import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readBitmap } from './bitmap.ts';

test('bits count from the right, and nested ones name their parent', () => {
  assert.deepEqual(readBitmap(['0x410000']), { top: [16, 22], nested: new Map() });
  assert.deepEqual(readBitmap(['0x01', '6-0x0180']), { top: [0], nested: new Map([[6, [7, 8]]]) });
  assert.deepEqual(readBitmap([]), { top: [], nested: new Map() });
  for (const entry of ['410000', '0xZZ', '-0x01', '6-', 'x']) assert.throws(() => readBitmap([entry]), entry);
});

test('any set of fields survives its bitmap, however many fields an object has', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(900), { minLength: 1 }), (fields) => {
      const value = fields.reduce((sum, bit) => sum | (1n << BigInt(bit)), 0n);
      assert.deepEqual(
        readBitmap([`0x${value.toString(16)}`]).top,
        fields.toSorted((a, b) => a - b),
      );
    }),
  );
});
