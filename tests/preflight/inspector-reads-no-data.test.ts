import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const SOURCE = new URL('../../apps/server/src/', import.meta.url);
const files = globSync('**/*.ts', { cwd: SOURCE }).filter((name) => !name.endsWith('.test.ts'));
const naming = (pattern: RegExp): string[] =>
  files.filter((name) => pattern.test(readFileSync(new URL(name, SOURCE), 'utf8'))).sort();

/**
 * Loads, polls and events ask for the sync user's tokens; those of others open permission checks, candidates and repair, and
 * select the objects whose changes the org publishes.
 */
test('tokens of others than the sync user read nothing into the mirror', () => {
  assert.deepEqual(naming(/\.tokensOf\(/), ['preflight/open-access.ts', 'services/events.ts']);
  assert.deepEqual(naming(/\bopenAccess\(/), [
    'preflight/find-inspector.ts',
    'preflight/open-access.ts',
    'preflight/preflight-runner.ts',
    'services/candidates.ts',
    'services/repair.ts',
  ]);
  assert.notDeepEqual(naming(/tokensOfSyncUser\(/), []);
});
