import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MirrorTable } from '@sync-user/engine';
import {
  accountId,
  accountRecord,
  accountTable,
  createTestStore,
  type TestStore,
  until,
} from '../../testing/sample-workspace.ts';

describe('the change feed', () => {
  let t: TestStore;
  let table: MirrorTable;
  before(async () => {
    t = await createTestStore();
    table = accountTable(t.workspace);
    await t.store.mirror.ensureTable(table);
    await t.store.mirror.ensureTable(accountTable(t.workspace, 'Lead'));
  });
  after(() => t[Symbol.asyncDispose]());

  const apply = (n: number, second: number, sobject = 'Account') =>
    t.store.mirror.applyRecords(accountTable(t.workspace, sobject), [accountRecord(n, second)], {
      cause: 'poll',
      cursor: null,
    });
  const list = (query: Parameters<TestStore['store']['changes']['list']>[1]) =>
    t.store.changes.list(table.workspaceId, query);

  test('is read from a position, from the end, by object and by record, always in order', async () => {
    assert.deepEqual(await list({ limit: 10 }), { changes: [], lastSeq: 0 });
    for (const [n, second, sobject] of [
      [1, 1, 'Account'],
      [2, 1, 'Lead'],
      [1, 2, 'Account'],
      [3, 1, 'Lead'],
    ] as const) {
      await apply(n, second, sobject);
    }
    const seqs = async (query: Parameters<typeof list>[0]) =>
      (await list(query)).changes.map(({ seq }) => seq);
    assert.deepEqual(await seqs({ limit: 10 }), [1, 2, 3, 4]);
    assert.deepEqual(await seqs({ limit: 2 }), [3, 4]);
    assert.deepEqual(await seqs({ limit: 2, after: 1 }), [2, 3]);
    assert.deepEqual(await seqs({ limit: 9, after: 0, object: 'Lead' }), [2, 4]);
    assert.deepEqual(await seqs({ limit: 9, recordId: accountId(1) }), [1, 3]);
    assert.equal((await list({ limit: 2, after: 1 })).lastSeq, 3);
    assert.deepEqual(await list({ limit: 2, after: 4 }), { changes: [], lastSeq: 4 });
    assert.equal(await t.store.changes.readLastSeq(t.workspace.schema), 4);
  });

  test('names the user when the User object is mirrored', async () => {
    const user = { ...accountTable(t.workspace, 'User'), hasIsDeleted: false, hasDeletedFeed: false };
    await t.store.mirror.ensureTable(user);
    await t.store.mirror.applyRecords(
      user,
      [accountRecord(1, 1, { Id: '005000000000002AAA', Name: 'Ada Lovelace' })],
      { cause: 'poll', cursor: null },
    );
    const { changes } = await list({ limit: 1, object: 'Account' });
    assert.deepEqual([changes[0]?.userId, changes[0]?.userName], ['005000000000002AAA', 'Ada Lovelace']);
  });

  test('announces what was committed, and nothing when nothing changed; after a break it listens again', async () => {
    const heard: number[] = [];
    const moved: string[] = [];
    let listening = 0;
    const handle = t.store.changes.listen({
      onChange: ({ workspaceId, lastSeq }) => {
        assert.equal(workspaceId, table.workspaceId);
        heard.push(lastSeq);
      },
      onObjectMoved: ({ workspaceId }) => moved.push(workspaceId),
      onListening: () => (listening += 1),
    });
    try {
      await until(() => listening === 1 || undefined);
      await t.database.pool.query(`notify sync_user_change, 'nonsense'`);
      await apply(1, 2);
      const first = await apply(1, 10);
      await until(() => heard.length > 0 || undefined);
      assert.deepEqual(heard, [first.lastSeq]);

      await t.database.pool.query(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where application_name = 'sync-user changes' and datname = current_database()`,
      );
      await until(() => listening === 2 || undefined);
      const second = await apply(1, 11);
      await until(() => heard.length > 1 || undefined);
      assert.deepEqual(heard, [first.lastSeq, second.lastSeq]);

      moved.length = 0;
      await t.store.objects.write({ table, label: 'Account', custom: false });
      await until(() => moved.length > 0 || undefined);
      assert.deepEqual(moved, [table.workspaceId]);
    } finally {
      await handle.close();
    }
  });

  test('a listener that cannot reach PostgreSQL keeps trying without a sound, and closes at once', async () => {
    const { createPool } = await import('../database/create-pool.ts');
    const { listenChanges } = await import('./listen-changes.ts');
    const pool = createPool('postgresql://nobody@127.0.0.1:1/nothing');
    const handle = listenChanges(pool, {
      onChange: () => assert.fail('nothing was announced'),
      onObjectMoved: () => assert.fail('nothing was announced'),
    });
    await handle.close();
    await pool.end();
  });
});
