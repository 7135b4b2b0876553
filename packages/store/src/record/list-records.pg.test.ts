import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MirrorRecord } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import fc from 'fast-check';
import {
  accountId,
  accountRecord,
  accountTable,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';
import type { RecordQuery } from './list-records.ts';

describe('browsing records', () => {
  let t: TestStore;
  let table: MirrorTable;
  const rows = Array.from({ length: 40 }, (_, n) =>
    accountRecord(n, n % 7, {
      Name: n % 5 === 0 ? null : `${n % 3 === 0 ? 'Äpfel' : '100% birnen_'} ${n % 4}`,
      NumberOfEmployees: n % 3 === 0 ? null : n % 6,
      IsActive: n % 2 === 0,
      AnnualRevenue: n % 4 === 0 ? null : n / 10,
    }),
  );
  before(async () => {
    t = await createTestStore();
    table = accountTable(t.workspace);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    await t.store.mirror.ensureTable(table);
    await t.store.mirror.applyRecords(table, rows, { cause: 'poll', cursor: null });
  });
  after(() => t[Symbol.asyncDispose]());

  const list = (query: Partial<RecordQuery>) =>
    t.store.records.list(table.workspaceId, 'account', { limit: 100, ...query });
  const listAll = async (query: RecordQuery): Promise<MirrorRecord[]> => {
    const all: MirrorRecord[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await t.store.records.list(table.workspaceId, 'Account', { ...query, cursor });
      assert.ok(page.records.length <= query.limit);
      all.push(...page.records);
      if (page.nextCursor === null) return all;
      cursor = page.nextCursor;
    }
  };

  test('pages of any size, by any column, both ways: each record once, in order, those without a value last', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 45 }),
        fc.constantFrom(...table.columns.map((column) => column.column)),
        fc.constantFrom('asc' as const, 'desc' as const),
        async (limit, sort, direction) => {
          const paged = await listAll({ limit, sort, direction });
          const { records } = await list({ limit: 500, sort, direction });
          assert.deepEqual(paged, records);
          assert.equal(new Set(paged.map((record) => record['id'])).size, rows.length);
          const values = paged.map((record) => record[sort] ?? null);
          const valued = values.filter((value) => value !== null);
          assert.ok(values.slice(0, valued.length).every((value) => value !== null));
          for (const [index, value] of valued.entries()) {
            const next = valued[index + 1];
            if (next === undefined) continue;
            assert.ok(
              direction === 'asc' ? value <= next : value >= next,
              `${String(value)} before ${String(next)}`,
            );
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  test('without a sort the newest change comes first', async () => {
    const { records } = await list({ limit: 1 });
    assert.equal(records[0]?.['systemmodstamp'], '2026-03-01T09:30:06.000Z');
  });

  test('a part of the name is found whatever its case, and wildcards mean themselves', async () => {
    assert.equal(
      (await list({ search: 'äpfel 1' })).records.length,
      rows.filter((row) => row['Name'] === 'Äpfel 1').length,
    );
    assert.equal(
      (await list({ search: '0% BIRNEN_ 2' })).records.length,
      rows.filter((row) => row['Name'] === '100% birnen_ 2').length,
    );
    assert.deepEqual((await list({ search: '%%' })).records, []);
    assert.deepEqual((await list({ search: '_____' })).records, []);
  });

  test('a record is found by its id of 18 or 15 characters', async () => {
    for (const id of [accountId(3), accountId(3).slice(0, 15)]) {
      assert.deepEqual(
        (await list({ search: id })).records.map((record) => record['id']),
        [accountId(3)],
      );
      assert.equal((await t.store.records.read(table.workspaceId, 'Account', id))?.['id'], accountId(3));
    }
    assert.equal(await t.store.records.read(table.workspaceId, 'Account', accountId(999)), undefined);
    assert.equal(
      await t.store.records.read(table.workspaceId, 'Account', `${accountId(3)}' or true --`),
      undefined,
    );
  });

  test('a search goes on from page to page', async () => {
    const paged: MirrorRecord[] = [];
    let cursor: string | null | undefined;
    while (cursor !== null) {
      const page = await list({
        limit: 2,
        search: 'birnen',
        sort: 'name',
        ...(cursor === undefined ? {} : { cursor }),
      });
      paged.push(...page.records);
      cursor = page.nextCursor;
    }
    assert.deepEqual(paged, (await list({ search: 'birnen', sort: 'name' })).records);
  });

  test('a column, cursor or object that does not exist is the caller’s mistake', async () => {
    await assert.rejects(list({ sort: 'nonsense' }), { code: 'API_INVALID_REQUEST' });
    for (const cursor of ['nonsense', 'bnVsbA', Buffer.from('["name","asc",1,"x"]').toString('base64url')]) {
      await assert.rejects(list({ cursor }), { code: 'API_INVALID_REQUEST' });
    }
    const misfit = Buffer.from('["numberofemployees","asc","many","001"]').toString('base64url');
    await assert.rejects(list({ cursor: misfit }), { code: 'API_INVALID_REQUEST' });
    await assert.rejects(t.store.records.list(table.workspaceId, 'Lead', { limit: 1 }), {
      code: 'OBJECT_NOT_SELECTED',
    });
  });

  test('an object whose table is not made yet has no records', async () => {
    await t.store.objects.write({ table: accountTable(t.workspace, 'Lead'), label: 'Lead', custom: false });
    assert.deepEqual(await t.store.records.list(table.workspaceId, 'Lead', { limit: 1 }), {
      records: [],
      nextCursor: null,
    });
    assert.equal(await t.store.records.read(table.workspaceId, 'Lead', accountId(1)), undefined);
  });
});
