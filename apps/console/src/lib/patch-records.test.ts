import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchRecords } from './patch-records.ts';

const pages = [
  { records: [{ id: 'a', name: 'Ada' }], nextCursor: '1' },
  {
    records: [
      { id: 'b', name: 'Bo', size: '1' },
      { id: 'c', name: 'Cy', size: '2' },
    ],
    nextCursor: null,
  },
];

test('an update shows its new values where the record stands', () => {
  const changed = { name: ['Bo', 'Bob'] } satisfies Record<string, [string, string]>;
  const next = patchRecords(pages, { recordId: 'b', operation: 'update', changed });
  assert.deepEqual(next[1]?.records, [
    { id: 'b', name: 'Bob', size: '1' },
    { id: 'c', name: 'Cy', size: '2' },
  ]);
  assert.equal(next[0], pages[0], 'other pages stay the same, so their rows are not drawn again');
});

test('a deleted record leaves, and the way to the next page stays', () => {
  const next = patchRecords(pages, { recordId: 'a', operation: 'delete', changed: {} });
  assert.deepEqual(next[0], { records: [], nextCursor: '1' });
});

test('a record that is not in the list changes nothing', () => {
  assert.equal(patchRecords(pages, { recordId: 'z', operation: 'update', changed: {} }), pages);
});
