import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, before, beforeEach, describe, test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import type { LoadPart, MirrorTable, NewLoadPart, PageMode, StoredLoad } from '@sync-user/engine';
import { beginLoad, WHOLE_PART } from '../../testing/begin-load.ts';
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
    load = await planned(false);
  });

  /** A load of two parts, one of which adds fields to the rows of the other. */
  const planned = (reload: boolean, part: Partial<NewLoadPart> = {}): Promise<StoredLoad> =>
    beginLoad(t.store, table, {
      reload,
      parts: [
        { ...WHOLE_PART, ...part },
        { ...WHOLE_PART, fills: true },
      ],
    });

  const loadPage = (
    body: AsyncIterable<Uint8Array> | string,
    options: {
      expectedRows?: number;
      mode?: PageMode;
      careful?: boolean;
      part?: number;
      from?: Partial<LoadPart>;
      next?: string | null;
    } = {},
  ) => {
    const from = { locator: null, pagesLoaded: 0, ...options.from };
    return t.store.mirror.loadPage(
      table,
      {
        body: typeof body === 'string' ? inChunks(body, 7) : body,
        expectedRows: options.expectedRows,
        mode: options.mode ?? 'copy',
        careful: options.careful ?? false,
        whole: false,
      },
      {
        loadId: load.loadId,
        part: options.part ?? 0,
        locator: from.locator,
        pagesLoaded: from.pagesLoaded,
        nextLocator: options.next ?? null,
      },
    );
  };
  const readAll = async () =>
    (await t.store.records.list(table.workspaceId, 'Account', { limit: 500, sort: 'id' })).records;
  const quarantine = async () => {
    const { cells } = await t.store.quarantine.list(table.workspaceId, { limit: 100 });
    return cells.map(({ recordId, field, value, reason, kept }) => [recordId, field, value, reason, kept]);
  };
  const stored = () => t.store.objects.readLoad(table.workspaceId, 'Account');
  const storedPart = async (part = 0) =>
    (await stored())?.parts[part] ?? assert.fail('there is no such part');

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
    const { locator, pagesLoaded, rowsLoaded } = await storedPart();
    assert.deepEqual([locator, pagesLoaded, rowsLoaded], ['abc', 1, 2]);
    assert.equal((await t.store.selected.read(table.workspaceId, 'Account'))?.rows, 2);
    assert.deepEqual((await t.store.changes.list(table.workspaceId, { limit: 10 })).changes, []);
  });

  test('a byte order mark and an empty page are taken', async () => {
    assert.equal((await loadPage(`\uFEFF${toCsv([[1, 'ab', '1', 1]])}`, { next: 'b' })).kind, 'loaded');
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
      assert.equal((await storedPart()).pagesLoaded, 0);
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

  for (const mode of ['copy', 'merge'] as const) {
    test(`a value that does not fit is refused without being quoted; read carefully it is cast (${mode})`, async () => {
      const page = toCsv([[1, 'a', '10.0', 1]]);
      const refused = await loadPage(page, { mode });
      assert.equal(refused.kind, 'value_refused');
      assert.ok(refused.kind === 'value_refused' && refused.message.includes('numberofemployees'));
      assert.ok(!refused.message.includes('10.0'));
      assert.equal((await loadPage(page, { mode, careful: true })).kind, 'loaded');
      assert.equal((await readAll())[0]?.['numberofemployees'], 10);
      assert.deepEqual(await quarantine(), []);
    });
  }

  test('what no cast can fit is named and left out, its row is kept; a later read that fits heals it', async () => {
    const page = toCsv([
      [1, 'a', 'many', 1],
      [2, 'nu\0l', '9999999999', 1],
      [3, 'c', '1.5', 1],
      [4, 'd', '4', 1],
    ]);
    assert.equal((await loadPage(page)).kind, 'value_refused');
    assert.deepEqual(await loadPage(page, { careful: true, expectedRows: 4 }), { kind: 'loaded', rows: 4 });
    assert.deepEqual(
      (await readAll()).map((record) => [record['name'], record['numberofemployees']]),
      [
        ['a', null],
        ['nul', null],
        ['c', null],
        ['d', 4],
      ],
    );
    const cells = await quarantine();
    assert.deepEqual(cells, [
      [accountId(2), 'Name', 'nu\\0l', 'a null character, which PostgreSQL has no room for', 'nul'],
      [accountId(1), 'NumberOfEmployees', 'many', 'not a whole number of 32 bits', null],
      [accountId(2), 'NumberOfEmployees', '9999999999', 'not a whole number of 32 bits', null],
      [accountId(3), 'NumberOfEmployees', '1.5', 'not a whole number of 32 bits', null],
    ]);

    load = await planned(true);
    const later = toCsv([
      [1, 'a', '1', 2],
      [2, 'nul', '2', 2],
    ]);
    assert.equal((await loadPage(later, { mode: 'merge' })).kind, 'loaded');
    assert.deepEqual(await quarantine(), [cells[3]]);
    await t.store.mirror.applyRecords(table, [accountRecord(3, 3)], { cause: 'poll', cursor: null });
    assert.deepEqual(await quarantine(), []);
  });

  for (const [what, cell] of [
    ['NUL', 'a\0b'],
    ['NaN', 'NaN'],
    ['infinity', '-Infinity'],
  ] as const) {
    test(`a page with ${what} is read carefully, wherever its bytes are cut`, async () => {
      for (const size of [1, 7, 1000]) {
        const page = inChunks(toCsv([[1, cell, '1', 1]]), size);
        assert.equal((await loadPage(page)).kind, 'value_refused', `${size} bytes at a time`);
      }
      assert.equal((await loadPage(toCsv([[1, cell, '1', 1]]), { careful: true })).kind, 'loaded');
      assert.equal(
        (await readAll())[0]?.['name'],
        cell.replace('\0', ''),
        'in a text there is nothing wrong with it',
      );
    });
  }

  test('fields of a second chunk are added to rows of the same state; rows that changed between are noted down', async () => {
    await loadPage(
      toCsv([
        [1, 'a', '', 1],
        [2, 'b', '', 1],
      ]),
    );
    const chunk =
      '"Id","Views","SystemModstamp"\n' +
      `"${accountId(1)}","11","${at(1)}"\n"${accountId(2)}","22","${at(2)}"\n"${accountId(3)}","33","${at(1)}"\n`;
    const filled = await loadPage(chunk, { mode: 'fill', part: 1, expectedRows: 3 });
    assert.deepEqual(filled, { kind: 'loaded', rows: 3 });
    assert.deepEqual(
      (await readAll()).map((record) => [record['name'], record['views']]),
      [
        ['a', 11],
        ['b', null],
      ],
    );
    const { objects } = t.store;
    assert.deepEqual(await objects.listRereads(table.workspaceId, 'Account', 10), [
      accountId(2),
      accountId(3),
    ]);
    await objects.removeRereads(table.workspaceId, 'Account', [accountId(2)]);
    assert.deepEqual(await objects.listRereads(table.workspaceId, 'Account', 10), [accountId(3)]);
  });

  test('two parts of a load take pages in side by side, and whoever takes the load over waits for both', async () => {
    const held = Promise.withResolvers<void>();
    const begun = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const body = async function* (n: number) {
      yield* inChunks(toCsv([[n, 'a', '1', 1]]), 4096);
      begun[n]?.resolve();
      await held.promise;
    };
    const pages = [loadPage(body(0), { part: 0 }), loadPage(body(1), { part: 1 })];
    await Promise.all(begun.map(({ promise }) => promise));
    const takenOver = t.store.objects.resumeLoad(table.workspaceId, 'Account');
    held.resolve();
    assert.deepEqual(
      (await Promise.all(pages)).map(({ kind }) => kind),
      ['loaded', 'loaded'],
    );
    assert.deepEqual(
      (await takenOver)?.parts.map(({ pagesLoaded }) => pagesLoaded),
      [1, 1],
    );
  });

  test('a page of changes is merged into a live table and told in the feed, deletes among them', async () => {
    await t.store.mirror.applyRecords(
      table,
      [1, 2].map((n) => accountRecord(n, 1)),
      { cause: 'poll', cursor: null },
    );
    const page =
      '"Id","Name","IsDeleted","SystemModstamp"\n' +
      `"${accountId(1)}","changed","false","${at(2)}"\n"${accountId(2)}","Account 2","true","${at(2)}"\n` +
      `"${accountId(3)}","new","false","${at(2)}"\n"${accountId(4)}","never seen","true","${at(2)}"\n`;
    const applied = await t.store.mirror.applyPage(
      table,
      { body: inChunks(page, 100), expectedRows: 4, careful: false },
      { cause: 'poll' },
    );
    assert.ok(applied.kind === 'applied');
    assert.deepEqual([applied.rows, applied.created, applied.updated, applied.deleted], [4, 1, 1, 1]);
    assert.deepEqual(
      (await readAll()).map((record) => record['name']),
      ['changed', 'new'],
    );
  });

  test('a record that comes twice is refused by a plain copy, and merged as its newer state', async () => {
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
    load = await planned(true);
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
