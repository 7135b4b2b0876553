import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { MirrorTable, SourceRecord } from '@sync-user/engine';
import fc from 'fast-check';
import type { Store } from '../create-store.ts';
import { BlockCutter } from './block-cutter.ts';
import { beginLoad } from '../../testing/begin-load.ts';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
  until,
} from '../../testing/sample-workspace.ts';

interface Row {
  readonly n: number;
  readonly name: string;
  readonly second: number;
}

/** A page as Bulk API 2.0 sends it. */
async function* toPage(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  const lines = rows.map(
    ({ n, name, second }) => `"${accountId(n)}","${name.replaceAll('"', '""')}","1","${at(second)}"`,
  );
  const bytes = Buffer.from(
    ['"Id","Name","NumberOfEmployees","SystemModstamp"', ...lines].map((line) => `${line}\n`).join(''),
  );
  for (let from = 0; from < bytes.length; from += 1000) yield bytes.subarray(from, from + 1000);
}

/** The rows of each block of the page. */
async function blocksOf(rows: readonly Row[]): Promise<Row[][]> {
  const cutter = new BlockCutter();
  const chunks: Uint8Array[] = [];
  for await (const chunk of toPage(rows)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const { blocks } = cutter.push(bytes.subarray(bytes.indexOf('\n') + 1));
  return [...blocks, ...cutter.end().blocks].map(({ firstId, lastId }) =>
    rows.filter(({ n }) => accountId(n) >= firstId && accountId(n) <= lastId),
  );
}

const ROWS = 200;
const asItWas: readonly Row[] = Array.from({ length: ROWS }, (_, n) => ({
  n,
  name: `Account ${n}`,
  second: 1,
}));

describe('an object that is loaded again', () => {
  let t: TestStore;
  let table: MirrorTable;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  const select = async (sobject: string, { store, workspace } = t): Promise<MirrorTable> => {
    const selected = accountTable(workspace, sobject);
    await store.objects.remove(selected);
    await store.mirror.ensureTable(selected);
    await store.objects.write({ table: selected, label: sobject, custom: false });
    return selected;
  };
  /** One load of one page. */
  const load = async (
    of: MirrorTable,
    rows: readonly Row[],
    how: { readonly first?: boolean; readonly whole?: boolean; readonly store?: Store } = {},
  ) => {
    const { first = false, whole = false, store = t.store } = how;
    const begun = await beginLoad(store, of, { reload: !first });
    const loaded = await store.mirror.loadPage(
      of,
      {
        body: toPage(rows),
        expectedRows: rows.length,
        mode: first ? 'copy' : 'merge',
        careful: false,
        whole,
      },
      { loadId: begun.loadId, part: 0, locator: null, pagesLoaded: 0, nextLocator: null },
    );
    if (loaded.kind === 'loaded')
      await store.objects.finishLoad(of.workspaceId, of.sobject, begun.loadId, {
        readThrough: at(0),
        deepReadAt: null,
        deepReadRows: 0,
      });
    return loaded;
  };
  const sql = (text: string) => t.database.pool.query(text);
  const mirrored = async (of: MirrorTable) =>
    (await sql(`select id, name, systemmodstamp from ${of.schema}.${of.table} order by id`)).rows;
  const loaded = { kind: 'loaded', rows: ROWS };
  /** What was written while another transaction of the cluster runs counts as written later. Others test here too. */
  const othersAreOver = async () => {
    const { rows } = await sql('select pg_current_xact_id()::text as now');
    await until(
      async () =>
        (await sql(`select pg_snapshot_xmin(pg_current_snapshot()) > '${rows[0]?.now}'::xid8 as over`))
          .rows[0]?.over === true || undefined,
    );
  };

  beforeEach(async () => {
    table = await select('Account');
    await load(table, asItWas, { first: true });
    await othersAreOver();
  });

  /** A cell that PostgreSQL refuses tells whether its row was taken in. */
  const withBadCell = asItWas.map((row) => (row.n === 55 ? { ...row, name: 'nul \u0000' } : row));

  test('takes in no row that is there as it came', async () => {
    const begun = await beginLoad(t.store, table, { reload: true });
    const bookmark = { loadId: begun.loadId, part: 0, locator: null, pagesLoaded: 0, nextLocator: null };
    const page = { body: toPage(withBadCell), expectedRows: ROWS, mode: 'merge', whole: false } as const;
    const careful = await t.store.mirror.loadPage(table, { ...page, careful: true }, bookmark);
    assert.deepEqual(careful, loaded);
    await othersAreOver();
    assert.deepEqual(await load(table, withBadCell), loaded, 'left out');
    assert.equal((await load(table, withBadCell, { whole: true })).kind, 'value_refused', 'taken in');
  });

  test('takes in the rows that changed in the org, and those around them', async () => {
    const later = asItWas.map((row) => (row.n === 77 ? { ...row, name: 'Renamed' } : row));
    assert.deepEqual(await load(table, later), loaded);
    assert.equal((await mirrored(table))[77]?.name, 'Renamed');
  });

  for (const [what, tamper] of [
    ['changed', `update TABLE set name = 'by hand' where id = '${accountId(33)}'`],
    ['is gone from', `delete from TABLE where id = '${accountId(33)}'`],
    ['is too many in', `insert into TABLE (id) values ('${accountId(33).replace('AAA', 'AAB')}')`],
  ] as const) {
    test(`notices that a row ${what} the mirror, and is to be taken in whole`, async () => {
      const name = `${table.schema}.${table.table}`;
      await sql(tamper.replace('TABLE', name));
      assert.deepEqual(await load(table, asItWas), { kind: 'not_as_known' });
      assert.deepEqual(await load(table, asItWas, { whole: true }), loaded);
      assert.equal((await mirrored(table)).find(({ id }) => id === accountId(33))?.name, 'Account 33');
    });
  }

  test('notices a writer that had begun before the page was taken in, and ended after it', async () => {
    const writer = await t.database.pool.connect();
    try {
      await writer.query('begin');
      await writer.query(
        `update ${table.schema}.${table.table} set name = 'under way' where id = '${accountId(33)}'`,
      );
      assert.deepEqual(await load(table, asItWas), loaded, 'the writer has not committed');
    } finally {
      await writer.query('commit');
      writer.release();
    }
    assert.deepEqual(await load(table, asItWas), { kind: 'not_as_known' });
  });

  test('is not misled by rows that are gone from the org, and stand in for others that are gone from the mirror', async () => {
    const name = `${table.schema}.${table.table}`;
    const without = (gone: readonly Row[]) => asItWas.filter((row) => !gone.includes(row));
    const loseByHand = (rows: readonly Row[]) =>
      sql(`delete from ${name} where id in (${rows.map(({ n }) => `'${accountId(n)}'`).join(', ')})`);
    const has = async (rows: readonly Row[]) => {
      const ids = (await mirrored(table)).map(({ id }) => id);
      return rows.every(({ n }) => ids.includes(accountId(n)));
    };

    const block = (await blocksOf(asItWas))[2] ?? [];
    assert.ok(block.length > 1);
    const some = without(block);
    await loseByHand(asItWas.slice(0, block.length));
    assert.deepEqual(await load(table, some), { kind: 'not_as_known' }, 'between two that are known');

    for (const whole of [true, false]) {
      await othersAreOver();
      await load(table, asItWas, { whole: true });
      assert.equal((await load(table, some, { whole })).kind, 'loaded');
      assert.ok(await has(asItWas), 'with those the org has not got any more');
      await loseByHand(some.slice(-block.length));
      // Or not as known, and then it is read again: either way the mirror is not believed to have them.
      if ((await load(table, some)).kind !== 'loaded') await load(table, some, { whole: true });
      assert.ok(await has(some), `after ${whole ? 'all' : 'none'} of a page was taken in`);
    }
  });

  test('knows nothing of other columns, of another table, or of another time of the transactions', async () => {
    assert.deepEqual(await load(table, withBadCell.slice(0, 0)), { kind: 'loaded', rows: 0 });
    const wider = {
      ...table,
      columns: table.columns.map((column) =>
        column.field === 'NumberOfEmployees' ? { ...column, columnType: 'bigint' as const } : column,
      ),
    };
    await load(table, asItWas);
    const count = async () => (await sql('select count(*)::int as n from known_page')).rows[0]?.n;
    assert.equal(await count(), 1);
    await sql(`update known_page set horizon = ((horizon::text::bigint + 4294967296)::text)::xid8`);
    assert.deepEqual(await load(table, asItWas), { kind: 'not_as_known' });
    await sql(`update known_page set horizon = pg_snapshot_xmin(pg_current_snapshot())`);
    await t.store.mirror.ensureTable(wider);
    assert.deepEqual(await load(wider, asItWas), loaded);
    await t.store.objects.remove(table);
    assert.equal(await count(), 0);
  });

  test('notes nothing where ids are sorted as words are, and ranges of them are others', async () => {
    await using sorted = await createTestStore('en-US');
    const there = await select('Account', sorted);
    await load(there, asItWas, { first: true, store: sorted.store });
    assert.deepEqual(await load(there, asItWas, { store: sorted.store }), loaded);
    const { rows } = await sorted.database.pool.query('select from known_page');
    assert.equal(rows.length, 0);
  });

  test('comes to what taking in whole comes to, whatever happened in org and mirror between', async () => {
    const n = fc.integer({ min: 0, max: ROWS + 20 });
    const event = fc.oneof(
      fc.record({
        kind: fc.constant('org'),
        n,
        second: fc.integer({ min: 1, max: 3 }),
        name: fc.constantFrom('a', 'b'),
      }),
      fc.record({ kind: fc.constant('org deletes'), n }),
      fc.record({ kind: fc.constant('poll'), n, second: fc.integer({ min: 0, max: 3 }), gone: fc.boolean() }),
      fc.record({ kind: fc.constant('by hand'), n, name: fc.constantFrom('a', 'Account 7') }),
      fc.record({ kind: fc.constant('load') }),
    );
    const [known, whole] = [await select('Known__c'), await select('Whole__c')];
    const both = [known, whole];
    for (const one of both) await load(one, asItWas, { first: true });
    const org = new Map(asItWas.map((row) => [row.n, row]));
    const page = () => [...org.values()].sort((a, b) => a.n - b.n);
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 12 }), async (events) => {
        for (const event of [...events, { kind: 'load' as const }]) {
          if (event.kind === 'org' && 'second' in event && 'name' in event) org.set(event.n, event);
          if (event.kind === 'org deletes' && 'n' in event) org.delete(event.n);
          for (const one of both) {
            if (event.kind === 'poll' && 'gone' in event) {
              const record: SourceRecord = accountRecord(event.n, event.second, { IsDeleted: event.gone });
              await t.store.mirror.applyRecords(one, [record], { cause: 'poll', cursor: null });
            }
            if (event.kind === 'by hand' && 'name' in event)
              await sql(
                `update ${one.schema}.${one.table} set name = '${event.name}' where id = '${accountId(event.n)}'`,
              );
            if (event.kind !== 'load') continue;
            const { kind } = await load(one, page(), { whole: one === whole });
            if (kind === 'not_as_known')
              assert.equal((await load(one, page(), { whole: true })).kind, 'loaded');
            else assert.equal(kind, 'loaded');
          }
        }
        assert.deepEqual(await mirrored(known), await mirrored(whole));
      }),
      { numRuns: 15 },
    );
    const told = async (sobject: string) => {
      const { changes } = await t.store.changes.list(table.workspaceId, { after: 0, limit: 10_000 });
      return changes
        .filter(({ object }) => object === sobject)
        .map(({ recordId, operation, changed }) => ({ recordId, operation, changed }));
    };
    assert.deepEqual(await told('Known__c'), await told('Whole__c'));
  });
});
