import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import { mappedColumn } from '@sync-user/engine/testing';
import {
  accountId,
  accountRecord,
  accountTable,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

describe('making tables', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  const extra = (field: string, columnType: MappedColumn['columnType'] = 'text'): MappedColumn =>
    mappedColumn(field, { columnType, indexed: true });
  const withColumns = (table: MirrorTable, ...columns: MappedColumn[]) => ({
    ...table,
    columns: [...table.columns, ...columns],
  });
  const apply = (table: MirrorTable, values: Record<string, unknown>) =>
    t.store.mirror.applyRecords(table, [accountRecord(1, 1, values)], { cause: 'poll', cursor: null });
  const readOne = async (table: MirrorTable) => {
    await t.store.objects.write({ table, label: table.sobject, custom: true });
    return await t.store.records.read(table.workspaceId, table.sobject, accountId(1));
  };

  test('many workers make the same table at once without a quarrel', async () => {
    const table = accountTable(t.workspace, 'Raced__c');
    await Promise.all(Array.from({ length: 6 }, () => t.store.mirror.ensureTable(table)));
    assert.equal((await apply(table, {})).created, 1);
  });

  test('a new field widens a table that has rows, and gets its index', async () => {
    const table = accountTable(t.workspace, 'Widened__c');
    await t.store.mirror.ensureTable(table);
    await apply(table, {});
    const wider = withColumns(table, extra('Region__c'));
    await t.store.mirror.ensureTable(wider);
    await apply(wider, { Region__c: 'North' });
    assert.equal((await readOne(wider))?.['region__c'], 'North');
    const { rows } = await t.database.pool.query(
      `select 1 from pg_indexes where tablename = 'widened__c' and indexname = 'widened__c_region__c_idx'`,
    );
    assert.equal(rows.length, 1);
  });

  test('a field whose type changed keeps its values when they convert, and says so when they do not', async () => {
    const table = accountTable(t.workspace, 'Retyped__c');
    const before = withColumns(table, extra('Size__c', 'integer'));
    await t.store.mirror.ensureTable(before);
    await apply(before, { Size__c: 12 });
    const asText = withColumns(table, extra('Size__c', 'text'));
    await t.store.mirror.ensureTable(asText);
    assert.equal((await readOne(asText))?.['size__c'], '12');
    await apply(asText, { Size__c: 'large' });
    await assert.rejects(t.store.mirror.ensureTable(before), { code: 'API_CONFLICT' });
    assert.equal((await readOne(asText))?.['size__c'], 'large');
  });

  test('a value that becomes a text reads as the feed told it', async () => {
    const table = accountTable(t.workspace, 'Written__c');
    const kinds = { Size__c: 'numeric', At__c: 'timestamptz', On__c: 'date', Flag__c: 'boolean' } as const;
    const fields = Object.entries(kinds);
    const before = withColumns(table, ...fields.map(([field, type]) => extra(field, type)));
    await t.store.mirror.ensureTable(before);
    const at = '2031-03-03T08:00:00.250+0000';
    await apply(before, { Size__c: '12.50', At__c: at, On__c: '2031-03-04', Flag__c: false });
    const { changes } = await t.store.changes.list(t.workspace.workspaceId, { after: 0, limit: 1000 });
    const told = changes.find(({ object }) => object === 'Written__c')?.changed ?? {};
    const asText = withColumns(table, ...fields.map(([field]) => extra(field)));
    await t.store.mirror.ensureTable(asText);
    const record = await readOne(asText);
    for (const [field] of fields) {
      const [, value] = told[field.toLowerCase()] ?? [];
      assert.equal(record?.[field.toLowerCase()], String(value));
    }
    assert.equal(record?.['size__c'], '12.5');
  });

  test('names of any length and with any character work, in the table, the feed and the API', async () => {
    const long = `${'very_'.repeat(20)}long__c`;
    const table = withColumns(
      { ...accountTable(t.workspace, 'Odd__c'), table: `odd"; drop schema crm_acme; --${'x'.repeat(60)}` },
      extra(`${long}1`),
      extra(`${long}2`),
      extra('Select'),
      extra('a"b'),
    );
    await t.store.mirror.ensureTable(table);
    await t.store.mirror.ensureTable(table);
    await apply(table, { [`${long}1`]: 'one', [`${long}2`]: 'two', Select: 'three', 'a"b': 'four' });
    const record = await readOne(table);
    assert.deepEqual(
      [record?.[`${long}1`], record?.[`${long}2`], record?.['select'], record?.['a"b']],
      ['one', 'two', 'three', 'four'],
    );
  });

  test('the table of a removed object takes its tombstones along and can be made again', async () => {
    const table = accountTable(t.workspace, 'Dropped__c');
    await t.store.mirror.ensureTable(table);
    await apply(table, { IsDeleted: true });
    await t.store.objects.remove(table);
    await t.store.objects.remove(table);
    await t.store.mirror.ensureTable(table);
    assert.equal((await apply(table, {})).created, 1);
  });
});
