/** "The table was small, and the org had grown behind our back": a comparison takes bounded calls, and few rows at once. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { SyncError } from '@sync-user/contract';
import { type Clock, takeCensus, type TakenCensus, toInstant } from '@sync-user/engine';
import { createSealer, createStore } from '@sync-user/store';
import { createTestDatabase } from '@sync-user/store/testing';
import { type AskedFor, idOf, manyRowsOrg, manyRowsTable, STAMP } from './census-many-rows.ts';

const MB = 1024 * 1024;
const ORG_ROWS = 300_000;
/** Less than the product's own, to be quick. */
const BOUNDS = { locateCalls: 30, pages: 2, suspects: 5000 };
/** What 300,000 rows take is many times this; two pages take a fraction of it. */
const HELD_MB = 20;

let nowMs = Date.parse(STAMP);
const clock: Clock = { nowMs: () => nowMs, sleep: async () => {} };
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const database = await createTestDatabase();
after(() => database[Symbol.asyncDispose]());
const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
const store = createStore({ pool: database.pool, sealer });
const workspace = await store.workspaces.create({ slug: 'acme', name: 'Acme', pollIntervalSeconds: 60 });
const table = manyRowsTable(workspace);
await store.mirror.ensureTable(table);
await store.objects.write({ table, label: 'Account', custom: false });

interface Taken {
  readonly run: TakenCensus | undefined;
  readonly calls: number;
  /** Most of the heap that was in use when the org, or PostgreSQL, had been asked for something. */
  readonly heldMb: number;
  /** Most rows that were compared, or listed of ours, at once. */
  readonly atOnce: number;
}

async function census(
  orgRows: number,
  options: {
    readonly signal?: AbortSignal;
    readonly onCall?: (asked: AskedFor) => void;
    readonly bounds?: typeof BOUNDS;
    /** Looking at the heap takes time. */
    readonly isWatched?: boolean;
  } = {},
): Promise<Taken> {
  nowMs += 3_600_000;
  collect();
  const before = process.memoryUsage().heapUsed;
  let [most, atOnce, calls] = [before, 0, 0];
  const look = () => {
    if (options.isWatched !== true) return;
    collect();
    most = Math.max(most, process.memoryUsage().heapUsed);
  };
  const org = manyRowsOrg(orgRows, (asked) => {
    calls += 1;
    options.onCall?.(asked);
    look();
  });
  const port = store.census.port(24);
  const stored = (await store.objects.read(workspace.workspaceId, 'Account')) ?? assert.fail();
  const readThrough = toInstant(clock.nowMs());
  const [run] = await takeCensus(
    {
      org,
      objects: store.objects,
      mirror: store.mirror,
      fields: store.fields,
      links: store.links,
      census: {
        ...port,
        listStamps: async (...range) => {
          const stamps = await port.listStamps(...range);
          atOnce = Math.max(atOnce, stamps.length);
          return stamps;
        },
        compare: async (of, records) => {
          const compared = await port.compare(of, records);
          atOnce = Math.max(atOnce, records.length);
          look();
          return compared;
        },
      },
      clock,
    },
    [{ ...stored, state: 'live', cursor: { readThrough, deepReadAt: null, deepReadRows: 0 } }],
    new Set(),
    options.signal ?? AbortSignal.timeout(120_000),
    options.bounds ?? BOUNDS,
  );
  return { run, calls, atOnce, heldMb: Math.round((most - before) / MB) };
}

async function rowsHere(): Promise<number> {
  const { rows } = await database.pool.query<{ rows: number }>(
    `select count(*)::integer as rows from ${table.schema}.account`,
  );
  return rows[0]?.rows ?? assert.fail();
}

/** When it is counted next, and whether somebody asked. */
async function planned() {
  const { rows } = await database.pool.query<{ asked: boolean; next: Date | null }>(
    'select census_asked as asked, next_census_at as next from sync_user.selected_object',
  );
  return rows[0] ?? assert.fail();
}

async function lastRun() {
  const { runs } = await store.census.listRuns(workspace.workspaceId, { sobject: 'Account', limit: 1 });
  return runs[0] ?? assert.fail();
}

test('an org of 300,000 rows of which none is here: so many calls, and few rows at once', async (context) => {
  const { run, calls, heldMb, atOnce } = await census(ORG_ROWS, { isWatched: true });
  context.diagnostic(`${calls} calls, ${heldMb} MB held, ${atOnce} records at once`);
  assert.equal(calls, 4, 'two pages, and their rows by id');
  assert.equal(atOnce, 2000);
  assert.ok(heldMb < HELD_MB, `${heldMb} MB`);
  assert.equal(run?.drift.filter(({ kind, repaired }) => kind === 'missing' && repaired).length, 4000);
  assert.deepEqual([run.rowsInOrg, run.rowsInMirror, await rowsHere()], [ORG_ROWS, 0, 4000]);
  assert.equal(run.trouble?.code, 'CENSUS_INCOMPLETE');
  assert.match(
    run.trouble.message,
    /^Account had 300,000 rows in Salesforce and 0 here, .* 4,000 were mended\.$/,
  );
});

test('the next one gets further, though no stamp tells the rows apart', async (context) => {
  const { run, calls, heldMb } = await census(ORG_ROWS, { isWatched: true });
  context.diagnostic(`${calls} calls, ${heldMb} MB held`);
  assert.ok(calls <= 8, `${calls} calls`);
  assert.ok(heldMb < HELD_MB, `${heldMb} MB`);
  assert.equal(run?.method, 'groups');
  assert.ok(run.drift.length >= 3000 && run.drift.every(({ repaired }) => repaired));
  assert.equal(await rowsHere(), 4000 + run.drift.length);
});

const stopped = new Error('the server stops');
for (const [what, code] of [
  ['the server stops', 'CENSUS_STOPPED'],
  ['the org does not answer', 'SF_UNAVAILABLE'],
] as const) {
  test(`${what} between two batches: what was mended is whole and told, and the rest is soon tried again`, async () => {
    await database.pool.query('update sync_user.selected_object set census_asked = true');
    const [before, plannedBefore] = [await rowsHere(), await planned()];
    const controller = new AbortController();
    let batches = 0;
    const onCall = (asked: AskedFor) => {
      if (asked !== 'ids' || ++batches < 2) return;
      if (code === 'CENSUS_STOPPED') controller.abort(stopped);
      throw code === 'CENSUS_STOPPED' ? stopped : new SyncError(code, 'Down for maintenance.');
    };
    await assert.rejects(census(ORG_ROWS, { signal: controller.signal, onCall }));
    assert.equal(batches, 2);
    const run = await lastRun();
    assert.deepEqual([run.trouble?.code, run.missing, run.repaired], [code, 2000, 2000]);
    assert.equal(await rowsHere(), before + 2000);
    assert.deepEqual(await planned(), plannedBefore);
  });
}

test('the org refuses to tell of the rows: that is kept with the run, and the round of values does not go on', async () => {
  const refused = new SyncError('SF_QUERY_REFUSED', 'No.');
  const through = async () => (await store.census.port(24).readRound(table)).throughId;
  const before = await through();
  const { run } = await census(ORG_ROWS, {
    onCall: (asked) => {
      if (asked === 'ids') throw refused;
    },
  });
  assert.deepEqual([run?.trouble?.code, run?.drift, await through()], ['SF_QUERY_REFUSED', [], before]);
  await census(ORG_ROWS);
  assert.notEqual(await through(), before);
});

test('an org that has none of them any more: nothing is asked but whether it is so', async () => {
  const before = await rowsHere();
  const asked: AskedFor[] = [];
  const { run, atOnce } = await census(0, { onCall: (what) => asked.push(what) });
  assert.equal(run?.drift.filter(({ kind, repaired }) => kind === 'extra' && repaired).length, 5000);
  assert.deepEqual(asked, ['rows', 'ids', 'deleted', 'ids', 'deleted', 'ids', 'deleted']);
  assert.equal(atOnce, 2000);
  assert.deepEqual([run.trouble?.code, await rowsHere()], ['CENSUS_INCOMPLETE', before - 5000]);
});

/** The table has these of the org's rows, and the round of values is where it finds none that is missing. */
async function haveRows(which: string): Promise<void> {
  await database.pool.query(`delete from ${table.schema}.account`);
  await database.pool.query(
    `insert into ${table.schema}.account (id, name, description, systemmodstamp)
     select '001' || lpad(n::text, 12, '0') || 'AAA', 'Account ' || n, repeat('What is known of account ' || n || '. ', 12), $1
       from generate_series(1, 60000) n where ${which}`,
    [STAMP],
  );
  await database.pool.query('update sync_user.selected_object set compared_through = $1', [idOf(59_999)]);
}

for (const [what, which] of [
  // Three splits come before the first rows that are few enough to be read, and many before all of them are.
  ['all over a large table: one place is followed to its end before the next', 'n % 4000 <> 7'],
  // No split by our ids ever makes that part smaller.
  ['before the last of ours: they are read', 'n <= 3000 or n = 60000'],
] as const) {
  test(`a run of few calls gets somewhere when rows are missing ${what}`, async () => {
    await haveRows(which);
    const { run } = await census(60_000, { bounds: { ...BOUNDS, locateCalls: 4 } });
    assert.equal(run?.trouble?.code, 'CENSUS_INCOMPLETE');
    assert.ok(
      run.drift.length > 0 && run.drift.every(({ kind, repaired }) => kind === 'missing' && repaired),
    );
  });
}
