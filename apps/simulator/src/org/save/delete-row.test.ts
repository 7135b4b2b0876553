import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestOrg, refusals } from '../testing/open-test-org.ts';

const { org, create, saveOne, caller, setTime } = openTestOrg();
after(() => org.close());
org.defineObject({
  name: 'Master__c',
  fields: [{ name: 'Up__c', type: 'reference', referenceTo: ['Master__c'], cascadeDelete: true }],
});
org.defineObject({
  name: 'Detail__c',
  fields: [{ name: 'Master__c', type: 'reference', referenceTo: ['Master__c'], masterDetail: true }],
});
org.defineObject({
  name: 'Guard__c',
  fields: [{ name: 'Master__c', type: 'reference', referenceTo: ['Master__c'], restrictedDelete: true }],
});

function state(object: string, id: string): unknown[] {
  const row = org.retrieve(caller, object, id);
  return [row?.['IsDeleted'], row?.['SystemModstamp']];
}

function family(): { master: string; detail: string } {
  const master = create('Master__c', { Name: 'm' });
  return { master, detail: create('Detail__c', { Master__c: master }) };
}

test('a delete marks the row and its details and moves their stamps', () => {
  const { master, detail } = family();
  setTime('2026-05-13T12:00:00Z');
  assert.ok(saveOne({ kind: 'delete', object: null, id: master.slice(0, 15) }).success);
  assert.deepEqual(state('Master__c', master), [true, '2026-05-13T12:00:00.000Z']);
  assert.deepEqual(state('Detail__c', detail), [true, '2026-05-13T12:00:00.000Z']);
});

test('an undelete brings back what was deleted with it, and not what was deleted before', () => {
  const { master, detail } = family();
  const earlier = create('Detail__c', { Master__c: master });
  saveOne({ kind: 'delete', object: 'Detail__c', id: earlier });
  setTime('2026-05-13T13:00:00Z');
  saveOne({ kind: 'delete', object: 'Master__c', id: master });
  setTime('2026-05-13T14:00:00Z');
  assert.ok(saveOne({ kind: 'undelete', object: 'Master__c', id: master }).success);
  assert.deepEqual(state('Master__c', master), [false, '2026-05-13T14:00:00.000Z']);
  assert.equal(state('Detail__c', detail)[0], false);
  assert.equal(state('Detail__c', earlier)[0], true);
});

test('rows that point at each other in a circle are deleted too', () => {
  const first = create('Master__c', { Name: '1' });
  const second = create('Master__c', { Name: '2', Up__c: first });
  saveOne({ kind: 'update', object: 'Master__c', id: first, values: { Up__c: second } });
  assert.ok(saveOne({ kind: 'delete', object: 'Master__c', id: first }).success);
  assert.equal(state('Master__c', second)[0], true);
});

test('a purge leaves nothing, and only of what was deleted', () => {
  const { master, detail } = family();
  assert.equal(saveOne({ kind: 'purge', object: null, id: master }).success, false);
  saveOne({ kind: 'delete', object: null, id: master });
  assert.ok(saveOne({ kind: 'purge', object: null, id: master }).success);
  assert.equal(org.retrieve(caller, 'Master__c', master), undefined);
  assert.equal(org.retrieve(caller, 'Detail__c', detail), undefined);
});

test('a parent that is guarded cannot be deleted', () => {
  const { master } = family();
  create('Guard__c', { Master__c: master });
  assert.match(refusals(saveOne({ kind: 'delete', object: null, id: master }))[0] ?? '', /^DELETE_FAILED/);
  assert.equal(state('Master__c', master)[0], false);
});

test('an object without a recycle bin loses the row at once', () => {
  const campaign = create('Campaign', { Name: 'Fair' });
  const lead = create('Lead', { LastName: 'Lee', Company: 'Lee Ltd' });
  const member = create('CampaignMember', { CampaignId: campaign, LeadId: lead });
  assert.ok(saveOne({ kind: 'delete', object: 'CampaignMember', id: member }).success);
  assert.equal(org.retrieve(caller, 'CampaignMember', member), undefined);
});

test('deleting twice, or what was never there, is refused', () => {
  const { detail } = family();
  saveOne({ kind: 'delete', object: null, id: detail });
  assert.deepEqual(refusals(saveOne({ kind: 'delete', object: null, id: detail })), [
    'ENTITY_IS_DELETED: entity is deleted',
  ]);
  assert.match(
    refusals(saveOne({ kind: 'delete', object: null, id: 'zzz5f0000000001' }))[0] ?? '',
    /^INVALID_CROSS_REFERENCE_KEY/,
  );
  assert.match(refusals(saveOne({ kind: 'delete', object: null, id: 'x' }))[0] ?? '', /^MALFORMED_ID/);
});
