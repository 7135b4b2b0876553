import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openOrg } from '../org/open-org.ts';
import { applySeed } from './apply-seed.ts';
import { SEED_FIELD_TYPES } from './read-field.ts';
import { noSink, queryRows } from './seed-testing.ts';

const GUIDE = readFileSync(new URL('../../../../docs/guides/simulator-seed.md', import.meta.url), 'utf8');

test('the worked example of the guide does what the guide says', () => {
  const json = /```json seed\n([\s\S]*?)```/.exec(GUIDE)?.[1];
  assert.ok(json !== undefined, 'the guide has no example marked "json seed"');
  const org = openOrg();
  try {
    applySeed(org, JSON.parse(json) as object, noSink);
    assert.equal(org.countRows('Lead'), 500);
    assert.equal(org.countRows('Invoice__c'), 6001);
    const [sync] = queryRows(org, "SELECT Id FROM User WHERE Username = 'sync@acme.example'");
    const syncId = String(sync?.['Id']);
    assert.equal(org.access(syncId, 'Account').canReadField('BillingCity'), true);
    assert.equal(org.access(syncId, 'Account').canReadField('Rating'), false);
    assert.equal(org.access(syncId, 'Invoice__c').canEditField('Total__c'), true);
    assert.equal(org.access(syncId, 'Lead').read, false);
  } finally {
    org.close();
  }
});

test('the guide names every field type', () => {
  for (const type of SEED_FIELD_TYPES) assert.ok(GUIDE.includes(`\`${type}\``), type);
});
