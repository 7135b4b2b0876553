import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import type { MirrorTable, PageMode, StoredLoad } from '@sync-user/engine';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
  until,
} from '../../testing/sample-workspace.ts';

const HEADER = '"Id","NAME","NumberOfEmployees","OwnerId","SystemModstamp"';

/** A page as Bulk API 2.0 sends it: every value quoted, null as nothing between the quotes. */
function toCsv(
  rows: readonly (readonly [n: number, name: string, employees: string, second: number])[],
): string {
  const lines = rows.map(([n, name, employees, second]) =>
    [accountId(n), name.replaceAll('"', '""'), employees, '005000000000001AAA', at(second)]
      .map((v) => `"${v}"`)
      .join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

async function* inChunks(text: string | Buffer, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('loading a page', () => {
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
    load = await t.store.objects.startLoad(table.workspaceId, 'Account', { reload: false, restart: false });
  });

  const loadPage = (
    body: AsyncIterable<Uint8Array> | string,
    options: {
      expectedRows?: number;
      mode?: PageMode;
      from?: Partial<StoredLoad>;
      next?: string | null;
    } = {},
  ) => {
    const from = { ...load, ...options.from };
    return t.store.mirror.loadPage(
      table,
      {
        body: typeof body === 'string' ? inChunks(body, 7) : body,
        expectedRows: options.expectedRows,
        mode: options.mode ?? 'copy',
      },
      {
        loadId: from.loadId,
        locator: from.locator,
        pagesLoaded: from.pagesLoaded,
        nextLocator: options.next ?? null,
      },
    );
  };
  const readAll = async () =>
    (await t.store.records.list(table.workspaceId, 'Account', { limit: 500, sort: 'id' })).records;
  const stored = () => t.store.objects.readLoad(table.workspaceId, 'Account');

  test('rows, bookmark and counts move together', async () => {
    const outcome = await loadPage(
      toCsv([
        [1, 'He said "hi",\nand went', '10', 1],
        [2, '', '', 2],
      ]),
      { expectedRows: 2, next: 'abc' },
    );
    assert.deepEqual(outcome, { kind: 'loaded', rows: 2 });
    const records = await readAll();
    assert.deepEqual(
      records.map((record) => [
        record['id'],
        record['name'],
        record['numberofemployees'],
        record['systemmodstamp'],
      ]),
      [
        [accountId(1), 'He said "hi",\nand went', 10, at(1)],
        [accountId(2), null, null, at(2)],
      ],
    );
    const { locator, pagesLoaded, rowsLoaded } = (await stored()) ?? load;
    assert.deepEqual([locator, pagesLoaded, rowsLoaded], ['abc', 1, 2]);
    assert.equal((await t.store.selected.read(table.workspaceId, 'Account'))?.rows, 2);
    assert.deepEqual((await t.store.changes.list(table.workspaceId, { limit: 10 })).changes, []);
  });

  test('NUL characters are left out, a byte order mark and an empty page are taken', async () => {
    assert.equal((await loadPage(`\uFEFF${toCsv([[1, 'a\0b', '1', 1]])}`, { next: 'b' })).kind, 'loaded');
    assert.equal((await readAll())[0]?.['name'], 'ab');
    const from = { pagesLoaded: 1, locator: 'b' };
    assert.deepEqual(await loadPage('', { from, expectedRows: 0 }), { kind: 'loaded', rows: 0 });
  });

  test('when another worker moved the bookmark, nothing is written and the body is let go', async () => {
    await loadPage(toCsv([[1, 'a', '1', 1]]), { next: 'abc' });
    const body = Readable.from([Buffer.from(toCsv([[2, 'b', '1', 1]]))]);
    assert.deepEqual(await loadPage(body), { kind: 'taken_over' });
    assert.equal(body.destroyed, true);
    const replaced = await t.store.objects.startLoad(table.workspaceId, 'Account', {
      reload: false,
      restart: true,
    });
    assert.equal(replaced.attempts, 2);
    assert.deepEqual(await loadPage(toCsv([[2, 'b', '1', 1]])), { kind: 'taken_over' });
    assert.equal((await readAll()).length, 1);
  });

  test('two workers with the same page: one loads it, the other is taken over', async () => {
    const page = toCsv(Array.from({ length: 200 }, (_, n) => [n, 'x', '1', 1] as const));
    const outcomes = await Promise.all([loadPage(page), loadPage(page), loadPage(page)]);
    assert.deepEqual(outcomes.map(({ kind }) => kind).sort(), ['loaded', 'taken_over', 'taken_over']);
    assert.equal((await readAll()).length, 200);
  });

  for (const mode of ['copy', 'merge'] as const) {
    test(`a page cut off anywhere keeps nothing (${mode})`, async () => {
      const whole = Buffer.from(
        toCsv([
          [1, 'ä', '1', 1],
          [2, 'b€', '2', 2],
        ]),
      );
      const halfCharacter = whole.indexOf('€') + 1;
      for (const length of [0, 10, HEADER.length + 1, HEADER.length + 20, halfCharacter, whole.length - 3]) {
        await assert.rejects(
          loadPage(inChunks(whole.subarray(0, length), 7), { mode, expectedRows: 2 }),
          { code: 'SF_ANSWER_CUT' },
          `after ${length} bytes`,
        );
      }
      assert.deepEqual(await readAll(), []);
      assert.equal((await stored())?.pagesLoaded, 0);
    });

    test(`what the body throws passes through unchanged, and the pool stays usable (${mode})`, async () => {
      const broken = new SyncError('SF_UNAVAILABLE', 'socket hang up');
      const lost = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
      for (const error of [broken, lost]) {
        const body = async function* () {
          yield* inChunks(toCsv(Array.from({ length: 3000 }, (_, n) => [n, 'x', '1', 1] as const)), 4096);
          throw error;
        };
        await assert.rejects(loadPage(body(), { mode }), (thrown) => thrown === error);
      }
      assert.deepEqual(await readAll(), []);
      assert.equal((await loadPage(toCsv([[1, 'a', '1', 1]]), { mode })).kind, 'loaded');
    });
  }

  test('an object that is deselected while its page loads goes without a deadlock, and takes the load along', async () => {
    const body = async function* () {
      yield* inChunks(toCsv([[1, 'a', '1', 1]]), 4096);
      const removal = t.store.objects.remove(table);
      removals.push(removal);
      await until(async () => {
        const { rows } = await t.database.pool.query(
          `select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
        );
        return rows.length > 0 || undefined;
      });
    };
    const removals: Promise<void>[] = [];
    assert.equal((await loadPage(body())).kind, 'loaded');
    await Promise.all(removals);
    assert.equal(removals.length, 1);
    assert.equal(await stored(), undefined);
    assert.deepEqual(await loadPage(toCsv([[2, 'b', '1', 1]])), { kind: 'taken_over' });
  });

  test('a value that does not fit is refused without being quoted; merging casts it', async () => {
    const page = toCsv([[1, 'a', '10.0', 1]]);
    const refused = await loadPage(page);
    assert.equal(refused.kind, 'value_refused');
    assert.ok(refused.kind === 'value_refused' && refused.message.includes('numberofemployees'));
    assert.ok(!refused.message.includes('10.0'));
    assert.equal((await loadPage(page, { mode: 'merge' })).kind, 'loaded');
    assert.equal((await readAll())[0]?.['numberofemployees'], 10);
  });

  test('merging too refuses what no cast can fit, and a record that comes twice is refused by a plain copy', async () => {
    const refused = await loadPage(toCsv([[1, 'a', 'many', 1]]), { mode: 'merge' });
    assert.equal(refused.kind, 'value_refused');
    assert.ok(refused.kind === 'value_refused' && !refused.message.includes('many'));
    const twice = toCsv([
      [1, 'older', '1', 1],
      [1, 'newer', '1', 2],
    ]);
    assert.equal((await loadPage(twice)).kind, 'value_refused');
    assert.deepEqual(await loadPage(twice, { mode: 'merge', expectedRows: 2 }), { kind: 'loaded', rows: 2 });
    assert.deepEqual(
      (await readAll()).map((record) => record['name']),
      ['newer'],
    );
    assert.equal((await t.store.selected.read(table.workspaceId, 'Account'))?.rows, 1);
  });

  test('a header with a field that is not mapped, or without Id, is an error', async () => {
    for (const header of ['"Id","Rating"', '"Name"', '"Id","Id"']) {
      await assert.rejects(loadPage(`${header}\n`), { code: 'SF_UNEXPECTED' });
    }
  });

  test('a reload merges by stamp, respects tombstones, leaves other columns alone and is told in the feed', async () => {
    await t.store.mirror.applyRecords(
      table,
      [1, 2, 3].map((n) => accountRecord(n, 10)),
      { cause: 'poll', cursor: null },
    );
    const { lastSeq } = await t.store.mirror.applyRecords(
      table,
      [accountRecord(3, 20, { IsDeleted: true })],
      {
        cause: 'poll',
        cursor: null,
      },
    );
    load = await t.store.objects.startLoad(table.workspaceId, 'Account', { reload: true, restart: false });
    await loadPage(
      toCsv([
        [1, 'stale', '1', 9],
        [2, 'repaired', '2', 10],
        [3, 'buried', '3', 10],
        [4, 'found', '4', 10],
      ]),
      { mode: 'merge', expectedRows: 4 },
    );
    assert.deepEqual(
      (await readAll()).map((record) => [record['id'], record['name'], record['slaexpires']]),
      [
        [accountId(1), 'Account 1', '2026-12-31'],
        [accountId(2), 'repaired', '2026-12-31'],
        [accountId(4), 'found', null],
      ],
    );
    const { changes } = await t.store.changes.list(table.workspaceId, { after: lastSeq, limit: 10 });
    assert.deepEqual(
      changes.map(({ recordId, operation, cause }) => [recordId, operation, cause]),
      [
        [accountId(2), 'update', 'load'],
        [accountId(4), 'create', 'load'],
      ],
    );
  });

  test('the end of a first load makes the secondary indexes, counts and sets the cursor', async () => {
    await loadPage(toCsv([[1, 'a', '1', 1]]));
    const indexes = async () =>
      (
        await t.database.pool.query<{ name: string }>(
          `select indexname as name from pg_indexes where schemaname = 'crm_acme' and tablename = 'account' order by 1`,
        )
      ).rows.map((row) => row.name);
    await t.store.mirror.ensureTable(table);
    assert.deepEqual(await indexes(), ['account_pkey']);
    const cursor = { readThrough: at(30), deepReadAt: null, deepReadRows: 0 };
    await t.store.objects.finishLoad(table.workspaceId, 'Account', load.loadId, cursor);
    assert.deepEqual(await indexes(), ['account_ownerid_idx', 'account_pkey', 'account_systemmodstamp_idx']);
    const object = await t.store.objects.read(table.workspaceId, 'Account');
    assert.deepEqual([object?.state, object?.cursor, (await stored())?.phase], ['live', cursor, 'done']);
  });

  test('a PostgreSQL connection that dies in the middle of a page is DATABASE_UNAVAILABLE, and the next try works', async () => {
    let begun = false;
    const body = async function* () {
      yield* inChunks(toCsv(Array.from({ length: 3000 }, (_, n) => [n, 'x', '1', 1] as const)), 65_536);
      begun = true;
      await until(async () => {
        const { rows } = await t.database.pool.query<{ pid: number }>(
          `select pid from pg_stat_activity where query like 'copy %' and state = 'active' and datname = current_database()`,
        );
        if (rows[0] === undefined) return undefined;
        await t.database.pool.query('select pg_terminate_backend($1)', [rows[0].pid]);
        return true;
      });
      for (;;) yield Buffer.from(toCsv([[9, 'never', '1', 1]]).split('\n')[1] + '\n'.repeat(1));
    };
    await assert.rejects(loadPage(body()), { code: 'DATABASE_UNAVAILABLE' });
    assert.equal(begun, true);
    assert.deepEqual(await readAll(), []);
    assert.equal((await loadPage(toCsv([[1, 'a', '1', 1]]))).kind, 'loaded');
  });
});
