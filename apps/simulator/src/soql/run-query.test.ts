import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { openTestOrg } from '../org/testing/open-test-org.ts';

const world = openTestOrg();
const { org, create, records, column } = world;
after(() => org.close());

org.defineObject({
  name: 'Site__c',
  fields: [
    { name: 'Account__c', type: 'reference', referenceTo: ['Account'], childRelationshipName: 'Sites__r' },
    {
      name: 'Tags__c',
      type: 'multipicklist',
      picklistValues: ['a', 'b', 'c'].map((value) => ({
        value,
        label: value.toUpperCase(),
        active: true,
        defaultValue: false,
      })),
    },
    { name: 'Size__c', type: 'double', precision: 18, scale: 2 },
    { name: 'Open__c', type: 'boolean' },
    { name: 'Opened__c', type: 'date' },
    { name: 'Seen__c', type: 'datetime' },
    { name: 'Location__c', type: 'location' },
  ],
});
const acme = create('Account', {
  Name: 'Acme',
  BillingCity: 'Paris',
  BillingCountry: 'France',
  Industry: 'Energy',
});
const zeta = create('Account', { Name: 'zeta', ParentId: acme, AnnualRevenue: 5.5 });
const ecole = create('Account', { Name: 'École', ParentId: zeta });
const ann = create('Contact', {
  FirstName: 'Ann',
  LastName: "O'Hara",
  AccountId: acme,
  Email: 'ann@acme.example',
});
const bob = create('Contact', { LastName: 'Bob', AccountId: acme });
create('Contact', { LastName: 'Nobody' });
const lead = create('Lead', { LastName: 'Lee', Company: 'Lee Ltd', Status: 'Open - Not Contacted' });
create('Task', {
  Subject: 'Call Ann',
  WhoId: ann,
  WhatId: acme,
  Status: 'Completed',
  ActivityDate: '2026-05-01',
});
create('Task', { Subject: 'Call Lee', WhoId: lead });
const sites = [
  {
    Name: 's1',
    Account__c: acme,
    Tags__c: 'a;b',
    Size__c: 10,
    Open__c: true,
    Opened__c: '2026-05-13',
    Seen__c: '2026-05-13T09:00:00Z',
    Location__Latitude__s: 48.8566,
    Location__Longitude__s: 2.3522,
  },
  {
    Name: 's2',
    Account__c: zeta,
    Tags__c: 'b',
    Size__c: 20,
    Opened__c: '2026-05-01',
    Seen__c: '2026-05-01T00:00:00+02:00',
    Location__Latitude__s: 51.5074,
    Location__Longitude__s: -0.1278,
  },
  { Name: 's3', Size__c: null, Open__c: true },
  {
    Name: 's10',
    Account__c: acme,
    Tags__c: 'c',
    Size__c: -1.5,
    Opened__c: '2025-12-31',
    Seen__c: '2025-12-31T23:59:59Z',
  },
];
for (const site of sites) create('Site__c', site);

const NAMES: readonly (readonly [where: string, names: string])[] = [
  ["Name = 'S1'", 's1'],
  ["Name != 's1'", 's2 s3 s10'],
  ["Tags__c != 'b'", 's1 s3 s10'],
  ["Name IN ('s1', 'S2')", 's1 s2'],
  ["Name NOT IN ('s1', 'S2')", 's3 s10'],
  ["Tags__c NOT IN ('b')", 's1 s3 s10'],
  ["Name LIKE 's1%'", 's1 s10'],
  ["Name LIKE 's_'", 's1 s2 s3'],
  ["(NOT Name LIKE 's1%')", 's2 s3'],
  ['Size__c = null', 's3'],
  ['Size__c != null', 's1 s2 s10'],
  ['Size__c > 0', 's1 s2'],
  ['NOT Size__c > 0', 's3 s10'],
  ['Size__c <= -1.5', 's10'],
  ['Open__c = TRUE', 's1 s3'],
  ['Open__c != true', 's2 s10'],
  ["Tags__c INCLUDES ('a;b')", 's1'],
  ["Tags__c INCLUDES ('b','c')", 's1 s2 s10'],
  ["Tags__c EXCLUDES ('b')", 's3 s10'],
  ['Opened__c = TODAY', 's1'],
  ['Opened__c = THIS_MONTH', 's1 s2'],
  ['Opened__c < THIS_YEAR', 's10'],
  ['Opened__c >= 2026-05-01', 's1 s2'],
  ['Opened__c = LAST_N_DAYS:12', 's1 s2'],
  ['Opened__c != THIS_MONTH', 's3 s10'],
  ['Opened__c IN (TODAY, 2026-05-01)', 's1 s2'],
  ['Seen__c >= 2026-05-13T09:00:00Z', 's1'],
  ['Seen__c = 2026-04-30T22:00:00.000+0000', 's2'],
  ['Seen__c < 2026-04-30T23:00:00+01:00', 's10'],
  ['Seen__c = LAST_MONTH', 's2'],
  ['CALENDAR_YEAR(Opened__c) = 2025', 's10'],
  ['DAY_ONLY(Seen__c) = 2026-05-13', 's1'],
  ["Account__r.Name = 'ACME'", 's1 s10'],
  ["Account__r.Parent.Name = 'Acme'", 's2'],
  ['Account__c = null', 's3'],
  ['Account__r.ParentId = null', 's1 s3 s10'],
  ["Account__c IN (SELECT Id FROM Account WHERE BillingCity = 'Paris')", 's1 s10'],
  ['Account__c NOT IN (SELECT AccountId FROM Contact WHERE AccountId != null)', 's2 s3'],
  ["Name = 's1' OR (Name = 's2' AND Size__c = 20)", 's1 s2'],
  ["NOT (Name = 's1' OR Name = 's2')", 's3 s10'],
  ["Site__c.Name = 's1'", 's1'],
  ["Name = 's1\\''", ''],
  ["DISTANCE(Location__c, GEOLOCATION(48.85, 2.35), 'km') < 5", 's1'],
  ["DISTANCE(Location__c, GEOLOCATION(48.85, 2.35), 'mi') < 220", 's1 s2'],
];

function fieldOf(record: unknown, name: string): unknown {
  assert.ok(
    typeof record === 'object' && record !== null && name in record,
    `no ${name} in ${JSON.stringify(record)}`,
  );
  return (record as Record<string, unknown>)[name];
}

describe('WHERE', () => {
  for (const [where, names] of NAMES) {
    test(`${where} finds ${names === '' ? 'nothing' : names}`, () => {
      assert.equal(column(`SELECT Name FROM Site__c WHERE ${where}`).join(' '), names);
    });
  }

  test('ids are found by 15 and by 18 characters, and in their own case only', () => {
    assert.deepEqual(column(`SELECT Name FROM Account WHERE Id = '${acme.slice(0, 15)}'`), ['Acme']);
    assert.deepEqual(column(`SELECT Name FROM Account WHERE Id IN ('${acme}', '${zeta}') ORDER BY Name`), [
      'Acme',
      'zeta',
    ]);
  });

  test('text compares without case beyond ASCII too', () => {
    for (const where of ["Name = 'école'", "Name LIKE 'ÉC%'", "Name IN ('x', 'école')"]) {
      assert.deepEqual(column(`SELECT Id FROM Account WHERE ${where}`), [ecole]);
    }
  });

  test('names are found in any case, aliases and object prefixes are stripped', () => {
    assert.deepEqual(column("select NAME from ACCOUNT where billingCITY = 'paris'"), ['Acme']);
    const [record] = records(`SELECT a.Name, a.Parent.Name FROM Account a WHERE a.Id = '${zeta}'`);
    assert.equal(record?.['Name'], 'zeta');
    assert.deepEqual(Object.keys(records('SELECT Contact.Id, Contact.Name FROM Contact')[0] ?? {}), [
      'attributes',
      'Id',
      'Name',
    ]);
  });
});

const ORDERS: readonly (readonly [order: string, names: string])[] = [
  ['Name', 's1 s10 s2 s3'],
  ['Name DESC', 's3 s2 s10 s1'],
  ['Size__c', 's3 s10 s1 s2'],
  ['Size__c NULLS LAST', 's10 s1 s2 s3'],
  ['Size__c DESC', 's3 s2 s1 s10'],
  ['Size__c DESC NULLS LAST', 's2 s1 s10 s3'],
  ['Open__c DESC, Name', 's1 s3 s10 s2'],
  ['Account__r.Name NULLS LAST, Name DESC', 's10 s1 s2 s3'],
  ['Name LIMIT 2 OFFSET 1', 's10 s2'],
];

describe('ORDER BY', () => {
  for (const [order, names] of ORDERS) {
    test(`${order} gives ${names}`, () => {
      assert.equal(column(`SELECT Name FROM Site__c ORDER BY ${order}`).join(' '), names);
    });
  }
});

describe('SELECT', () => {
  test('a record has its type and address, its parents nested, and datetimes with +0000', () => {
    assert.deepEqual(
      records("SELECT Id, Seen__c, Account__r.Parent.Name, Account__r.Id FROM Site__c WHERE Name = 's2'"),
      [
        {
          attributes: { type: 'Site__c', url: '/services/data/v60.0/sobjects/Site__c/a005f0000000002AAA' },
          Id: 'a005f0000000002AAA',
          Seen__c: '2026-04-30T22:00:00.000+0000',
          Account__r: {
            attributes: { type: 'Account', url: `/services/data/v60.0/sobjects/Account/${zeta}` },
            Parent: {
              attributes: { type: 'Account', url: `/services/data/v60.0/sobjects/Account/${acme}` },
              Name: 'Acme',
            },
            Id: zeta,
          },
        },
      ],
    );
  });

  test('a missing parent is null', () => {
    assert.equal(records("SELECT Account__r.Name FROM Site__c WHERE Name = 's3'")[0]?.['Account__r'], null);
  });

  test('addresses and locations are objects, or null when all parts are', () => {
    const [record] = records(`SELECT BillingAddress, ShippingAddress FROM Account WHERE Id = '${acme}'`);
    assert.deepEqual(record?.['BillingAddress'], {
      city: 'Paris',
      country: 'France',
      geocodeAccuracy: null,
      latitude: null,
      longitude: null,
      postalCode: null,
      state: null,
      street: null,
    });
    assert.equal(record?.['ShippingAddress'], null);
    const [site] = records("SELECT Location__c FROM Site__c WHERE Name = 's1'");
    assert.deepEqual(site?.['Location__c'], { latitude: 48.8566, longitude: 2.3522 });
  });

  test('child subqueries nest whole results, and are null where there are no children', () => {
    const rows = records(
      "SELECT Name, (SELECT Name, Account.Name FROM Contacts WHERE LastName != 'x' ORDER BY LastName) FROM Account ORDER BY Name",
    );
    const children = rows[0]?.['Contacts'] as {
      totalSize: number;
      done: boolean;
      records: Record<string, unknown>[];
    };
    assert.deepEqual([children.totalSize, children.done], [2, true]);
    assert.deepEqual(
      children.records.map((child) => child['Name']),
      ['Bob', "Ann O'Hara"],
    );
    assert.equal(rows[1]?.['Contacts'], null);
  });

  test('a child subquery limits each parent by itself', () => {
    const rows = records(
      'SELECT Name, (SELECT Name FROM Sites__r ORDER BY Name LIMIT 1) FROM Account ORDER BY Name',
    );
    const firsts = rows.map((row) =>
      (row['Sites__r'] as { records: { Name: string }[] } | null)?.records.map((child) => child.Name),
    );
    assert.deepEqual(firsts, [['s1'], ['s2'], undefined]);
  });

  test('polymorphic parents show names and types of whatever they point at', () => {
    const rows = records('SELECT Subject, Who.Name, Who.Type, What.Type FROM Task ORDER BY Subject');
    assert.deepEqual(rows[0]?.['Who'], {
      attributes: { type: 'Name', url: `/services/data/v60.0/sobjects/Contact/${ann}` },
      Name: "Ann O'Hara",
      Type: 'Contact',
    });
    assert.equal(fieldOf(rows[1]?.['Who'], 'Type'), 'Lead');
    assert.equal(rows[1]?.['What'], null);
    assert.deepEqual(column("SELECT Subject FROM Task WHERE Who.Type = 'Lead'"), ['Call Lee']);
    assert.deepEqual(
      column("SELECT Subject FROM Task WHERE Who.Name = 'ANN o\\'hara' AND What.Type IN ('account')"),
      ['Call Ann'],
    );
    assert.deepEqual(column("SELECT Subject FROM Task WHERE Who.Name LIKE 'ann%'"), ['Call Ann']);
  });

  test('TYPEOF reads the fields of the object it finds', () => {
    const rows = records(
      'SELECT TYPEOF Who WHEN Contact THEN Email WHEN Lead THEN Company END FROM Task ORDER BY Subject',
    );
    assert.equal(fieldOf(rows[0]?.['Who'], 'Email'), 'ann@acme.example');
    assert.equal(fieldOf(rows[1]?.['Who'], 'Company'), 'Lee Ltd');
  });

  test('FIELDS(ALL) needs a limit and gives every field', () => {
    assert.throws(() => records('SELECT FIELDS(ALL) FROM Site__c'), { errorCode: 'MALFORMED_QUERY' });
    const [record] = records('SELECT FIELDS(ALL) FROM Site__c LIMIT 1');
    assert.ok(record !== undefined && 'Location__c' in record && 'SystemModstamp' in record);
    const [custom] = records('SELECT FIELDS(CUSTOM) FROM Site__c LIMIT 1');
    assert.ok(custom !== undefined && 'Size__c' in custom && !('SystemModstamp' in custom));
  });

  test('COUNT() answers with a number and no records', () => {
    const page = org.query(world.caller, 'select count() from Contact where AccountId != null', {
      includeDeleted: false,
      batchSize: 2000,
    });
    assert.deepEqual([page.totalSize, page.records.length, page.done], [2, 0, true]);
  });

  test('the schema can be queried', () => {
    assert.deepEqual(column("SELECT Label FROM EntityDefinition WHERE QualifiedApiName = 'Site__c'"), [
      'Site',
    ]);
    const names = column(
      "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Site__c' AND QualifiedApiName LIKE '%Tude__s'",
    );
    assert.deepEqual(names, ['Location__Latitude__s', 'Location__Longitude__s']);
  });
});

test('deleted rows show only when they are asked for', () => {
  const id = create('Account', { Name: 'gone' });
  world.saveOne({ kind: 'delete', object: 'Account', id });
  assert.deepEqual(column("SELECT Id FROM Account WHERE Name = 'gone'"), []);
  const all = org.query(world.caller, "SELECT Id, IsDeleted FROM Account WHERE Name = 'gone'", {
    includeDeleted: true,
    batchSize: 2000,
  });
  assert.deepEqual(
    all.records.map((record) => [record['Id'], record['IsDeleted']]),
    [[id, true]],
  );
  assert.ok(bob !== id);
});
