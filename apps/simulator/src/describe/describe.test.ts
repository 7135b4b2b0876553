import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { openTestOrg } from '../org/testing/open-test-org.ts';
import { SYSTEM_USER_ID } from '../org/system-user.ts';
import { describeGlobal } from './describe-global.ts';
import { describeSobject } from './describe-sobject.ts';

const { org } = openTestOrg();
after(() => org.close());
org.defineObject({
  name: 'Visit__c',
  label: 'Visit',
  fields: [
    { name: 'Account__c', type: 'reference', referenceTo: ['Account'], childRelationshipName: 'Visits__r' },
    {
      name: 'Kind__c',
      type: 'picklist',
      restrictedPicklist: true,
      picklistValues: [{ value: 'A', label: 'An A', active: true, defaultValue: true }],
    },
    { name: 'Number__c', type: 'double', precision: 6, scale: 1 },
  ],
});

type Fields = Record<string, unknown>[];

function recorded(name: string): Record<string, unknown> | undefined {
  try {
    const file = new URL(
      `../../../../../shared/fixtures/describes/GET_sobjects_${name}_describe.json`,
      import.meta.url,
    );
    const { response } = JSON.parse(readFileSync(file, 'utf8')) as { response: { body: unknown } };
    const { body } = response;
    return (typeof body === 'string' ? JSON.parse(body) : body) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Where the recorded org differs from the rule that all its other fields follow. */
const EXCEPTIONS = new Set(['Opportunity.Fiscal.byteLength', 'Case.Comments.byteLength']);

const keys = (value: unknown): string[] => Object.keys(value as object).toSorted();

for (const [name, version] of [
  ['Account', 48],
  ['Lead', 59],
  ['Contact', 59],
  ['Opportunity', 59],
  ['Event', 59],
  ['Case', 48],
] as const) {
  test(`describe of ${name} has the keys of the recorded answer, and derives the same facts`, (t) => {
    const expected = recorded(name);
    if (expected === undefined) return t.skip('the recorded answers are not on this machine');
    const actual = describeSobject(org, SYSTEM_USER_ID, name, version);
    assert.deepEqual(keys(actual), keys(expected));
    const fields = new Map((actual['fields'] as Fields).map((field) => [field['name'], field]));
    const derived = ['soapType', 'byteLength', 'digits', 'type', 'length', 'queryByDistance'];
    for (const field of expected['fields'] as Fields) {
      const mine = fields.get(field['name']);
      if (mine === undefined) continue;
      assert.deepEqual(keys(mine), keys(field));
      for (const key of derived) {
        const place = `${name}.${String(field['name'])}.${key}`;
        if (!EXCEPTIONS.has(place)) assert.deepEqual(mine[key], field[key], place);
      }
    }
    return undefined;
  });
}

test('describe global has the keys of the recorded answer', (t) => {
  const expected = recorded('Global');
  if (expected === undefined) return t.skip('the recorded answers are not on this machine');
  const actual = describeGlobal(org, SYSTEM_USER_ID, 52);
  assert.deepEqual(keys(actual), keys(expected));
  assert.deepEqual(keys(actual.sobjects[0]), keys((expected['sobjects'] as unknown[])[0]));
  return undefined;
});

test('a custom object is described with its fields, and its parent with the relationship', () => {
  const visit = describeSobject(org, SYSTEM_USER_ID, 'visit__c', 67);
  const fields = new Map((visit['fields'] as Fields).map((field) => [field['name'], field]));
  assert.equal(visit['keyPrefix'], 'a00');
  assert.equal(visit['custom'], true);
  assert.deepEqual(fields.get('Account__c')?.['relationshipName'], 'Account__r');
  assert.deepEqual(fields.get('Kind__c')?.['picklistValues'], [
    { active: true, defaultValue: true, label: 'An A', validFor: null, value: 'A' },
  ]);
  assert.deepEqual([fields.get('Number__c')?.['precision'], fields.get('Number__c')?.['scale']], [6, 1]);
  const account = describeSobject(org, SYSTEM_USER_ID, 'Account', 67);
  const child = (account['childRelationships'] as Fields).find(
    (relationship) => relationship['childSObject'] === 'Visit__c',
  );
  assert.deepEqual([child?.['field'], child?.['relationshipName']], ['Account__c', 'Visits__r']);
});

test('record types come with the master type, and exactly one default', () => {
  org.load('RecordType', [
    { Name: 'Big', DeveloperName: 'Big', SobjectType: 'Account', IsActive: true },
    { Name: 'Small', DeveloperName: 'Small', SobjectType: 'Account', IsActive: true },
  ]);
  const infos = describeSobject(org, SYSTEM_USER_ID, 'Account', 67)['recordTypeInfos'] as Fields;
  assert.deepEqual(
    infos.map((info) => [info['name'], info['defaultRecordTypeMapping'], info['master']]),
    [
      ['Big', true, false],
      ['Small', false, false],
      ['Master', false, true],
    ],
  );
  assert.equal(infos[2]?.['recordTypeId'], '012000000000000AAA');
});

test('what a user may not read is not described', () => {
  const nobody = '0055f00000zzzzzAAA';
  assert.deepEqual(describeGlobal(org, nobody, 67).sobjects, []);
  assert.throws(() => describeSobject(org, nobody, 'Account', 67), { errorCode: 'NOT_FOUND' });
  assert.throws(() => describeSobject(org, SYSTEM_USER_ID, 'Nope', 67), { errorCode: 'NOT_FOUND' });
});
