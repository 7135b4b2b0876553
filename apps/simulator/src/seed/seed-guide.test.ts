import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openOrg } from '../org/open-org.ts';
import { platformCaller } from '../org/system-user.ts';
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

test('the example with formulas, roll-up summaries and validation rules does what the guide says', () => {
  const json = /```json formulas\n([\s\S]*?)```/.exec(GUIDE)?.[1];
  assert.ok(json !== undefined, 'the guide has no example marked "json formulas"');
  const org = openOrg();
  try {
    const attributes = { type: 'Line__c' };
    const lines = [20, 80].map((amount) => ({ attributes, Amount__c: amount, Paid__c: amount > 50 }));
    const records = { Invoice__c: [{ Name: 'I-1', Lines__r: { records: lines } }] };
    applySeed(org, { ...(JSON.parse(json) as object), records }, noSink);
    const [invoice] = queryRows(org, 'SELECT Open_Lines__c, Total__c, Gross__c FROM Invoice__c');
    assert.equal(invoice?.['Open_Lines__c'], 1);
    assert.equal(invoice?.['Total__c'], 100);
    assert.equal(invoice?.['Gross__c'], 119);
    const [paid] = queryRows(org, 'SELECT Id FROM Line__c WHERE Paid__c = true');
    const change = {
      kind: 'update',
      object: 'Line__c',
      id: String(paid?.['Id']),
      values: { Amount__c: 1 },
    } as const;
    const [result] = org.save(platformCaller(), [change], { allOrNone: false });
    assert.ok(result?.success === false);
    assert.deepEqual(result.errors[0]?.fields, ['Amount__c']);
  } finally {
    org.close();
  }
});

test('the example with data rules sets up what the guide says', () => {
  const json = /```json data-rules\n([\s\S]*?)```/.exec(GUIDE)?.[1];
  assert.ok(json !== undefined, 'the guide has no example marked "json data-rules"');
  const org = openOrg();
  try {
    applySeed(org, JSON.parse(json) as object, noSink);
    const { assignmentRules, duplicateRules, historyTracking, recordTypes } = org.setup;
    assert.deepEqual([assignmentRules.length, duplicateRules[0]?.name], [1, 'Contact_Email']);
    assert.deepEqual(historyTracking, { account: ['Industry', 'OwnerId'] });
    assert.equal(Object.values(recordTypes)[0]?.defaults['leadsource'], 'Partner');
    assert.equal(queryRows(org, "SELECT Id FROM OpportunityStage WHERE ApiName = 'Verbal'").length, 1);
  } finally {
    org.close();
  }
});

test('the guide names every field type', () => {
  for (const type of SEED_FIELD_TYPES) assert.ok(GUIDE.includes(`\`${type}\``), type);
});
