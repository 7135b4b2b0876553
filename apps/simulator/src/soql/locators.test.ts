import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openTestOrg } from '../org/testing/open-test-org.ts';
import type { QueryPage } from '../org/types.ts';

const { org, create, saveOne, caller, setTime } = openTestOrg();
after(() => org.close());
org.defineObject({ name: 'Row__c', fields: [{ name: 'Number__c', type: 'double' }] });
org.generateRows('Row__c', 450, { Name: "'r' || n", Number__c: '451 - n' });
const PAGE = { includeDeleted: false, batchSize: 200 };

function nextOf(page: QueryPage): string {
  assert.ok(page.nextLocator !== undefined);
  return page.nextLocator;
}

test('pages follow each other without gap or repetition, in order, and end', () => {
  const numbers: unknown[] = [];
  let page = org.query(caller, 'SELECT Number__c FROM Row__c ORDER BY Number__c', PAGE);
  assert.match(nextOf(page), /^0r8\w{15}-200$/);
  for (;;) {
    assert.equal(page.totalSize, 450);
    numbers.push(...page.records.map((record) => record['Number__c']));
    if (page.done) break;
    page = org.queryMore(caller, nextOf(page), PAGE);
  }
  assert.deepEqual(
    numbers,
    Array.from({ length: 450 }, (_, index) => index + 1),
  );
});

test('a locator is stable: the same page can be read again, in another size too', () => {
  const first = org.query(caller, 'SELECT Number__c FROM Row__c ORDER BY Number__c', PAGE);
  const again = org.queryMore(caller, nextOf(first), PAGE);
  assert.deepEqual(org.queryMore(caller, nextOf(first), PAGE).records, again.records);
  assert.equal(org.queryMore(caller, nextOf(first), { ...PAGE, batchSize: 2000 }).records.length, 250);
});

test('a locator pins which rows are found, but reads their values as they are now', () => {
  const first = org.query(caller, 'SELECT Id, Name FROM Row__c WHERE Number__c > 0 ORDER BY Number__c', PAGE);
  const second = org.queryMore(caller, nextOf(first), PAGE);
  const [changed, gone] = second.records.map((record) => String(record['Id']));
  assert.ok(changed !== undefined && gone !== undefined);
  saveOne({ kind: 'update', object: 'Row__c', id: changed, values: { Name: 'now', Number__c: -1 } });
  saveOne({ kind: 'delete', object: 'Row__c', id: gone });
  create('Row__c', { Name: 'new', Number__c: 250 });
  const after = org.queryMore(caller, nextOf(first), PAGE);
  assert.equal(after.records.length, 199);
  assert.equal(after.records[0]?.['Name'], 'now');
  assert.ok(!after.records.some((record) => record['Name'] === 'new'));
});

test('LIMIT and OFFSET bound the whole result, not the page', () => {
  const page = org.query(caller, 'SELECT Number__c FROM Row__c ORDER BY Name LIMIT 300 OFFSET 10', PAGE);
  assert.equal(page.totalSize, 300);
  const second = org.queryMore(caller, nextOf(page), PAGE);
  assert.deepEqual([second.records.length, second.done], [100, true]);
});

test('locators of others, unknown ones and old ones are refused', () => {
  const locator = nextOf(org.query(caller, 'SELECT Id FROM Row__c', PAGE));
  const refused = { errorCode: 'INVALID_QUERY_LOCATOR' };
  assert.throws(() => org.queryMore({ ...caller, userId: '0055f0000000001AAA' }, locator, PAGE), refused);
  assert.throws(() => org.queryMore(caller, '0r85f00000zzzzzAAA-200', PAGE), refused);
  assert.throws(() => org.queryMore(caller, 'nonsense', PAGE), refused);
  setTime('2026-05-15T10:00:06Z');
  assert.throws(() => org.queryMore(caller, locator, PAGE), refused);
  setTime('2026-05-13T10:00:05Z');
});

test('a child subquery with more rows than a page has its own address for the rest', () => {
  const parent = create('Account', { Name: 'Big' });
  org.load(
    'Contact',
    Array.from({ length: 250 }, (_, index) => ({
      LastName: `c${index}`,
      Name: `c${index}`,
      AccountId: parent,
    })),
  );
  const soql = `SELECT Name, (SELECT Name FROM Contacts ORDER BY Id) FROM Account WHERE Id = '${parent}'`;
  const [record] = org.query(caller, soql, PAGE).records;
  const children = record?.['Contacts'] as {
    totalSize: number;
    done: boolean;
    nextRecordsUrl: string;
    records: unknown[];
  };
  assert.deepEqual([children.totalSize, children.done, children.records.length], [250, false, 200]);
  const locator = children.nextRecordsUrl.replace('/services/data/v60.0/query/', '');
  const rest = org.queryMore(caller, locator, PAGE);
  assert.deepEqual([rest.totalSize, rest.done, rest.records.length], [250, true, 50]);
  assert.equal(rest.records[0]?.['Name'], 'c200');
});
