import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACME_KEY, startTestApi } from '@sync-user/api/testing';
import { runCli } from '../../testing/run-cli.ts';

for (const [args, expected] of [
  [['fields', 'Account'], /Name +string text +mapped +record/],
  [['fields', 'add', 'Account', 'Industry'], /Name +string/],
  [['fields', 'hide', 'Account', 'Industry', '--yes'], /Name +string/],
  [['fields', 'refresh', 'Account'], /Account\.Tier__c +added +waiting/],
  [['fields', 'filter', 'Account', "Industry = 'Banking'", '--check'], /Would be mirrored: 1 row of 2/],
  [['fields', 'filter', 'Account', "Industry = 'Banking'"], /Mirrored: 1 row of 2/],
  [['field-settings', '--policy', 'ask'], /wait for an admin/],
  [['schema-changes'], /Waiting for a decision: 1 change/],
  [['schema-changes', 'decline', '1'], /declined/],
  [['schema-changes', 'find'], /Tier__c/],
] as const) {
  test(`${args.join(' ')} prints what a person reads`, async () => {
    await using api = await startTestApi();
    const env = { SYNC_USER_URL: api.baseUrl, SYNC_USER_API_KEY: ACME_KEY };
    const { exitCode, stdout, stderr } = await runCli([...args], { env });
    assert.equal(`${exitCode} ${stderr}`, '0 ');
    assert.match(stdout, expected);
  });
}

test('hiding a field asks first: its values are gone afterwards', async () => {
  await using api = await startTestApi();
  const env = { SYNC_USER_URL: api.baseUrl, SYNC_USER_API_KEY: ACME_KEY };
  const { exitCode, stderr } = await runCli(['fields', 'hide', 'Account', 'Industry'], { env });
  assert.equal(exitCode, 2);
  assert.match(stderr, /deleted from table, tombstones and feed/);
});
