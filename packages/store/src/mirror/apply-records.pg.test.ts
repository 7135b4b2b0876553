import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { MirrorTable, SourceRecord } from '@sync-user/engine';
import { mappedColumn } from '@sync-user/engine/testing';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

describe('applying polled records', () => {
  let t: TestStore;
  let table: MirrorTable;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    table = accountTable(t.workspace);
    await t.store.objects.remove(table);
    await t.store.mirror.ensureTable(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
  });

  const apply = (records: readonly SourceRecord[]) =>
    t.store.mirror.applyRecords(table, records, { cause: 'poll', cursor: null });
  const changesAfter = async (after: number) =>
    (await t.store.changes.list(table.workspaceId, { after, limit: 1000 })).changes;
  const read = (n: number) => t.store.records.read(table.workspaceId, 'Account', accountId(n));

  test('values of every type arrive as they were', async () => {
    await apply([accountRecord(1, 0, { AnnualRevenue: 1_234_567_890_123.57 })]);
    assert.deepEqual(await read(1), {
      id: accountId(1),
      name: 'Account 1',
      isactive: true,
      numberofemployees: 1,
      views: 5_000_000_000,
      annualrevenue: 1_234_567_890_123.57,
      slaexpires: '2026-12-31',
      opensat: '09:30:00',
      ownerid: '005000000000001AAA',
      lastmodifiedbyid: '005000000000002AAA',
      systemmodstamp: '2026-03-01T09:30:00.000Z',
    });
  });

  test('a new record is a create, a changed one an update with before and after, an unchanged one nothing', async () => {
    const first = await apply([accountRecord(1, 0), accountRecord(2, 1)]);
    assert.deepEqual([first.created, first.updated, first.deleted], [2, 0, 0]);

    const second = await apply([accountRecord(1, 0), accountRecord(2, 5, { Name: 'New', AnnualRevenue: 2 })]);
    assert.deepEqual([second.created, second.updated, second.deleted], [0, 1, 0]);
    assert.equal(second.lastSeq, first.lastSeq + 1);
    const [change] = await changesAfter(first.lastSeq);
    assert.deepEqual(
      { ...change, appliedAt: null },
      {
        seq: first.lastSeq + 1,
        object: 'Account',
        recordId: accountId(2),
        recordName: 'New',
        operation: 'update',
        changed: {
          name: ['Account 2', 'New'],
          annualrevenue: [1.5, 2],
          systemmodstamp: [at(1), at(5)],
        },
        userId: '005000000000002AAA',
        userName: null,
        changedAt: at(5),
        appliedAt: null,
        cause: 'poll',
        completes: null,
        mergedInto: null,
      },
    );
  });

  test('an older image never overwrites a newer one; an equal stamp does, because formulas move without one', async () => {
    await apply([accountRecord(1, 10, { Name: 'newest' })]);
    await apply([accountRecord(1, 9, { Name: 'stale' })]);
    assert.equal((await read(1))?.['name'], 'newest');
    await apply([accountRecord(1, 10, { Name: 'recalculated' })]);
    assert.equal((await read(1))?.['name'], 'recalculated');
  });

  test('a deleted record leaves the table, keeps its last image, and older images stay out', async () => {
    const { lastSeq } = await apply([accountRecord(1, 10)]);
    const deletion = accountRecord(1, 20, { IsDeleted: true });
    const applied = await apply([deletion]);
    assert.equal(applied.deleted, 1);
    assert.equal((await apply([deletion, accountRecord(1, 15)])).lastSeq, applied.lastSeq);
    assert.equal(await read(1), undefined);
    const [change] = await changesAfter(lastSeq);
    assert.deepEqual([change?.operation, change?.changed, change?.recordName], ['delete', {}, 'Account 1']);
    const { rows } = await t.database.pool.query(
      `select image->>'name' as name, stamp from crm_acme.sync_tombstone where id = $1`,
      [accountId(1)],
    );
    assert.deepEqual(rows, [{ name: 'Account 1', stamp: at(20) }]);
  });

  test('a record that comes back is an undelete with all its values', async () => {
    await apply([accountRecord(1, 10)]);
    const { lastSeq } = await apply([accountRecord(1, 20, { IsDeleted: true })]);
    await apply([accountRecord(1, 30)]);
    const [change] = await changesAfter(lastSeq);
    assert.equal(change?.operation, 'undelete');
    assert.deepEqual(change?.changed['name'], [null, 'Account 1']);
    const { rows } = await t.database.pool.query(`select id from crm_acme.sync_tombstone`);
    assert.deepEqual(rows, []);
  });

  test('a record that was never seen alive is buried without a word in the feed', async () => {
    const before = await apply([]);
    const applied = await apply([accountRecord(1, 20, { IsDeleted: true })]);
    assert.deepEqual(applied, { created: 0, updated: 0, deleted: 0, lastSeq: before.lastSeq });
    await apply([accountRecord(1, 10)]);
    assert.equal(await read(1), undefined);
  });

  test('a field that a record does not have keeps its value', async () => {
    await apply([accountRecord(1, 10, { NumberOfEmployees: 42 })]);
    const { NumberOfEmployees: _, ...without } = accountRecord(1, 11, { Name: 'later' });
    await apply([without, accountRecord(2, 11)]);
    assert.equal((await read(1))?.['numberofemployees'], 42);
    assert.equal((await read(1))?.['name'], 'later');
  });

  test('of one record twice in a batch the newest image counts', async () => {
    const applied = await apply([
      accountRecord(1, 12, { Name: 'newest' }),
      accountRecord(1, 11, { Name: 'older' }),
      accountRecord(1, 10, { IsDeleted: true }),
    ]);
    assert.equal(applied.created, 1);
    assert.equal((await read(1))?.['name'], 'newest');
  });

  test('whole numbers may come with a fraction of zero or an exponent; NUL and half characters are cleaned', async () => {
    await apply([accountRecord(1, 1, { NumberOfEmployees: '10.0', Views: '1.0E3', Name: 'a\0b\uD800c' })]);
    const record = await read(1);
    assert.deepEqual(
      [record?.['numberofemployees'], record?.['views'], record?.['name']],
      [10, 1000, 'ab\uFFFDc'],
    );
  });

  test('amounts that JavaScript cannot hold stay exact, in the record and in the feed', async () => {
    const { lastSeq } = await apply([]);
    await apply([accountRecord(1, 1, { AnnualRevenue: '1234567890123456.78' })]);
    assert.equal((await read(1))?.['annualrevenue'], '1234567890123456.78');
    const [change] = await changesAfter(lastSeq);
    assert.deepEqual(change?.changed['annualrevenue'], [null, '1234567890123456.78']);
  });

  test('a value that does not fit keeps neither its row out nor the others: it is quarantined', async () => {
    await apply([accountRecord(1, 1), accountRecord(2, 1, { SlaExpires: 'not a day' })]);
    assert.equal((await read(1))?.['name'], 'Account 1');
    assert.equal((await read(2))?.['name'], 'Account 2');
    assert.equal((await read(2))?.['slaexpires'], null);
    const { cells } = await t.store.quarantine.list(table.workspaceId, { limit: 10 });
    assert.deepEqual(
      cells.map(({ recordId, field, value }) => [recordId, field, value]),
      [[accountId(2), 'SlaExpires', 'not a day']],
    );
  });

  test('the cursor moves with the records, and rows and last change are counted along', async () => {
    await t.store.mirror.applyRecords(table, [accountRecord(1, 1), accountRecord(2, 1)], {
      cause: 'poll',
      cursor: { readThrough: at(30), deepReadAt: at(20), deepReadRows: 7 },
    });
    await apply([accountRecord(2, 2, { IsDeleted: true })]);
    const object = await t.store.objects.read(table.workspaceId, 'Account');
    assert.deepEqual(object?.cursor, { readThrough: at(30), deepReadAt: at(20), deepReadRows: 7 });
    const summary = await t.store.selected.read(table.workspaceId, 'account');
    assert.equal(summary?.rows, 1);
    assert.notEqual(summary?.lastChangeAt, null);
    assert.notEqual(summary?.lastPolledAt, null);
  });

  test('of hundreds of columns the feed tells those that differ, whatever their names', async () => {
    const odd = `It's "odd"__c`;
    const fields = [...Array.from({ length: 200 }, (_, n) => `F${n}__c`), odd];
    table = {
      ...table,
      columns: [
        ...table.columns,
        ...fields.map((field) => mappedColumn(field, { columnType: 'text', sfType: 'string' })),
      ],
    };
    await t.store.mirror.ensureTable(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    const full = Object.fromEntries(fields.map((field) => [field, `a "${field}"`]));
    const { lastSeq } = await apply([accountRecord(1, 0, full)]);
    assert.equal(Object.keys((await changesAfter(lastSeq - 1))[0]?.changed ?? {}).length, 11 + 201);

    await apply([accountRecord(1, 1, { ...full, F0__c: null, F150__c: '\\', [odd]: '{"x": [1, 2]}' })]);
    const [change] = await changesAfter(lastSeq);
    assert.deepEqual(change?.changed, {
      systemmodstamp: [at(0), at(1)],
      f0__c: ['a "F0__c"', null],
      f150__c: ['a "F150__c"', '\\'],
      [odd.toLowerCase()]: [`a "${odd}"`, '{"x": [1, 2]}'],
    });
  });

  test('batches of many workers leave a feed without gaps', async () => {
    const { lastSeq } = await apply([]);
    await Promise.all(
      Array.from({ length: 8 }, (_, worker) =>
        apply(Array.from({ length: 20 }, (_, n) => accountRecord(n, worker + 1, { Name: `by ${worker}` }))),
      ),
    );
    const changes = await changesAfter(lastSeq);
    assert.deepEqual(
      changes.map((change) => change.seq),
      changes.map((_, index) => lastSeq + 1 + index),
    );
    assert.equal(changes.filter((change) => change.operation === 'create').length, 20);
  });
});
