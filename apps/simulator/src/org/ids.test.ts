import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { makeId, numberOfId, toId18 } from './ids.ts';

const RECORDED: readonly (readonly [string, string])[] = [
  ['0015500001QdZPK', 'AA3'],
  ['0035500001H9kZu', 'AAJ'],
  ['01254000001upcK', 'AAQ'],
  ['005R0000000UyrW', 'IAS'],
  ['0065500000KQ12X', 'AAT'],
  ['012000000000000', 'AAA'],
];

for (const [id, checksum] of RECORDED) {
  test(`the recorded id ${id} has the checksum ${checksum}`, () => {
    assert.equal(toId18(id), id + checksum);
  });
}

test('an 18-character id is accepted in any case of its checksum, and refused with a wrong one', () => {
  assert.equal(toId18('0015500001QdZPKaa3'), '0015500001QdZPKAA3');
  assert.equal(toId18('0015500001QdZPKAAB'), undefined);
});

test('texts that cannot be ids are refused', () => {
  for (const text of ['', '001', '0015500001QdZP!', '0015500001QdZPKAA', '0015500001QdZPKAA33']) {
    assert.equal(toId18(text), undefined);
  }
});

test('ids sort as their numbers do, are never equal, and give their number back', () => {
  const number = fc.integer({ min: 0, max: 62 ** 5 - 1 });
  fc.assert(
    fc.property(number, number, (a, b) => {
      const [first, second] = [makeId('a00', a), makeId('a00', b)];
      assert.equal(Math.sign(a - b), first === second ? 0 : first < second ? -1 : 1);
      assert.equal(numberOfId(first), a);
      assert.equal(toId18(first.slice(0, 15)), first);
    }),
  );
});
