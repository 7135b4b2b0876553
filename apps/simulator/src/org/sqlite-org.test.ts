import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openTestOrg } from './testing/open-test-org.ts';

const PAGE = { includeDeleted: false, batchSize: 200 };

describe('held transactions', () => {
  const { org, create, saveOne, column, caller, setTime } = openTestOrg();
  after(() => org.close());

  test('a held save is answered and stamped, but seen only once released, with its old stamp', () => {
    const known = create('Account', { Name: 'before' });
    setTime('2026-05-13T10:01:00Z');
    const hold = org.holdTransactions();
    const held = saveOne({ kind: 'create', object: 'Account', values: { Name: 'held' } });
    assert.ok(held.success);
    assert.ok(saveOne({ kind: 'update', object: 'Account', id: known, values: { Name: 'renamed' } }).success);
    assert.deepEqual(column('SELECT Name FROM Account'), ['before']);
    assert.equal(org.retrieve(caller, 'Account', held.id), undefined);
    setTime('2026-05-13T10:05:00Z');
    assert.equal(org.releaseTransactions(hold.id), 2);
    assert.deepEqual(column('SELECT Name FROM Account ORDER BY Name'), ['held', 'renamed']);
    assert.equal(org.retrieve(caller, 'Account', held.id)?.['SystemModstamp'], '2026-05-13T10:01:00.000Z');
  });

  test('later saves of a held transaction see its earlier ones', () => {
    const hold = org.holdTransactions();
    const account = create('Account', { Name: 'parent' });
    const contact = create('Contact', { LastName: 'child', AccountId: account });
    assert.ok(
      saveOne({ kind: 'update', object: 'Contact', id: contact, values: { FirstName: 'c' } }).success,
    );
    assert.deepEqual(column("SELECT Id FROM Contact WHERE Id = '" + contact + "'"), []);
    org.releaseTransactions(hold.id);
    assert.deepEqual(column(`SELECT Account.Name FROM Contact WHERE Name = 'c child'`).length, 1);
  });

  test('two that overlap can be released in any order', () => {
    const first = org.holdTransactions();
    const early = create('Account', { Name: 'early' });
    const second = org.holdTransactions();
    const late = create('Account', { Name: 'late' });
    assert.notEqual(early, late);
    org.releaseTransactions(second.id);
    assert.deepEqual(column("SELECT Name FROM Account WHERE Name IN ('early', 'late')"), ['late']);
    org.releaseTransactions(first.id);
    assert.equal(column("SELECT Name FROM Account WHERE Name IN ('early', 'late')").length, 2);
  });

  test('schema changes and loads are not held', () => {
    const hold = org.holdTransactions();
    org.defineObject({ name: 'Meanwhile__c', fields: [] });
    org.load('Meanwhile__c', [{ Name: 'm' }]);
    assert.deepEqual(column('SELECT Name FROM Meanwhile__c'), ['m']);
    create('Meanwhile__c', { Name: 'held' });
    assert.equal(org.countRows('Meanwhile__c'), 1);
    org.releaseTransactions(hold.id);
    assert.equal(org.countRows('Meanwhile__c'), 2);
  });

  test('a released id is spent, and an unknown one releases nothing', () => {
    const hold = org.holdTransactions();
    assert.equal(org.releaseTransactions(hold.id), 0);
    assert.equal(org.releaseTransactions(hold.id), 0);
    assert.equal(org.releaseTransactions('nonsense'), 0);
    create('Account', { Name: 'free' });
    assert.equal(column("SELECT Name FROM Account WHERE Name = 'free'").length, 1);
  });
});

describe('restart', () => {
  test('an org in a file comes back whole: schema, rows, ids, numbers, locators', () => {
    const directory = mkdtempSync(join(tmpdir(), 'org-test-'));
    try {
      const file = join(directory, 'deep', 'org.sqlite');
      const before = openTestOrg(file);
      before.org.defineObject({
        name: 'Ticket__c',
        label: 'Ticket',
        fields: [
          { name: 'Name', type: 'string', autoNumberFormat: 'T-{000}' },
          { name: 'Text__c', type: 'string' },
        ],
      });
      before.org.load(
        'Ticket__c',
        Array.from({ length: 300 }, (_, n) => ({ Name: `T-${n + 1}`, Text__c: `t${n}` })),
      );
      const last = before.create('Ticket__c', {});
      const page = before.org.query(before.caller, 'SELECT Id FROM Ticket__c', PAGE);
      const modified = before.org.schemaModifiedAt();
      before.org.close();

      const again = openTestOrg(file);
      assert.equal(again.org.object('ticket__c')?.label, 'Ticket');
      assert.equal(again.org.schemaModifiedAt(), modified);
      assert.equal(again.org.countRows('Ticket__c'), 301);
      assert.equal(again.org.queryMore(again.caller, page.nextLocator ?? '', PAGE).records.length, 101);
      const next = again.create('Ticket__c', {});
      assert.ok(next > last);
      const names = again.column(`SELECT Name FROM Ticket__c WHERE Id IN ('${last}', '${next}') ORDER BY Id`);
      assert.deepEqual(names, ['T-301', 'T-302']);
      again.org.close();
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('schema', () => {
  const { org, create, column, caller } = openTestOrg();
  after(() => org.close());

  test('a field can be added to rows that are there, and taken away again', () => {
    create('Account', { Name: 'a' });
    const before = org.schemaModifiedAt();
    org.addField('Account', { name: 'Score__c', type: 'double', externalId: true });
    org.addField('Account', { name: 'Hot__c', type: 'boolean', defaultValue: true });
    assert.ok(org.schemaModifiedAt() > before);
    assert.deepEqual(column('SELECT Hot__c FROM Account'), [true]);
    create('Account', { Name: 'b', Score__c: 5 });
    assert.deepEqual(column('SELECT Name FROM Account WHERE Score__c = 5'), ['b']);
    org.removeField('Account', 'score__C');
    assert.throws(() => column('SELECT Score__c FROM Account'), { errorCode: 'INVALID_FIELD' });
    assert.deepEqual(column('SELECT Name FROM Account ORDER BY Name'), ['a', 'b']);
  });

  test('objects are found by name in any case, and by key prefix', () => {
    assert.equal(org.object('ACCOUNT')?.name, 'Account');
    assert.equal(org.objectByKeyPrefix('003')?.name, 'Contact');
    assert.equal(org.object('Nope'), undefined);
  });

  test('a reset leaves a new org', () => {
    org.defineObject({ name: 'Temp__c', fields: [] });
    org.reset();
    assert.equal(org.object('Temp__c'), undefined);
    assert.equal(org.countRows('Account'), 0);
    assert.equal(org.retrieve(caller, 'Account', '0015f0000000001AAA'), undefined);
    assert.ok(create('Account', { Name: 'new' }).startsWith('001'));
  });
});

describe('rows in bulk', () => {
  const { org, create, column, records } = openTestOrg();
  after(() => org.close());
  org.defineObject({
    name: 'Big__c',
    fields: [
      { name: 'Name', type: 'string', autoNumberFormat: 'B-{0000}' },
      { name: 'N__c', type: 'double' },
    ],
  });

  test('loaded rows keep what they bring and get the rest', () => {
    org.load('Account', [
      { Id: '0015f0000000009AAA', Name: 'nine', CreatedDate: '2020-01-01T00:00:00.000Z' },
      { Name: 'ten' },
    ]);
    const [nine, ten] = records('SELECT Id, CreatedDate, IsDeleted FROM Account ORDER BY Name');
    assert.deepEqual(
      [nine?.['Id'], nine?.['CreatedDate'], nine?.['IsDeleted']],
      ['0015f0000000009AAA', '2020-01-01T00:00:00.000+0000', false],
    );
    assert.equal(ten?.['CreatedDate'], '2026-05-13T10:00:05.000+0000');
    assert.ok(create('Account', { Name: 'eleven' }) > '0015f0000000009AAA');
  });

  test('a load is all or nothing', () => {
    const rows = [
      { Id: '0035f0000000001AAA', LastName: 'a' },
      { Id: '0035f0000000001AAA', LastName: 'twice' },
    ];
    assert.throws(() => org.load('Contact', rows));
    assert.equal(org.countRows('Contact'), 0);
  });

  test('generated rows have ids, numbers and values of their own', () => {
    org.generateRows('Big__c', 1500, { N__c: 'n * 2' });
    assert.equal(org.countRows('Big__c'), 1500);
    assert.equal(new Set(column('SELECT Id FROM Big__c')).size, 1500);
    assert.deepEqual(column('SELECT Name FROM Big__c WHERE N__c = 2000'), ['B-1000']);
    assert.equal(column(`SELECT Name FROM Big__c WHERE Id = '${create('Big__c', {})}'`)[0], 'B-1501');
    assert.throws(() => org.generateRows('Big__c', 1, { Nope__c: 'n' }), /no field named Nope__c/);
  });
});
