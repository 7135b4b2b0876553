import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareWithFiles, type FoundRow } from './compare-with-files.ts';
import type { SampleObject } from './sample-app.ts';

const BROKERS: SampleObject = {
  sobject: 'Broker__c',
  fields: ['Name'],
  records: [
    { attributes: { type: 'Broker__c', referenceId: 'A' }, Name: 'Ada ' },
    { attributes: { type: 'Broker__c', referenceId: 'B' }, Name: 'Bob' },
  ],
};
const HOUSES: SampleObject = {
  sobject: 'House__c',
  fields: ['Name', 'Broker__c', 'Note__c'],
  records: [
    { attributes: { type: 'House__c', referenceId: 'H' }, Name: 'Hut', Broker__c: '@B', Note__c: '' },
  ],
};
const FOUND: readonly FoundRow[] = [
  { id: 'a01', values: { Name: 'Ada' } },
  { id: 'a02', values: { Name: 'Bob' } },
];

function compareHouse(values: Readonly<Record<string, unknown>>): readonly string[] {
  const ids = new Map<string, string>();
  const same = (_: string, expected: unknown, found: unknown): boolean => expected === found;
  assert.deepEqual(compareWithFiles(BROKERS, FOUND, ids, same), { rows: 2, values: 2, differences: [] });
  return compareWithFiles(HOUSES, [{ id: 'h01', values }], ids, same).differences;
}

test('text is as Salesforce keeps it, and a reference is the id of the record it names', () => {
  assert.deepEqual(compareHouse({ Name: 'Hut', Broker__c: 'a02', Note__c: null }), []);
});

test('another value, a reference to another record and a field that is not there are differences', () => {
  const differences = compareHouse({ Name: 'Hat', Broker__c: 'a01' });
  assert.equal(differences.length, 3);
  assert.match(differences[0] ?? '', /House__c H\.Name: .*"Hut".*"Hat"/);
  assert.match(differences[1] ?? '', /Broker__c: .*"@B".*"a02".*"a01"/);
  assert.match(differences[2] ?? '', /Note__c: is not there/);
});

test('a row too few, and one too many, is a difference', () => {
  const same = (): boolean => true;
  const third = { id: 'a03', values: { Name: 'Cy' } };
  assert.match(compareWithFiles(BROKERS, FOUND.slice(0, 1), new Map(), same).differences.join(), /1 rows.*2/);
  assert.match(compareWithFiles(BROKERS, [...FOUND, third], new Map(), same).differences.join(), /3 rows.*2/);
});

test('a reference that names no record is a difference', () => {
  const same = (_: string, expected: unknown, found: unknown): boolean => expected === found;
  const rows = [{ id: 'h01', values: { Name: 'Hut', Broker__c: null, Note__c: null } }];
  assert.match(compareWithFiles(HOUSES, rows, new Map(), same).differences.join(), /nobody is @B/);
});
