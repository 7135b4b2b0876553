import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { takeCensus } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { found, onlyRun, startCensusRig } from './census-rig.ts';

/** Widgets are too many for a page: they are counted in groups. Accounts are read row by row. */
const rig = await startCensusRig({
  seed: orgSeed({ accounts: 60, contacts: 40, widgets: 5200 }),
  objects: { Account: 'default', Contact: 'default', Widget__c: 'all' },
});
const { org, time, sql } = rig;

beforeEach(async () => {
  rig.calls.length = 0;
});

async function ids(table: string, where = 'true'): Promise<string[]> {
  return (
    await sql<{ id: string }>(`select id from crm_acme.${table} where ${where} order by id collate "C"`)
  ).map(({ id }) => id);
}

/** A feed entry of the repair. */
async function repairs(): Promise<string[]> {
  return (
    await sql<{ what: string }>(
      `select operation || ' ' || record_id as what from crm_acme.sync_change where cause = 'repair' order by seq`,
    )
  ).map(({ what }) => what);
}

describe('a clean org', () => {
  test('nothing differs, in two calls for three objects', async (context) => {
    const taken = await rig.census();
    assert.deepEqual(
      taken.map(({ object, method, drift, inFlight, trouble }) => ({
        object,
        method,
        drift,
        inFlight,
        trouble,
      })),
      [
        { object: 'Account', method: 'rows', drift: [], inFlight: 0, trouble: null },
        { object: 'Contact', method: 'rows', drift: [], inFlight: 0, trouble: null },
        { object: 'Widget__c', method: 'groups', drift: [], inFlight: 0, trouble: null },
      ],
    );
    assert.deepEqual(
      taken.map(({ rowsInOrg, rowsInMirror }) => [rowsInOrg, rowsInMirror]),
      [
        [60, 60],
        [40, 40],
        [5200, 5200],
      ],
    );
    const calls = rig.calls.filter(({ cause }) => cause === 'census').length;
    context.diagnostic(`a clean census of 5,300 rows in three objects costs ${calls} call(s)`);
    assert.equal(calls, 1);
    assert.equal(calls, rig.calls.length, 'and nothing else was asked');
    assert.deepEqual(await repairs(), []);
  });

  test('ten quiet objects cost two calls', async (context) => {
    const all = await rig.store.objects.list(rig.workspaceId);
    const small = all.filter(({ table }) => table.sobject !== 'Widget__c');
    const ten = Array.from({ length: 5 }, () => small).flat();
    await takeCensus(
      { ...rig.ports, census: rig.store.census.port(24) },
      ten,
      new Set(),
      AbortSignal.timeout(60_000),
    );
    context.diagnostic(`ten small objects: ${rig.calls.length} calls`);
    assert.equal(rig.calls.length, 2);
  });
});

describe('planted drift is found, mended and entered in the feed', () => {
  test('a row that is missing', async (context) => {
    const [account = '', widget = ''] = [(await ids('account'))[7], (await ids('widget__c'))[2600]];
    await sql(`delete from crm_acme.account where id = $1`, [account]);
    await sql(`delete from crm_acme.widget__c where id = $1`, [widget]);
    const taken = await rig.census();
    assert.deepEqual(taken.flatMap(found), [`missing ${account}`, `missing ${widget}`]);
    assert.ok(taken.every(({ drift }) => drift.every(({ repaired }) => repaired)));
    context.diagnostic(`two missing rows in two objects: ${rig.calls.length} calls`);
    assert.ok(rig.calls.length <= 5);
    assert.deepEqual((await repairs()).slice(-2), [`create ${account}`, `create ${widget}`]);
    await rig.assertSame('Account');
    await rig.assertSame('Widget__c');
  });

  test('rows that are not in the org: deleted for good long ago, and never there', async (context) => {
    const [gone = '', unseen = ''] = await ids('widget__c');
    // Beyond the fifteen days that Salesforce tells of deletes.
    const row = `select to_jsonb(w) as row from crm_acme.widget__c w where id = $1`;
    const [kept] = await sql<{ row: object }>(row, [gone]);
    await org.save([{ kind: 'delete', object: 'Widget__c', id: gone }]);
    await org.save([{ kind: 'purge', object: 'Widget__c', id: gone }]);
    await time.advance(60_000);
    await rig.poll();
    await sql(`delete from crm_acme.sync_tombstone where id = $1`, [gone]);
    await sql(
      `insert into crm_acme.widget__c select * from jsonb_populate_record(null::crm_acme.widget__c, $1)`,
      [JSON.stringify(kept?.row)],
    );
    const stranger = `${unseen.slice(0, 3)}ZZZZZZZZZZZZ${unseen.slice(15)}`;
    await sql(
      `insert into crm_acme.widget__c select (jsonb_populate_record(w, jsonb_build_object('id', $2::text))).*
         from crm_acme.widget__c w where id = $1`,
      [unseen, stranger],
    );
    await time.advance(20 * 24 * 3_600_000);
    await rig.poll();
    rig.calls.length = 0;
    const run = onlyRun(await rig.census('Widget__c'));
    assert.deepEqual(found(run), [`extra ${gone}`, `extra ${stranger}`].sort());
    assert.ok(run.drift.every(({ repaired }) => repaired));
    context.diagnostic(`two rows too many: ${rig.calls.length} calls`);
    await rig.assertSame('Widget__c');
    assert.deepEqual((await repairs()).slice(-2).sort(), [`delete ${gone}`, `delete ${stranger}`].sort());
  });

  test('a row that is stale', async () => {
    const widget = (await ids('widget__c'))[1234] ?? '';
    await org.save([{ kind: 'update', object: 'Widget__c', id: widget, values: { Title__c: 'Newer' } }]);
    await time.advance(60 * 60_000);
    // The cursor goes on, and the change is lost to the mirror.
    await rig.poll();
    await sql(`update crm_acme.widget__c set title__c = 'Old', systemmodstamp = createddate where id = $1`, [
      widget,
    ]);
    const run = onlyRun(await rig.census('Widget__c'));
    assert.deepEqual(found(run), [`stale ${widget}`]);
    assert.deepEqual(await sql(`select title__c from crm_acme.widget__c where id = $1`, [widget]), [
      { title__c: 'Newer' },
    ]);
    await rig.assertSame('Widget__c');
  });

  test('a wrong value under the right stamp: a sum or a count shows it', async () => {
    const [widget = '', other = ''] = (await ids('widget__c')).slice(3000);
    // The round of values is elsewhere.
    await sql(`update sync_user.selected_object set compared_through = $1`, [
      (await ids('widget__c')).at(-1),
    ]);
    await sql(`update crm_acme.widget__c set size__c = size__c + 1 where id = $1`, [widget]);
    await sql(`update crm_acme.widget__c set title__c = null where id = $1`, [other]);
    const run = onlyRun(await rig.census('Widget__c'));
    assert.deepEqual(found(run), [`wrong ${other}`, `wrong ${widget}`].sort());
    assert.deepEqual(new Set(run.drift.flatMap(({ columns }) => columns)), new Set(['size__c', 'title__c']));
    assert.ok(run.drift.every(({ repaired }) => repaired));
  });

  test('a wrong value that no sum shows: found when its round comes by', async () => {
    const [first = ''] = await ids('widget__c');
    const last = (await ids('widget__c')).at(-1) ?? '';
    await sql(`update crm_acme.widget__c set title__c = 'Other' where id = any($1)`, [[first, last]]);
    await sql(`update sync_user.selected_object set compared_through = null, compared_rows = 0`);
    const rounds: string[][] = [];
    for (let run = 1; run <= 4 && rounds.flat().length < 2; run += 1)
      rounds.push(found(onlyRun(await rig.census('Widget__c'))));
    assert.deepEqual(rounds.flat(), [`wrong ${first}`, `wrong ${last}`]);
    assert.ok(rounds.length > 1, 'a round takes several runs');
    const [planned] = (await rig.store.census.listPlanned(rig.workspaceId)).filter(
      ({ sobject }) => sobject === 'Widget__c',
    );
    assert.notEqual(planned?.roundAt, null, 'the round came to its end');
  });

  test('after a mass update all rows are of one hour: what differs is found by halving ids, not by reading all', async (context) => {
    const all = await ids('widget__c');
    await org.send('POST', '/records', {
      operations: all.map((id) => ({ kind: 'update', object: 'Widget__c', id, values: { Flag__c: true } })),
    });
    await time.advance(60 * 60_000);
    await rig.poll();
    assert.deepEqual(found(onlyRun(await rig.census('Widget__c'))), []);
    const [lost = '', changed = ''] = [all[1700], all[4100]];
    await sql(`delete from crm_acme.widget__c where id = $1`, [lost]);
    await sql(`update crm_acme.widget__c set size__c = size__c + 1 where id = $1`, [changed]);
    rig.calls.length = 0;
    const run = onlyRun(await rig.census('Widget__c'));
    assert.deepEqual(found(run), [`missing ${lost}`, `wrong ${changed}`]);
    assert.equal(run.buckets.length, 1);
    context.diagnostic(`two of ${all.length} rows in one bucket: ${rig.calls.length} calls`);
    assert.ok(rig.calls.length <= 5);
    await rig.assertSame('Widget__c');
  });

  test('a row of a small object that has the wrong value', async () => {
    const [account = ''] = await ids('account');
    await sql(`update crm_acme.account set name = 'Somebody else' where id = $1`, [account]);
    const run = onlyRun(await rig.census('Account'));
    assert.deepEqual(found(run), [`wrong ${account}`]);
    assert.deepEqual(found(onlyRun(await rig.census('Account'))), []);
  });

  test('rows at the border of buckets: each is counted once', async () => {
    // A second before midnight, midnight, and a second after it.
    const some = (await ids('widget__c')).slice(100, 103);
    for (const [index, at] of ['23:59:59', '00:00:00', '00:00:01'].entries()) {
      const day = index === 0 ? '2031-05-01' : '2031-05-02';
      await org.send('POST', '/clock', { now: `${day}T${at}.000Z`, stopped: true });
      await org.save([
        { kind: 'update', object: 'Widget__c', id: some[index] ?? '', values: { Title__c: `At ${at}` } },
      ]);
    }
    await time.advance(Date.parse('2031-05-03T00:00:00Z') - time.nowMs());
    await rig.poll();
    assert.deepEqual(found(onlyRun(await rig.census('Widget__c'))), []);
    await sql(`delete from crm_acme.widget__c where id = any($1)`, [some]);
    assert.deepEqual(
      found(onlyRun(await rig.census('Widget__c'))),
      some.map((id) => `missing ${id}`),
    );
    await rig.assertSame('Widget__c');
  });

  test('a stamp that lies ahead of the org’s: refuted by the org, and mended', async () => {
    const [account = ''] = await ids('account');
    await time.advance(60 * 60_000);
    await rig.poll();
    await sql(`update crm_acme.account set name = 'From nowhere', systemmodstamp = $2 where id = $1`, [
      account,
      new Date(time.nowMs() - 45 * 60_000),
    ]);
    const run = onlyRun(await rig.census('Account'));
    assert.deepEqual(found(run), [`wrong ${account}`]);
    assert.ok(run.drift[0]?.repaired);
    await rig.assertSame('Account');
  });

  test('a tombstone of a record that lives', async () => {
    const [account = ''] = await ids('account');
    await sql(`delete from crm_acme.account where id = $1`, [account]);
    await sql(
      `insert into crm_acme.sync_tombstone (object, id, stamp, image) values ('Account', $1, $2, '{}')
           on conflict (object, id) do update set stamp = excluded.stamp`,
      [account, new Date(time.nowMs() - 30 * 60_000)],
    );
    const run = onlyRun(await rig.census('Account'));
    assert.deepEqual(found(run), [`missing ${account}`]);
    assert.ok(run.drift[0]?.repaired);
    await rig.assertSame('Account');
  });
});

describe('more differs than one census may look at', () => {
  for (const [what, bounds] of [
    // All rows are of one hour by now, see above: one call to split them, one to read the rows of a part.
    ['in calls', { locateCalls: 2, pages: 10, suspects: 1000 }],
    ['in rows', { locateCalls: 60, pages: 10, suspects: 1 }],
  ] as const) {
    test(`it says so, mends what it found, and the next one finds the rest (${what})`, async () => {
      const all = await ids('widget__c');
      const lost = [all[700] ?? '', all[4500] ?? ''];
      await sql(`delete from crm_acme.widget__c where id = any($1)`, [lost]);
      rig.bounds = bounds;
      const first = onlyRun(await rig.census('Widget__c'));
      const second = onlyRun(await rig.census('Widget__c'));
      rig.bounds = undefined;
      assert.deepEqual([first.trouble?.code, second.trouble], ['CENSUS_INCOMPLETE', null]);
      assert.equal(first.drift.length, 1);
      assert.deepEqual([...first.drift, ...second.drift].map(({ id }) => id).toSorted(), lost);
      assert.ok([...first.drift, ...second.drift].every(({ repaired }) => repaired));
      await rig.assertSame('Widget__c');
    });
  }
});

test('a round of values stays where it is while what it found has no room, and leaves no row behind', async () => {
  const some = (await ids('widget__c')).slice(10, 13);
  await sql(`update crm_acme.widget__c set title__c = 'Other' where id = any($1)`, [some]);
  const compared = `select compared_through as through from sync_user.selected_object where sobject = 'Widget__c'`;
  await sql(`update sync_user.selected_object set compared_through = null, compared_rows = 0`);
  const found: string[] = [];
  for (const goesOn of [false, true]) {
    rig.bounds = { locateCalls: 60, pages: 10, suspects: 2 };
    const run = onlyRun(await rig.census('Widget__c'));
    rig.bounds = undefined;
    found.push(...run.drift.map(({ id }) => id));
    assert.equal(run.trouble?.code, goesOn ? undefined : 'CENSUS_INCOMPLETE');
    assert.equal((await sql<{ through: string | null }>(compared))[0]?.through !== null, goesOn);
  }
  assert.deepEqual(found, some);
});

test('nearly all of a table is lost, and a run reads one page: each gets further, until nothing is left', async (context) => {
  const all = await ids('widget__c');
  // With the last row here all that is missing lies before it, where nothing of ours splits it.
  const kept = [all[5] ?? '', all.at(-1) ?? ''];
  await sql(`delete from crm_acme.widget__c where id <> all($1)`, [kept]);
  rig.bounds = { locateCalls: 5, pages: 1, suspects: 2000 };
  const runs = [];
  do {
    rig.calls.length = 0;
    const run = onlyRun(await rig.census('Widget__c'));
    context.diagnostic(`${run.method}: ${run.drift.length} mended in ${rig.calls.length} calls`);
    assert.ok(rig.calls.length <= 7, 'counting, five for finding, one for mending');
    assert.ok(run.drift.length > 0 && run.drift.every(({ repaired }) => repaired));
    runs.push(run);
  } while (runs.at(-1)?.trouble !== null);
  rig.bounds = undefined;
  assert.equal(
    runs.reduce((sum, { drift }) => sum + drift.length, 0),
    all.length - kept.length,
  );
  assert.ok(runs.slice(0, -1).every(({ trouble }) => trouble?.code === 'CENSUS_INCOMPLETE'));
  await rig.assertSame('Widget__c');
});

describe('what is known to differ is no drift', () => {
  test('a cell in quarantine, and a formula', async () => {
    const widget = (await ids('widget__c'))[42] ?? '';
    await sql(
      `insert into sync_user.quarantined_cell (workspace_id, sobject, record_id, field, value, reason)
       values ($1, 'Widget__c', $2, 'Size__c', 'x', 'it does not fit')`,
      [rig.workspaceId, widget],
    );
    await sql(`update crm_acme.widget__c set size__c = null where id = $1`, [widget]);
    await sql(`update sync_user.object_field set calculated = true where field = 'Title__c'`);
    await sql(`update crm_acme.widget__c set title__c = 'As of last week' where id = $1`, [widget]);
    await sql(`update sync_user.selected_object set compared_through = null`);
    assert.deepEqual(found(onlyRun(await rig.census('Widget__c'))), []);
    await sql(`delete from sync_user.quarantined_cell`);
    await sql(`update sync_user.object_field set calculated = false`);
    await sql(`update sync_user.selected_object set compared_through = null`);
    const run = onlyRun(await rig.census('Widget__c'));
    assert.deepEqual(
      run.drift.map(({ id, columns }) => [id, [...columns].sort()]),
      [[widget, ['size__c', 'title__c']]],
    );
  });

  test('a stamp that events left behind: it is brought up to date without a word', async () => {
    const widget = (await ids('widget__c'))[77] ?? '';
    await sql(`update crm_acme.widget__c set systemmodstamp = createddate where id = $1`, [widget]);
    await sql(`update sync_user.selected_object set transport = 'events' where sobject = 'Widget__c'`);
    const run = onlyRun(await rig.census('Widget__c'));
    await sql(`update sync_user.selected_object set transport = 'poll' where sobject = 'Widget__c'`);
    assert.deepEqual(found(run), []);
    assert.ok(run.buckets.some(({ differs }) => differs.length > 0));
    await rig.assertSame('Widget__c');
  });

  test('an object that refuses to have a field counted is counted without its fields', async () => {
    // A field whose type can be counted, said to be so by a describe that is wrong.
    await sql(`update sync_user.object_field set sf_type = 'string' where field = 'Flag__c'`);
    rig.calls.length = 0;
    const lost = (await ids('widget__c'))[9] ?? '';
    await sql(`delete from crm_acme.widget__c where id = $1`, [lost]);
    assert.deepEqual(found(onlyRun(await rig.census('Widget__c'))), [`missing ${lost}`]);
    assert.ok(rig.calls.length > 2, 'it was asked again');
    await sql(`update sync_user.object_field set sf_type = 'boolean' where field = 'Flag__c'`);
  });
});

describe('what is under way is no drift', () => {
  test('changes, creations and deletes that no poll has read yet', async () => {
    const [changed = '', removed = ''] = (await ids('widget__c')).slice(500);
    const [account = ''] = await ids('account');
    await org.save([
      { kind: 'update', object: 'Widget__c', id: changed, values: { Title__c: 'On its way' } },
      { kind: 'delete', object: 'Widget__c', id: removed },
      { kind: 'create', object: 'Widget__c', values: { Name: 'New', Title__c: 'New' } },
      { kind: 'update', object: 'Account', id: account, values: { Name: 'On its way' } },
    ]);
    await org.save([{ kind: 'purge', object: 'Widget__c', id: removed }]);
    await time.advance(1000);
    const taken = await rig.census();
    assert.deepEqual(taken.flatMap(found), []);
    assert.ok(taken.some(({ inFlight }) => inFlight > 0));
    const before = await repairs();
    await time.advance(60_000);
    await rig.poll();
    await rig.assertSame('Widget__c');
    assert.deepEqual(await repairs(), before);
  });
});

test('an object that is deselected while it is counted is left out, and the others are counted', async () => {
  const objects = await rig.store.objects.list(rig.workspaceId);
  const contact = objects.find(({ table }) => table.sobject === 'Contact') ?? assert.fail();
  await rig.store.objects.remove(contact.table);
  const taken = await takeCensus(
    { ...rig.ports, census: rig.store.census.port(24) },
    objects,
    new Set(),
    AbortSignal.timeout(60_000),
  );
  assert.deepEqual(
    taken.map(({ object, trouble }) => [object, trouble]),
    [
      ['Account', null],
      ['Widget__c', null],
    ],
  );
});
