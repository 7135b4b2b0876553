import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { toCsvLine } from '../bulk/csv.ts';
import { openTestOrg } from '../org/testing/open-test-org.ts';

const { org, create, caller } = openTestOrg();
after(() => org.close());
org.defineObject({
  name: 'Row__c',
  fields: [
    { name: 'Number__c', type: 'double', precision: 18, scale: 6 },
    { name: 'Flag__c', type: 'boolean' },
    { name: 'Day__c', type: 'date' },
    { name: 'At__c', type: 'datetime' },
    { name: 'Account__c', type: 'reference', referenceTo: ['Account'] },
  ],
});
const account = create('Account', { Name: 'Acme "quoted", and\nmore' });

function rowsOf(soql: string, includeDeleted = false): string[][] {
  const flat = org.flatQuery(caller, soql, { includeDeleted });
  try {
    return [...flat.rows(100)].flat().map((row) => [...row]);
  } finally {
    flat.close();
  }
}

test('values are CSV-ready text: real booleans, datetimes with Z, nothing for null', () => {
  create('Row__c', {
    Name: 'a',
    Number__c: 0.1 + 0.2,
    Flag__c: true,
    Day__c: '2026-01-02',
    At__c: '2026-01-02T03:04:05Z',
    Account__c: account,
  });
  create('Row__c', { Name: 'b' });
  const flat = org.flatQuery(
    caller,
    'SELECT Name, Number__c, Flag__c, Day__c, At__c, account__r.name FROM row__c',
    { includeDeleted: false },
  );
  assert.equal(flat.object, 'Row__c');
  assert.deepEqual(flat.columns, ['Name', 'Number__c', 'Flag__c', 'Day__c', 'At__c', 'Account__r.Name']);
  flat.close();
  assert.deepEqual(
    rowsOf('SELECT Name, Number__c, Flag__c, Day__c, At__c, Account__r.Name FROM Row__c ORDER BY Name'),
    [
      [
        'a',
        '0.30000000000000004',
        'true',
        '2026-01-02',
        '2026-01-02T03:04:05.000Z',
        'Acme "quoted", and\nmore',
      ],
      ['b', '', 'false', '', '', ''],
    ],
  );
});

test('a flat query reads the snapshot of its beginning while others write', () => {
  const before = org.countRows('Row__c');
  const flat = org.flatQuery(caller, 'SELECT Id FROM Row__c', { includeDeleted: false });
  create('Row__c', { Name: 'late' });
  assert.equal([...flat.rows(10)].flat().length, before);
  flat.close();
  assert.equal(rowsOf('SELECT Id FROM Row__c').length, before + 1);
});

test('rows come in batches of the size asked for', () => {
  org.generateRows('Row__c', 25, { Name: "'g' || n" });
  const flat = org.flatQuery(caller, "SELECT Id FROM Row__c WHERE Name LIKE 'g%'", { includeDeleted: false });
  assert.deepEqual(
    [...flat.rows(10)].map((batch) => batch.length),
    [10, 10, 5],
  );
  flat.close();
});

const REFUSED: readonly (readonly [soql: string, message: RegExp])[] = [
  ['SELECT COUNT(Id) FROM Account', /not supported in Bulk Query/],
  ['SELECT Industry FROM Account GROUP BY Industry', /not supported in Bulk Query/],
  ['SELECT Id FROM Account LIMIT 1 OFFSET 1', /not supported in Bulk Query/],
  ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', /not supported in Bulk Query/],
  ['SELECT BillingAddress FROM Account', /^Selecting compound data not supported in Bulk Query$/],
  ['SELECT FIELDS(STANDARD) FROM Account', /not supported in Bulk Query/],
  ['SELECT TYPEOF What WHEN Account THEN Name END FROM Task', /not supported in Bulk Query/],
  ['SELECT Nope FROM Account', /No such column 'Nope'/],
];

for (const [soql, message] of REFUSED) {
  test(`bulk refuses ${soql}`, () => {
    assert.throws(() => org.flatQuery(caller, soql, { includeDeleted: false }), {
      name: 'SalesforceError',
      message,
    });
  });
}

test('lines of CSV are made of the same values, quotes doubled', () => {
  for (const Number__c of [0, -0, 7, -12, 12.34, -0.5, 1e-7, 999_999_999_999])
    create('Row__c', { Name: `number ${Number__c}`, Number__c });
  const soql = 'SELECT Name, Number__c, Flag__c, Day__c, At__c, Account__r.Name FROM Row__c ORDER BY Name';
  const flat = org.flatQuery(caller, soql, { includeDeleted: true });
  const lines = [...flat.lines({ delimiter: '\t', lineEnding: '\r\n' }, 2)].flat();
  flat.close();
  assert.deepEqual(
    lines,
    rowsOf(soql, true).map((row) => toCsvLine(row, '\t', '\r\n')),
  );
  assert.ok(lines.some((line) => line.includes('"Acme ""quoted"", and\nmore"')));
});

test('a line may have more columns than an SQL function has arguments', () => {
  const names = Array.from({ length: 300 }, (_, index) => `Wide${index}__c`);
  org.defineObject({ name: 'Wide__c', fields: names.map((name) => ({ name, type: 'string', length: 20 })) });
  create('Wide__c', Object.fromEntries(names.map((name, index) => [name, `value ${index}`])));
  const flat = org.flatQuery(caller, `SELECT ${names.join(', ')} FROM Wide__c`, { includeDeleted: false });
  const [line] = [...flat.lines({ delimiter: ',', lineEnding: '\n' }, 10)].flat();
  flat.close();
  assert.equal(
    line,
    toCsvLine(
      names.map((_, index) => `value ${index}`),
      ',',
      '\n',
    ),
  );
});
