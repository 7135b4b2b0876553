import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openOrg } from '../org/open-org.ts';
import type { Org } from '../org/types.ts';
import { applySeed } from './apply-seed.ts';
import { queryRows, noSink } from './seed-testing.ts';

const NOW = Date.parse('2026-06-15T12:34:56Z');
const opened: Org[] = [];
after(() => opened.forEach((org) => org.close()));

const FIELDS = [
  { name: 'Key__c', type: 'text', length: 12, externalId: true, unique: true },
  { name: 'Text__c', type: 'text', length: 30 },
  { name: 'Pick__c', type: 'picklist', values: ['A', "B's", { value: 'Old', active: false }] },
  { name: 'Money__c', type: 'currency', precision: 10, scale: 2 },
  { name: 'Flag__c', type: 'checkbox' },
  { name: 'Day__c', type: 'date' },
  { name: 'Time__c', type: 'time' },
  { name: 'Parent__c', type: 'lookup', referenceTo: 'Account' },
  { name: 'Where__c', type: 'location' },
];

function orgWith(generate: object): Org {
  const org = openOrg({ clock: { now: () => NOW } });
  opened.push(org);
  applySeed(
    org,
    {
      objects: [{ name: 'Big__c', nameField: { autoNumber: 'B-{0000}' }, fields: FIELDS }],
      records: { Account: [{ Name: 'One' }, { Name: 'Two' }] },
      generate,
    },
    noSink,
  );
  return org;
}

test('every field is filled plausibly by its type', () => {
  const org = orgWith({ Big__c: 2000 });
  assert.equal(org.countRows('Big__c'), 2000);
  const all = queryRows(
    org,
    'SELECT Name, Key__c, Text__c, Pick__c, Money__c, Day__c, Time__c, Parent__c, SystemModstamp FROM Big__c',
  );
  assert.equal(new Set(all.map((row) => row['Key__c'])).size, 2000);
  assert.equal(new Set(all.map((row) => row['Name'])).size, 2000);
  assert.deepEqual([...new Set(all.map((row) => String(row['Pick__c'])))].toSorted(), ['A', "B's"]);
  assert.equal(new Set(all.map((row) => row['Parent__c'])).size, 2);
  assert.ok(new Set(all.map((row) => row['Money__c'])).size > 1900, 'amounts hardly repeat');
  for (const row of all) {
    assert.match(String(row['Day__c']), /^202[4-6]-\d\d-\d\d$/);
    assert.match(String(row['Time__c']), /^([01]\d|2[0-3]):[0-5]\d:00\.000Z$/);
    assert.ok(String(row['Text__c']).length <= 30);
    assert.ok(Date.parse(String(row['SystemModstamp'])) < NOW);
  }
});

test('people are called by their first and last names, as when somebody saves them', () => {
  const rows = queryRows(orgWith({ Contact: 20 }), 'SELECT Name, FirstName, LastName FROM Contact');
  for (const { Name, FirstName, LastName } of rows)
    assert.equal(
      Name,
      [FirstName, LastName].flatMap((part) => (typeof part === 'string' ? [part] : [])).join(' '),
    );
});

test('values are spread evenly, not in stripes', () => {
  const org = orgWith({ Big__c: { rows: 20_000, fields: { Pick__c: { oneOf: ['A', "B's"] } } } });
  const [picked] = queryRows(org, "SELECT COUNT(Id) n FROM Big__c WHERE Pick__c = 'A' AND Flag__c = true");
  // A quarter, give or take five standard deviations.
  assert.ok(Math.abs(Number(picked?.['n']) - 5000) < 310, String(picked?.['n']));
});

test('rules decide where they are given', () => {
  const fields = {
    Text__c: 'Row {n}',
    Pick__c: 'A',
    Money__c: { min: 5, max: 6, scale: 1 },
    Flag__c: true,
    Day__c: { daysAgo: [0, 1] },
    Parent__c: null,
  };
  const org = orgWith({ Big__c: { rows: 50, fields } });
  const all = queryRows(
    org,
    'SELECT Text__c, Pick__c, Money__c, Flag__c, Day__c, Parent__c FROM Big__c ORDER BY Id',
  );
  assert.equal(all[49]?.['Text__c'], 'Row 50');
  for (const row of all) {
    assert.ok(Number(row['Money__c']) >= 5 && Number(row['Money__c']) <= 6);
    assert.deepEqual([row['Pick__c'], row['Flag__c'], row['Parent__c']], ['A', true, null]);
    assert.ok(String(row['Day__c']) >= '2026-06-14');
  }
});

test('generating again adds rows whose unique values are new, and people can go on after it', () => {
  const org = orgWith({ Big__c: 100 });
  applySeed(org, { generate: 'Big__c: 100 rows', records: {} }, noSink);
  assert.equal(new Set(queryRows(org, 'SELECT Key__c FROM Big__c').map((row) => row['Key__c'])).size, 200);
  applySeed(org, { records: { Big__c: [{ Key__c: 'new' }] } }, noSink);
  assert.deepEqual(queryRows(org, "SELECT Name FROM Big__c WHERE Key__c = 'new'"), [{ Name: 'B-0201' }]);
});
