import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { sqlState, toDatabaseError } from './database-error.ts';

const coded = (code: string) => Object.assign(new Error('said the server'), { code });

test('a lost, refused or closing connection is DATABASE_UNAVAILABLE, with the cause kept', () => {
  for (const code of [
    '08006',
    '57P01',
    '57P03',
    '53300',
    '28P01',
    'ECONNREFUSED',
    'ECONNRESET',
    'ETIMEDOUT',
  ]) {
    const cause = coded(code);
    const error = toDatabaseError(cause);
    assert.ok(isSyncError(error, 'DATABASE_UNAVAILABLE'), code);
    assert.equal(error.cause, cause);
  }
  assert.ok(
    isSyncError(toDatabaseError(new Error('Connection terminated unexpectedly')), 'DATABASE_UNAVAILABLE'),
  );
});

test('an error of the statement itself passes unchanged', () => {
  for (const code of ['22P02', '23505', '42P01', '57014', '40P01']) {
    const error = coded(code);
    assert.equal(toDatabaseError(error), error);
    assert.equal(sqlState(error), code);
  }
  assert.equal(sqlState(coded('EPIPE')), undefined);
});
