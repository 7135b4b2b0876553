import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { platformCaller } from '../system-user.ts';
import type { RecordedChange } from '../types.ts';
import { Transactions } from './transactions.ts';

function open() {
  const told: string[][] = [];
  const transactions = new Transactions(new DatabaseSync(':memory:'));
  transactions.listen({
    prepare: () => undefined,
    write: (changes) => void told.push(changes.map(({ id }) => id)),
    committed: () => undefined,
    clear: () => undefined,
  });
  const record = (id: string): void => {
    const change: RecordedChange = {
      kind: 'create',
      object: 'Account',
      id,
      before: undefined,
      after: {},
      caller: platformCaller(),
    };
    transactions.record(change);
  };
  return { transactions, told, record };
}

test('a part that is rolled back is told of to nobody, the rest is', () => {
  const { transactions, told, record } = open();
  transactions.run(() => {
    record('before');
    assert.throws(() =>
      transactions.run(() => {
        record('refused');
        throw new Error('refused late');
      }),
    );
    transactions.run(() => record('after'));
  });
  assert.deepEqual(told, [['before', 'after']]);
});

test('a transaction that is rolled back as a whole, and one without changes, are told of to nobody', () => {
  const { transactions, told, record } = open();
  assert.throws(() =>
    transactions.run(() => {
      record('lost');
      throw new Error('no');
    }),
  );
  transactions.run(() => undefined);
  assert.deepEqual(told, []);
});

test('what is held is told of when it is released', () => {
  const { transactions, told, record } = open();
  const id = transactions.hold();
  transactions.run(() => record('held'));
  assert.deepEqual(told, []);
  transactions.release(id);
  assert.deepEqual(told, [['held']]);
});
