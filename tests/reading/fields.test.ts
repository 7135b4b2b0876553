import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import {
  changeFields,
  type FieldsWanted,
  fillFields,
  pollWorkspace,
  refreshObjects,
  type SchemaReport,
  setRowFilter,
} from '@sync-user/engine';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const NOTHING: FieldsWanted = { add: [], remove: [], private: [], shown: [] };

/** Each test spoils an object of its own: `Thing1__c`, `Thing2__c` … */
const THINGS = 20;
const rig = await startLoadRig(seedOfThings());
const { ports } = rig;
let ids: readonly string[];
let used = 0;
let thing = '';

const change = (wanted: Partial<FieldsWanted>) =>
  changeFields(ports, rig.workspaceId, thing, { ...NOTHING, ...wanted }, SIGNAL);
const poll = () => pollWorkspace(ports, rig.workspaceId, SIGNAL);
const fill = () => fillFields(ports, rig.workspaceId, thing, 'added', SIGNAL);
/** Fills until nothing is left to fill; a poll in between ends a tail. */
async function fillAll(): Promise<void> {
  await fill();
  await ports.clock.sleep(1000, SIGNAL);
  await poll();
  await fill();
}
const feed = () =>
  rig.sql<{ changed: Record<string, unknown>; cause: string }>(
    `select changed, cause from ${rig.schema}.sync_change where object = '${thing}' order by seq`,
  );
/** A consumer that read the table once and goes by the feed from there on. */
async function followFromHere(columns: readonly string[]) {
  const causes = new Set<string>();
  const read = async () => {
    const rows = await rig.sql<{ id: string; row: Record<string, unknown> }>(
      `select id, to_jsonb(t) as row from ${rig.schema}.${thing} t`,
    );
    return new Map(rows.map(({ id, row }) => [id, new Map(columns.map((name) => [name, row[name]]))]));
  };
  const known = await read();
  let position = await rig
    .sql<{ seq: string }>(`select last_seq as seq from ${rig.schema}.sync_feed_head`)
    .then(([head]) => Number(head?.seq));
  return {
    causes,
    /** What it does about a column that becomes text. */
    readAsText: (name: string) => {
      for (const values of known.values()) {
        const value = values.get(name);
        if (typeof value === 'number') values.set(name, String(value));
      }
    },
    /** Every entry begins with what the reader has, and in the end that is what the mirror has. */
    catchUp: async () => {
      const entries = await rig.sql<{
        seq: string;
        record_id: string;
        cause: string;
        changed: Record<string, readonly [unknown, unknown]>;
      }>(
        `select seq, record_id, cause, changed from ${rig.schema}.sync_change
          where object = '${thing}' and seq > ${position} order by seq`,
      );
      for (const { seq, record_id, cause, changed } of entries) {
        position = Number(seq);
        causes.add(cause);
        for (const name of columns.filter((one) => one in changed)) {
          const [before, after] = changed[name] ?? [];
          assert.equal(before, known.get(record_id)?.get(name), `${name} of ${record_id} in entry ${seq}`);
          known.get(record_id)?.set(name, after);
        }
      }
      assert.deepEqual(known, await read());
    },
  };
}
const refresh = async (): Promise<SchemaReport> =>
  await refreshObjects(ports, [await rig.read(thing)], SIGNAL);
const kindsOf = (report: SchemaReport) =>
  report.changes.map(({ kind, field }) => `${kind} ${field}`).toSorted();
const column = async (field: string) =>
  (await rig.read(thing)).table.columns.find((one) => one.field === field);
const save = (id: string, values: Record<string, unknown>) =>
  rig.org.save([{ kind: 'update', object: thing, id, values }]);

beforeEach(async () => {
  used += 1;
  thing = `Thing${used}__c`;
  await rig.store.schema.writePolicy(rig.workspaceId, 'add');
  await rig.select(thing, ['Title__c', 'Size__c']);
  assert.equal((await rig.load(thing)).kind, 'live');
  ids = (await rig.orgRows(thing, ['Id'])).map((row) => String(row['Id']));
  rig.calls.length = 0;
});

afterEach(async () => {
  for (const object of await ports.objects.list(rig.workspaceId)) await ports.objects.remove(object.table);
});

function seedOfThings(): object {
  const names = Array.from({ length: THINGS }, (_, index) => `Thing${index + 1}__c`);
  const seed = orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) as {
    permissionSets: { system: string[]; objects: Record<string, string>; fields: Record<string, string> }[];
    generate: object;
  };
  const [set] = seed.permissionSets;

  if (set === undefined) throw new Error('a seed without a permission set');
  // Tells a hidden field from a deleted one.
  set.system.push('ViewSetup');
  delete set.objects['Widget__c'];
  delete set.fields['Widget__c.*'];
  for (const name of names) {
    set.objects[name] = 'rV';
    set.fields[`${name}.*`] = 'read';
  }
  return {
    ...seed,
    objects: names.map((name) => ({
      name,
      label: name,
      plural: `${name}s`,
      fields: [
        { name: 'Key__c', type: 'text', length: 40 },
        { name: 'Title__c', type: 'text', length: 120 },
        { name: 'Size__c', type: 'number', precision: 10, scale: 2 },
        { name: 'Day__c', type: 'date' },
      ],
    })),
    generate: {
      ...seed.generate,
      ...Object.fromEntries(
        names.map((name) => [
          name,
          {
            rows: 60,
            fields: {
              Title__c: 'Title number {n}',
              Size__c: { min: 1, max: 9999, scale: 2 },
              Key__c: 'K{n}',
            },
          },
        ]),
      ),
    },
  };
}

describe('fields come and go', () => {
  test('an added field fills its own column, of all rows, and asks for no other', async () => {
    await change({ add: ['Key__c', 'day__c'] });
    rig.calls.length = 0;
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c', 'Key__c', 'Day__c']);
    assert.deepEqual(await feed(), [], 'a filled column is no change of Salesforce’s');
    const causes = rig.calls.map((call) => call.cause).filter((cause) => cause === 'backfill');
    assert.equal(causes.length, 2, 'the rows and the tail');
    assert.equal((await ports.fields.readBackfill(rig.workspaceId, thing, 'added'))?.phase, 'done');
  });

  test('filling overwrites nothing newer, and makes no row of its own', async () => {
    const [first = '', second = ''] = ids;
    await change({ add: ['Key__c'] });
    await save(first, { Title__c: 'newer', Key__c: 'k1' });
    const [made = ''] = await rig.org.save([
      { kind: 'create', object: thing, values: { Title__c: 'made', Key__c: 'k2' } },
    ]);
    await fill();
    const rows = await rig.sql<{ id: string; title__c: string; key__c: string | null }>(
      `select id, title__c, key__c from ${rig.schema}.${thing} where id = any($1)`,
      [[first, second, made]],
    );
    assert.equal(rows.length, 2, 'the new record comes whole, with a poll');
    const changed = rows.find((row) => row.id === first);
    assert.notEqual(changed?.title__c, 'newer');
    assert.equal(changed?.key__c, null, 'no row is half new and half old: the poll brings it whole');
    await ports.clock.sleep(1000, SIGNAL);
    await poll();
    await fill();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c', 'Key__c']);
  });

  test('a poll that was under way without the column leaves no hole', async () => {
    const [id = ''] = ids;
    const before = await rig.read(thing);
    await change({ add: ['Key__c'] });
    await fill();
    await save(id, { Key__c: 'late' });
    // What that poll read, without the column, moves the cursor far past the change.
    const [row] = await rig
      .orgRows(thing, ['Id', 'Title__c', 'SystemModstamp'])
      .then((rows) => rows.filter((one) => one['Id'] === id));
    assert.ok(row !== undefined && before.cursor !== null);
    const cursor = {
      ...before.cursor,
      readThrough: new Date(Date.now() + 3_600_000).toISOString() as typeof before.cursor.readThrough,
    };
    await ports.mirror.applyRecords(before.table, [row], { cause: 'poll', cursor });
    assert.deepEqual(await fill(), { kind: 'waiting' }, 'no poll with the column has come by');
    await ports.clock.sleep(20_000, SIGNAL);
    await poll();
    assert.equal((await fill()).kind, 'filled');
    await rig.assertSame(thing, ['Id', 'Title__c', 'Key__c']);
  });

  test('a removed field is read no more, keeps its values, and comes back right', async () => {
    const [id = ''] = ids;
    await change({ remove: ['size__c'] });
    await save(id, { Size__c: 4711 });
    await rig.org.send('DELETE', '/calls').catch(() => {});
    rig.calls.length = 0;
    await poll();
    const { table } = await rig.read(thing);
    assert.notEqual(table.columns.find((one) => one.field === 'Size__c')?.removedAt, null);
    const kept = await rig.sql(`select 1 from ${rig.schema}.${thing} where size__c is not null`);
    assert.equal(kept.length, 60);
    await change({ add: ['Size__c'] });
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Size__c']);
    await assert.rejects(change({ remove: ['Id'] }), { code: 'API_INVALID_REQUEST' });
    await assert.rejects(change({ add: ['Nope__c'] }), { code: 'API_INVALID_REQUEST' });
  });

  test('a reader of the feed keeps what the mirror has, whatever is unmapped, hidden, lost and read again', async () => {
    const [first = '', second = ''] = ids;
    const reader = await followFromHere(['title__c', 'size__c']);
    await change({ add: ['Key__c'] });
    await fillAll();
    assert.deepEqual(await feed(), [], 'a column that nobody knows yet is filled in silence');

    await change({ remove: ['Size__c'] });
    await save(first, { Size__c: 4711.5 });
    await rig.org.save([{ kind: 'update', object: thing, id: second, values: { Size__c: null } }]);
    await poll();
    await change({ add: ['Size__c', 'Day__c'] });
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c', 'Key__c', 'Day__c']);
    await reader.catchUp();
    assert.deepEqual([...reader.causes], ['poll', 'backfill']);
    assert.ok(
      !(await feed()).some(({ changed }) => 'day__c' in changed),
      'filled beside it, for the first time',
    );

    await rig.org.access(SYNC_USER, thing, 'none', 'Size__c');
    await refresh();
    await save(first, { Size__c: 8 });
    await poll();
    await rig.org.access(SYNC_USER, thing, 'read', 'Size__c');
    await refresh();
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Size__c']);
    await reader.catchUp();

    // Made anew, and wider: its values are gone in the org, and no stamp tells.
    await rig.org.send('DELETE', `/objects/${thing}/fields/Title__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Title__c', type: 'text', length: 200 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Title__c');
    assert.deepEqual(
      kindsOf(await refresh()).filter((kind) => kind.startsWith('widened')),
      ['widened Title__c'],
    );
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c']);
    await reader.catchUp();
    await save(first, { Title__c: 'new' });
    await poll();
    await reader.catchUp();
  });

  test('a column that is still being filled for the first time is told of once its field is made anew', async () => {
    const [first = ''] = ids;
    await change({ add: ['Key__c'] });
    const reader = await followFromHere(['key__c']);
    await save(first, { Key__c: 'told' });
    await poll();
    await reader.catchUp();
    await rig.org.send('DELETE', `/objects/${thing}/fields/Key__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Key__c', type: 'text', length: 90 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Key__c');
    await refresh();
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Key__c']);
    await reader.catchUp();
  });

  test('a private field leaves no trace and is never asked for again', async () => {
    const [first = '', second = ''] = ids;
    await save(first, { Title__c: 'secret one' });
    await rig.org.save([{ kind: 'delete', object: thing, id: second }]);
    await poll();
    assert.equal((await feed()).filter((entry) => 'title__c' in entry.changed).length, 1);
    await change({ private: ['Title__c'] });
    const since = (await rig.org.calls()).length;
    await save(first, { Title__c: 'secret two', Size__c: 3 });
    await poll();
    await rig.select(thing, 'all');
    await fillAll();
    await refresh();
    await ports.objects.writeState(rig.workspaceId, thing, 'waiting', null, { from: 'live' });
    await rig.load(thing);
    const texts = await rig.sql<{ all: string }>(
      `select (select coalesce(json_agg(c)::text, '') from ${rig.schema}.sync_change c where object = '${thing}')
           || (select coalesce(json_agg(g)::text, '') from ${rig.schema}.sync_tombstone g where object = '${thing}')
           || (select coalesce(json_agg(w)::text, '') from ${rig.schema}.${thing} w) as all`,
    );
    assert.doesNotMatch(texts[0]?.all ?? '', /title__c|secret|Title number/);
    const urls = (await rig.org.calls()).slice(since).map((call) => decodeURIComponent(call.url));
    assert.ok(
      urls.some((url) => url.includes('/query')),
      'rows were read',
    );
    assert.deepEqual(
      urls.filter((url) => /title__c/i.test(url)),
      [],
    );
    assert.doesNotMatch(JSON.stringify(rig.calls), /title__c/i);
    await assert.rejects(change({ add: ['Title__c'] }), { code: 'API_INVALID_REQUEST' });
    await change({ shown: ['Title__c'], add: ['Title__c'] });
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c']);
  });
});

describe('the org’s schema changes', () => {
  test('a field hidden by field-level security is told from a deleted one, and comes back with what changed meanwhile', async () => {
    const [id = ''] = ids;
    await rig.org.access(SYNC_USER, thing, 'none', 'Size__c');
    assert.deepEqual(kindsOf(await refresh()), ['hidden Size__c']);
    assert.match((await column('Size__c'))?.trouble?.message ?? '', /field-level security/);
    assert.deepEqual(kindsOf(await refresh()), [], 'told once');
    await save(id, { Size__c: 12.5 });
    await poll();
    // No poll reaches back that far: filling alone brings the value.
    await rig.org.send('POST', '/clock', { advanceMs: 3_600_000 });
    await ports.clock.sleep(3_600_000, SIGNAL);
    await poll();
    await rig.org.access(SYNC_USER, thing, 'read', 'Size__c');
    assert.deepEqual(kindsOf(await refresh()), ['returned Size__c']);
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c']);
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    assert.deepEqual(kindsOf(await refresh()), ['removed Size__c']);
    assert.match((await column('Size__c'))?.trouble?.message ?? '', /does not exist any more/);
  });

  test('a query that fails on a field finds out at once, and the object goes on', async () => {
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    await save(ids[0] ?? '', { Title__c: 'after' });
    assert.deepEqual((await poll()).troubled, [thing]);
    assert.equal((await column('Size__c'))?.trouble?.code, 'SF_FIELD_NOT_READABLE');
    assert.deepEqual((await poll()).troubled, []);
    await rig.assertSame(thing, ['Id', 'Title__c']);
  });

  test('a new field is added and filled by itself, or waits for an admin', async () => {
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Tier__c', type: 'text', length: 20 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Tier__c');
    await save(ids[0] ?? '', { Tier__c: 'gold' });
    // No poll reaches back that far: filling alone brings the value.
    await rig.org.send('POST', '/clock', { advanceMs: 3_600_000 });
    await ports.clock.sleep(3_600_000, SIGNAL);
    await poll();
    const found = await refresh();
    assert.deepEqual(kindsOf(found), ['added Tier__c']);
    assert.equal(found.changes[0]?.decision, 'automatic');
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Tier__c']);

    await rig.store.schema.writePolicy(rig.workspaceId, 'ask');
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Rank__c', type: 'text', length: 20 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Rank__c');
    const waiting = await refresh();
    assert.equal(waiting.changes[0]?.decision, 'waiting');
    assert.equal(await column('Rank__c'), undefined);
    assert.deepEqual(kindsOf(await refresh()), [], 'nobody is asked twice');
  });

  test('a renamed field is one loss and one news elsewhere: it is told as renamed, and its values come under the new name', async () => {
    const label = (await column('Size__c'))?.label;
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, {
      name: 'Volume__c',
      label,
      type: 'number',
      precision: 10,
      scale: 2,
    });
    await rig.org.access(SYNC_USER, thing, 'read', 'Volume__c');
    await save(ids[0] ?? '', { Volume__c: 7.25 });
    const { changes } = await refresh();
    assert.deepEqual(
      changes.map(({ kind, before, after, decision }) => [kind, before, after, decision]),
      [['renamed', 'Size__c', 'Volume__c', 'automatic']],
    );
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Volume__c']);
    const kept = await rig.sql(`select 1 from ${rig.schema}.${thing} where size__c is not null`);
    assert.equal(kept.length, 60, 'what the former name had is kept until somebody drops it');
  });

  test('a row filter whose field is gone is no empty table: the object says so, keeps its rows, and goes on without it', async () => {
    await setRowFilter(ports, await rig.read(thing), { filter: 'Size__c > 0', checkOnly: false }, SIGNAL);
    await fillFields(ports, rig.workspaceId, thing, 'filter', SIGNAL);
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    await save(ids[0] ?? '', { Title__c: 'after' });
    await poll();
    await poll();
    const { state, trouble } = await rig.read(thing);
    assert.deepEqual([state, trouble?.code], ['failed', 'ROW_FILTER_REFUSED']);
    assert.match(trouble?.message ?? '', /“Size__c > 0”.*Size__c/);
    assert.equal((await rig.sql(`select 1 from ${rig.schema}.${thing}`)).length, 60);
    await assert.rejects(
      setRowFilter(ports, await rig.read(thing), { filter: 'Size__c > 1', checkOnly: false }, SIGNAL),
      { code: 'ROW_FILTER_REFUSED' },
    );
    await setRowFilter(ports, await rig.read(thing), { filter: null, checkOnly: false }, SIGNAL);
    await fillFields(ports, rig.workspaceId, thing, 'filter', SIGNAL);
    await poll();
    assert.equal((await rig.read(thing)).state, 'live');
    await rig.assertSame(thing, ['Id', 'Title__c']);
  });

  test('a field of another type gets a column that holds both, and is read again', async () => {
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Size__c', type: 'text', length: 20 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Size__c');
    await save(ids[0] ?? '', { Size__c: 'huge' });
    const reader = await followFromHere(['size__c']);
    assert.deepEqual(kindsOf(await refresh()), ['retyped Size__c']);
    assert.equal((await column('Size__c'))?.columnType, 'text');
    reader.readAsText('size__c');
    await reader.catchUp();
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c']);
    await reader.catchUp();
  });

  test('selecting an object again does not hide that a field of it was made anew', async () => {
    await rig.org.send('DELETE', `/objects/${thing}/fields/Title__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Title__c', type: 'text', length: 200 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Title__c');
    await rig.select(thing, ['Title__c']);
    await fillAll();
    await rig.assertSame(thing, ['Id', 'Title__c', 'Size__c']);
  });

  test('a view on the column does not stop the rest', async () => {
    await rig.sql(`create view public.sizes as select size__c from ${rig.schema}.${thing}`);
    await rig.org.send('DELETE', `/objects/${thing}/fields/Size__c`);
    await rig.org.send('POST', `/objects/${thing}/fields`, { name: 'Size__c', type: 'text', length: 20 });
    await rig.org.access(SYNC_USER, thing, 'read', 'Size__c');
    try {
      assert.deepEqual((await refresh()).troubled, []);
      assert.equal((await column('Size__c'))?.columnType, 'numeric');
      await save(ids[0] ?? '', { Title__c: 'goes on' });
      await poll();
      await rig.assertSame(thing, ['Id', 'Title__c']);
      await assert.rejects(change({ private: ['Size__c'] }), { code: 'API_CONFLICT', message: /sizes/ });
    } finally {
      await rig.sql('drop view public.sizes');
    }
  });

  test('discovery of many objects is one call', async () => {
    for (const sobject of ['Account', 'Contact', 'Lead', 'Case', 'Campaign']) {
      await rig.select(sobject);
      await rig.load(sobject);
    }
    rig.calls.length = 0;
    const report = await refreshObjects(ports, await ports.objects.list(rig.workspaceId), SIGNAL);
    assert.equal(report.objects, 6);
    assert.equal(rig.calls.length, 1);
  });
});
