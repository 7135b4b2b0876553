import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { ENDPOINTS } from '@sync-user/contract';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What a person does as themselves: an API key is nobody's. Records are read with SQL. Health is for load balancers. */
const NOT_IN_A_TERMINAL = [
  'acceptInvitation',
  'readSession',
  'signIn',
  'signOut',
  'answerWhoIAm',
  'checkMyConnection',
  'disconnectMe',
  'readMe',
  'listRecords',
  'readRecord',
  'readHealth',
];
/** The installation's, not a workspace's; and what the overview brings along. */
const ON_NO_SCREEN = ['resealSecrets', 'listObjects'];

for (const [app, exceptions] of [
  ['apps/cli', NOT_IN_A_TERMINAL],
  ['apps/console', ON_NO_SCREEN],
] as const) {
  test(`${app} calls every endpoint but those named here`, () => {
    const code = globSync(`${app}/src/**/*.{ts,tsx}`, { cwd: ROOT })
      .filter((path) => !path.includes('.test.'))
      .map((path) => readFileSync(join(ROOT, path), 'utf8'))
      .join('\n');
    const uncalled = Object.keys(ENDPOINTS).filter(
      (name) => !new RegExp(`\\b(api|client)\\.${name}\\b`).test(code),
    );
    assert.deepEqual(uncalled.toSorted(), [...exceptions].toSorted());
  });
}
