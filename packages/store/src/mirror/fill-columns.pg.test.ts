import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MirrorTable } from '@sync-user/engine';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

describe('filling columns of rows that are there', () => {
  let t: TestStore;
  let table: MirrorTable;
  let since: number;
  before(async () => {
    t = await createTestStore();
    table = accountTable(t.workspace);
    await t.store.mirror.ensureTable(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    const records = [
      accountRecord(1, 1, { Views: null, NumberOfEmployees: null }),
      accountRecord(2, 1, { Views: '5', NumberOfEmployees: null }),
    ];
    since = (await t.store.mirror.applyRecords(table, records, { cause: 'poll', cursor: null })).lastSeq;
  });
  after(() => t[Symbol.asyncDispose]());

  const told = async () => {
    const { changes } = await t.store.changes.list(table.workspaceId, { after: since, limit: 100 });
    since = changes.at(-1)?.seq ?? since;
    return changes.map(({ recordId, changed }) => [recordId, changed]);
  };
  const fill = (n: number, second: number, values: { Views: string; NumberOfEmployees: number }) =>
    t.store.mirror.fillColumns(table, [{ Id: accountId(n), SystemModstamp: at(second), ...values }], {
      cause: 'backfill',
      fresh: ['Views', 'NumberOfEmployees'],
    });

  test('nothing is told of new columns where nobody was told of values', async () => {
    assert.equal(await fill(1, 1, { Views: '7', NumberOfEmployees: 70 }), 1);
    assert.deepEqual(await told(), []);
    assert.equal(await fill(1, 1, { Views: '7', NumberOfEmployees: 70 }), 0);
  });

  test('a value that came meanwhile is known to who follows the feed: what differs from it is told', async () => {
    assert.equal(await fill(2, 1, { Views: '6', NumberOfEmployees: 60 }), 1);
    assert.deepEqual(await told(), [[accountId(2), { views: [5, 6], numberofemployees: [null, 60] }]]);
  });

  test('a row of another stamp is left alone', async () => {
    assert.equal(await fill(2, 2, { Views: '8', NumberOfEmployees: 80 }), 0);
    assert.deepEqual(await told(), []);
  });
});
