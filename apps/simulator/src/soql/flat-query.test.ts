import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { toCsvLine } from '../bulk/csv.ts';
import { openTestOrg } from '../org/testing/open-test-org.ts';
import type { CsvChunk } from '../org/types.ts';

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

function textOf(chunks: Iterable<CsvChunk>): string {
  return Buffer.concat([...chunks].map(({ bytes }) => bytes)).toString();
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
  const csv = textOf(flat.csv({ delimiter: '\t', lineEnding: '\r\n' }));
  flat.close();
  assert.equal(
    csv,
    rowsOf(soql, true)
      .map((row) => toCsvLine(row, '\t', '\r\n'))
      .join(''),
  );
  assert.ok(csv.includes('"Acme ""quoted"", and\nmore"'));
});

test('a line may have more columns than an SQL function has arguments', () => {
  const names = Array.from({ length: 300 }, (_, index) => `Wide${index}__c`);
  org.defineObject({ name: 'Wide__c', fields: names.map((name) => ({ name, type: 'string', length: 20 })) });
  create('Wide__c', Object.fromEntries(names.map((name, index) => [name, `value ${index}`])));
  const flat = org.flatQuery(caller, `SELECT ${names.join(', ')} FROM Wide__c`, { includeDeleted: false });
  const csv = textOf(flat.csv({ delimiter: ',', lineEnding: '\n' }));
  flat.close();
  assert.equal(
    csv,
    toCsvLine(
      names.map((_, index) => `value ${index}`),
      ',',
      '\n',
    ),
  );
});

/** Every way of reading: a whole table, through an index, sorted, limited, with parents and sub-selects. */
const READINGS = [
  'FROM Row__c',
  "FROM Row__c WHERE Name LIKE '%7%'",
  'FROM Row__c WHERE SystemModstamp > 2001-01-01T00:00:00Z',
  'FROM Row__c ORDER BY Number__c DESC NULLS LAST, Id',
  'FROM Row__c LIMIT 1500',
  'FROM Row__c WHERE Account__c IN (SELECT Id FROM Account) AND Flag__c = false',
];

for (const reading of READINGS) {
  test(`CSV holds each row once, in chunks that know their rows: ${reading}`, () => {
    const names = Array.from({ length: 5000 }, (_, index) => ({ Name: `"${index}"\n`, Account__c: account }));
    const gaps = Array.from({ length: 2500 }, (_, index) => ({ Name: `gone ${index}`, IsDeleted: 1 }));
    if (org.countRows('Row__c') < 5000) {
      org.load('Row__c', names);
      // A stretch of the table with nothing to show.
      org.load('Row__c', gaps);
      org.load('Row__c', [{ Name: 'behind the gap' }]);
    }
    const soql = `SELECT Id, Name, Account__r.Name, Owner.Name ${reading}`;
    const flat = org.flatQuery(caller, soql, { includeDeleted: false });
    const chunks = [...flat.csv({ delimiter: ',', lineEnding: '\n' })];
    flat.close();
    const rows = rowsOf(soql);
    assert.ok(rows.length > 1000);
    assert.equal(textOf(chunks), rows.map((row) => toCsvLine(row, ',', '\n')).join(''));
    let at = 0;
    for (const { rows: count, bytes } of chunks) {
      const own = rows.slice(at, (at += count)).map((row) => toCsvLine(row, ',', '\n'));
      assert.equal(Buffer.from(bytes).toString(), own.join(''));
      assert.ok(count > 0);
    }
  });
}

test('numbers have the digits of JavaScript, whichever way they become text', () => {
  org.defineObject({ name: 'Number__c', fields: [{ name: 'Value__c', type: 'double' }] });
  const values = [
    5e-324,
    1.7e308,
    1e15,
    1e15 + 0.5,
    1e14 + 0.5,
    0.0001,
    0.00009999,
    123456.78901234567,
    2 ** 53,
  ];
  for (let count = 0; count < 5000; count += 1) {
    const digits = Math.floor(Math.random() * 17);
    const number = (Math.random() - 0.5) * 10 ** Math.floor(Math.random() * 24 - 6);
    values.push(number, Number(number.toPrecision(digits + 1)), Math.round(number * 100) / 100);
  }
  org.load(
    'Number__c',
    values.map((Value__c) => ({ Value__c })),
  );
  const flat = org.flatQuery(caller, 'SELECT Value__c FROM Number__c', { includeDeleted: false });
  const csv = textOf(flat.csv({ delimiter: ',', lineEnding: '\n' }));
  flat.close();
  assert.deepEqual(
    csv.trimEnd().split('\n'),
    // There is no negative zero in an answer.
    values.map((value) => `"${value === 0 ? 0 : value}"`),
  );
});
