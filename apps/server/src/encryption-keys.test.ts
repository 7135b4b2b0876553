import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { readEncryptionKeys } from './encryption-keys.ts';

const [one, two] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

test('a key without a version is the first; others have theirs before a colon', () => {
  const { keys, current } = readEncryptionKeys(`2:${two}`, [one]);
  assert.equal(current, 2);
  assert.deepEqual(
    keys.map(({ version, key }) => [version, key.toString('base64')]),
    [
      [2, two],
      [1, one],
    ],
  );
  assert.equal(readEncryptionKeys(one, []).current, 1);
});

test('a key that is none is named by its place, never shown', () => {
  for (const [current, old] of [
    ['tooshort', []],
    [`0:${one}`, []],
    [`256:${one}`, []],
    [`x:${one}`, []],
    [`2:${two}`, [two.slice(4)]],
    [one, [`1:${two}`]],
    [`2:${two}`, [one, one]],
  ] as const) {
    assert.throws(
      () => readEncryptionKeys(current, old),
      (error) => {
        assert.ok(isSyncError(error, 'CONFIG_INVALID'));
        assert.match(error.message, /ENCRYPTION_KEY/);
        for (const secret of [one, two, 'tooshort'])
          assert.ok(!error.message.includes(secret.slice(0, 12)), error.message);
        return true;
      },
    );
  }
});
