import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { CHECKS } from '@sync-user/engine';

const HERE = new URL('./', import.meta.url);

/** Checks that nothing can break, and why. */
const NEVER_FAIL: Readonly<Record<string, string>> = {
  token_rotation: 'it tells whether rotation is on; both are fine',
  mfa_on_login: 'it tells whether it is asked for; both are fine',
  author_apex: 'no policy asks for it, because nothing is deployed',
};

/** Ids of the breakages that `assertOnlyThisCheckSees` is called with, by file. */
const broken = readdirSync(HERE)
  .filter((name) => name.endsWith('.test.ts'))
  .flatMap((name) => {
    const text = readFileSync(new URL(name, HERE), 'utf8');
    if (!/assertOnlyThisCheckSees\(org, breakage\)/.test(text)) return [];
    const list = /const BREAKAGES: readonly Breakage\[\] = \[\n([\s\S]*?)\n\];/.exec(text)?.[1] ?? '';
    return [...list.matchAll(/^ {4}check: '(\w+)',$/gm)].map(([, id = '']) => id);
  });

test('each check is broken in an org by itself, seen to fail alone, and seen to pass after its remedy', () => {
  const ids = CHECKS.map(({ id }) => id);
  assert.ok(broken.length > ids.length - 5, 'the breakages were found');
  assert.equal(new Set(ids).size, ids.length, 'no id twice');
  const untested = ids.filter((id) => !broken.includes(id) && NEVER_FAIL[id] === undefined);
  assert.deepEqual(untested, [], 'these checks have no breakage in tests/preflight');
  assert.deepEqual(
    broken.filter((id) => !ids.includes(id)),
    [],
    'these breakages are of no check',
  );
});

test('an exception is a check that has no breakage', () => {
  const ids = CHECKS.map(({ id }) => id);
  for (const id of Object.keys(NEVER_FAIL)) {
    assert.ok(ids.includes(id), `there is a check ${id}`);
    assert.ok(!broken.includes(id), `${id} is broken by a test, so it is no exception`);
  }
});
