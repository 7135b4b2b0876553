import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { SalesforceError } from '../errors.ts';
import { openTestOrg } from '../org/testing/open-test-org.ts';

const { org, records } = openTestOrg();
after(() => org.close());
org.defineObject({ name: 'Ping__e', fields: [{ name: 'Text__c', type: 'string' }] });

function refusal(soql: string): SalesforceError {
  try {
    records(soql);
  } catch (error) {
    if (error instanceof SalesforceError) return error;
    throw error;
  }
  throw new Error(`The query was answered: ${soql}`);
}

const CASES: readonly (readonly [soql: string, code: string, text: RegExp])[] = [
  [
    'SELECT MAX(CreatedDate) FROM Account LIMIT 1',
    'MALFORMED_QUERY',
    /^Non-grouped query that uses overall aggregate functions cannot also use LIMIT$/,
  ],
  ['SELECT COUNT() FROM Account GROUP BY Name', 'MALFORMED_QUERY', /^Grouped query cannot use COUNT\(\)/],
  [String.raw`SELECT Id FROM Account WHERE Name = 'a\qb'`, 'MALFORMED_QUERY', /escape sequence '\\q'/],
  [
    'SELECT Nope FROM Account',
    'INVALID_FIELD',
    /\nSELECT Nope FROM Account\n {7}\^\nERROR at Row:1:Column:8\nNo such column 'Nope' on entity 'Account'\. If you/,
  ],
  ['SELECT Id FROM Account WHERE Nope = 1', 'INVALID_FIELD', /Column:30\nNo such column 'Nope'/],
  ['SELECT Foo.Name FROM Account', 'INVALID_FIELD', /Didn't understand relationship 'Foo' in field path/],
  ['SELECT Owner.Nope FROM Account', 'INVALID_FIELD', /No such column 'Nope' on entity 'User'/],
  [
    'SELECT Id FROM Nope__c',
    'INVALID_TYPE',
    /Row:1:Column:16\nsObject type 'Nope__c' is not supported\. If you/,
  ],
  ['SELECT Id FROM ScratchOrgInfo', 'INVALID_TYPE', /sObject type 'ScratchOrgInfo' is not supported/],
  ['SELECT Id FROM ping__E', 'INVALID_TYPE_FOR_OPERATION', /^entity type Ping__e does not support query$/],
  [
    'SELECT Id FROM AccountChangeEvent',
    'INVALID_TYPE_FOR_OPERATION',
    /^entity type AccountChangeEvent does not support query$/,
  ],
  ['SELECT Id FROM ProfileChangeEvent', 'INVALID_TYPE', /sObject type 'ProfileChangeEvent' is not supported/],
  [
    'SELECT Id, (SELECT Id FROM Foos) FROM Account',
    'INVALID_TYPE',
    /Didn't understand relationship 'Foos' in FROM part/,
  ],
  ['SELECT IsPersonAccount FROM Account', 'INVALID_FIELD', /No such column 'IsPersonAccount'/],
  ['SELECT Id, Id FROM Account', 'INVALID_FIELD', /duplicate field selected: Id/],
  ['SELECT Id, FROM Account', 'MALFORMED_QUERY', /Column:12\nunexpected token: 'FROM'/],
  ["SELECT Id FROM Account WHERE Name = 'x", 'MALFORMED_QUERY', /no viable alternative/],
  [
    "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
    'MALFORMED_QUERY',
    /unexpected token: OR/,
  ],
  [
    'SELECT Id FROM Account WHERE Name = 5',
    'INVALID_FIELD',
    /value of filter criterion for field 'Name' must be of type string and should be enclosed in quotes/,
  ],
  [
    "SELECT Id FROM Account WHERE CreatedDate > '2026-01-01T00:00:00Z'",
    'INVALID_FIELD',
    /'CreatedDate' must be of type dateTime and should not be enclosed in quotes/,
  ],
  ['SELECT Id FROM Account WHERE CreatedDate > 2026-01-01', 'INVALID_FIELD', /must be of type dateTime/],
  ["SELECT Id FROM Account WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', /invalid ID field: abc/],
  [
    "SELECT Id FROM Account WHERE Id LIKE '001%'",
    'INVALID_QUERY_FILTER_OPERATOR',
    /invalid operator on id field/,
  ],
  [
    "SELECT Id FROM Account WHERE Description = 'x'",
    'INVALID_FIELD',
    /field 'Description' can not be filtered in a query call/,
  ],
  [
    'SELECT Id FROM Account ORDER BY Description',
    'INVALID_FIELD',
    /field 'Description' can not be sorted in a query call/,
  ],
  ['SELECT CreatedDate, COUNT(Id) FROM Account GROUP BY CreatedDate', 'INVALID_FIELD', /can not be grouped/],
  ['SELECT Name, COUNT(Id) FROM Account', 'MALFORMED_QUERY', /Field must be grouped or aggregated: Name/],
  [
    'SELECT Id FROM Account LIMIT 1 OFFSET 2001',
    'NUMBER_OUTSIDE_VALID_RANGE',
    /Maximum SOQL offset allowed is 2000/,
  ],
  [
    'SELECT Id FROM Account WHERE Name IN (SELECT Name FROM Contact)',
    'MALFORMED_QUERY',
    /point to the same object type/,
  ],
];

for (const [soql, code, text] of CASES) {
  test(`${soql} is refused with ${code}`, () => {
    const error = refusal(soql);
    assert.equal(error.errorCode, code);
    assert.equal(error.status, 400);
    assert.match(error.message, text);
  });
}

test('the place in the statement is shown as in recorded answers', (t) => {
  const file = new URL('../../../../../shared/fixtures/responses/unknown-object.json', import.meta.url);
  let recorded: string;
  try {
    recorded = readFileSync(file, 'utf8');
  } catch {
    t.skip('the recorded answers are not on this machine');
    return;
  }
  const [expected] = JSON.parse(recorded) as [{ message: string; errorCode: string }];
  const error = refusal('SELECT Id,Name,BillingCity,IsDeleted FROM Accout');
  assert.equal(error.message, expected.message);
  assert.equal(error.errorCode, expected.errorCode);
});

test('rows are counted over lines', () => {
  assert.match(refusal('SELECT Id,\n  Nope\nFROM Account').message, /ERROR at Row:2:Column:3\n/);
});
