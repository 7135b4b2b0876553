import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameOfRecord, tellingChanges } from './telling-changes.ts';

test('what every save moves is left out, what somebody changed stays in order', () => {
  const changed = {
    stagename: ['Prospecting', 'Closed Won'] as [string, string],
    systemmodstamp: ['a', 'b'] as [string, string],
    lastmodifiedbyid: ['c', 'd'] as [string, string],
    amount: [1, 2] as [number, number],
  };
  assert.deepEqual(
    tellingChanges(changed).map(([column]) => column),
    ['stagename', 'amount'],
  );
  assert.deepEqual(tellingChanges({ systemmodstamp: ['a', 'b'] }), []);
});

test('what only follows from another field stands last', () => {
  const found = tellingChanges({ fiscal: ['2026 4', '2027 1'], closedate: ['2026-12-27', '2027-01-24'] });
  assert.deepEqual(
    found.map(([column]) => column),
    ['closedate', 'fiscal'],
  );
});

test('a person who was just created has the parts of the name', () => {
  const created = { recordId: '00Q1', recordName: null, changed: {} };
  assert.equal(nameOfRecord({ ...created, recordName: 'Ada Byron' }), 'Ada Byron');
  assert.equal(nameOfRecord(created), '00Q1');
  const changed = {
    lastname: [null, 'Byron'] as [null, string],
    firstname: [null, 'Ada'] as [null, string],
  };
  assert.equal(nameOfRecord({ ...created, changed }), 'Ada Byron');
  assert.equal(nameOfRecord({ ...created, changed: { firstname: [null, 'Ada'] } }), '00Q1');
});
