import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { MirrorTable, StoredLoad } from '@sync-user/engine';
import { beginLoad } from '../../testing/begin-load.ts';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

type Row = readonly [n: number, name: string, second: number];

/** A page as Bulk API 2.0 sends it. */
async function* toPage(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  const lines = rows.map(([n, name, second]) => `"${accountId(n)}","${name}","${at(second)}"`);
  yield Buffer.from(`${['"Id","Name","SystemModstamp"', ...lines].join('\n')}\n`);
}

describe('reading a page again', () => {
  let t: TestStore;
  let table: MirrorTable;
  let load: StoredLoad;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    table = accountTable(t.workspace);
    await t.store.objects.remove(table);
    await t.store.mirror.ensureTable(table);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    const records = Array.from({ length: 60 }, (_, n) => accountRecord(n, 1));
    await t.store.mirror.applyRecords(table, records, { cause: 'poll', cursor: null });
    load = await beginLoad(t.store, table, { reload: true });
  });

  const reread = (rows: readonly Row[]) =>
    t.store.mirror.loadPage(
      table,
      { body: toPage(rows), expectedRows: rows.length, mode: 'merge', careful: false, whole: false },
      { loadId: load.loadId, part: 0, locator: null, pagesLoaded: 0, nextLocator: null },
    );
  const lastSeq = async () =>
    (await t.store.mirror.applyRecords(table, [], { cause: 'poll', cursor: null })).lastSeq;
  const told = async (since: number) => {
    const { changes } = await t.store.changes.list(table.workspaceId, { after: since, limit: 100 });
    return changes.map(({ recordId, operation, changed }) => [recordId, operation, changed]);
  };
  const unchanged = Array.from({ length: 60 }, (_, n): Row => [n, `Account ${n}`, 1]);

  test('waits for nobody who writes the feed when nothing differs', async () => {
    const writer = await t.database.pool.connect();
    try {
      await writer.query('begin');
      await writer.query(`select from ${table.schema}.sync_feed_head for update`);
      const reading = reread(unchanged);
      const seen = { ended: false };
      void reading.finally(() => (seen.ended = true));
      let waits = 0;
      while (!seen.ended && waits === 0) {
        const { rows } = await t.database.pool.query<{ waits: number }>(
          `select count(*)::int as waits from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`,
        );
        waits = rows[0]?.waits ?? 0;
      }
      assert.equal(waits, 0);
      assert.deepEqual(await reading, { kind: 'loaded', rows: 60 });
    } finally {
      await writer.query('rollback');
      writer.release();
    }
    assert.equal((await t.store.selected.read(table.workspaceId, 'Account'))?.rows, 60);
  });

  test('sees a value that changed under the same stamp, and what it has not got', async () => {
    const since = await lastSeq();
    await reread([...unchanged.slice(0, 59), [59, 'Renamed', 1], [60, 'New', 1]]);
    assert.deepEqual(await told(since), [
      [accountId(59), 'update', { name: ['Account 59', 'Renamed'] }],
      [
        accountId(60),
        'create',
        { id: [null, accountId(60)], name: [null, 'New'], systemmodstamp: [null, at(1)] },
      ],
    ]);
  });

  test('finds records that lie far apart, and keeps older images out', async () => {
    const since = await lastSeq();
    await reread([
      [0, 'First', 2],
      [30, 'older', 0],
      [59, 'Last', 2],
    ]);
    const changes = await told(since);
    assert.deepEqual(
      changes.map(([id]) => id),
      [accountId(0), accountId(59)],
    );
  });
});
