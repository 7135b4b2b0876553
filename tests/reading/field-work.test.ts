/** What a worker does about fields unasked: compares them daily, fills large tables by bulk job, drops what was removed long ago. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import { changeFields, deselectObject, toInstant } from '@sync-user/engine';
import { pino } from 'pino';
import { fieldJobKinds } from '../../apps/server/src/jobs/field-work.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const DAY_MS = 24 * 3_600_000;
const NOTHING = { add: [], remove: [], private: [], shown: [] };

const rig = await startLoadRig(orgSeed({ accounts: 6, contacts: 3, widgets: 40 }));
const { ports, workspaceId, schema, org } = rig;
/** Another workspace would have no org of its own: the work is asked for one alone. */
let scarce = false;
const jobs = fieldJobKinds({
  store: rig.store,
  clock: ports.clock,
  withOrg: async (_, run) => void (await run(ports)),
  whyWait: async (_, cause) => (scarce ? new SyncError('API_BUDGET_SPENT', `No ${cause} now.`) : undefined),
  removedFieldDays: 30,
  log: pino({ level: 'silent' }),
});
const job = (name: string) => jobs.find((one) => one.name === name) ?? assert.fail(name);
const due = async (name: string) => (await job(name).due()).map(({ sobject }) => sobject ?? 'all');
async function work(name: string): Promise<void> {
  for (const target of await job(name).due()) await job(name).run(target, SIGNAL);
}
const pass = (ms: number) => ports.clock.sleep(ms, SIGNAL);
const describes = () => rig.calls.filter(({ cause }) => cause === 'describe').length;

// Nobody is connected in this rig but the engine itself; a worker asks our tables who is.
await rig.sql(
  `with app as (insert into sync_user.salesforce_app (workspace_id, client_id) values ($1, 'a key') returning app_id)
   insert into sync_user.connection (workspace_id, is_sync_user, state, method, app_id, login_url)
   select $1, true, 'active', 'client_credentials', app_id, 'https://login.salesforce.com' from app`,
  [workspaceId],
);

await rig.store.schema.writePolicy(workspaceId, 'add');
const [first] = await rig.orgRows('Widget__c', ['Id']);
await org.save([
  {
    kind: 'update',
    object: 'Widget__c',
    id: String(first?.['Id']),
    values: { Key__c: 'comma, "quote"\nline' },
  },
]);

beforeEach(async () => {
  await org.clearFaults();
  for (const { table } of await ports.objects.list(workspaceId))
    await deselectObject(rig.store, workspaceId, table.sobject);
  await rig.select('Widget__c', ['Title__c', 'Size__c']);
  await rig.load('Widget__c');
});

test('a new field is missing until somebody clicks: objects are compared within a day of the last time, once, and their claims do not pile up', async () => {
  await rig.select('Account');
  await rig.load('Account');
  await work('refresh-fields');
  rig.calls.length = 0;
  assert.deepEqual(await due('refresh-fields'), [], 'nothing is due right after');
  await pass(DAY_MS - 60_000);
  assert.deepEqual(await due('refresh-fields'), []);
  await pass(120_000);
  await org.send('POST', '/objects/Widget__c/fields', { name: 'Tier__c', type: 'text', length: 20 });
  await org.access(SYNC_USER, 'Widget__c', 'read', 'Tier__c');
  assert.deepEqual(await due('refresh-fields'), ['all']);
  assert.deepEqual(await due('refresh-fields'), [], 'it was claimed');
  assert.equal(describes(), 0);
  // Whoever claimed it died: it is handed out again.
  await pass(31 * 60_000);
  await work('refresh-fields');
  assert.equal(describes(), 1, 'two objects in one call');
  const table = (await rig.read('Widget__c')).table;
  assert.ok(table.columns.some(({ field }) => field === 'Tier__c'));
  assert.deepEqual(await due('refresh-fields'), []);
});

test('objects that are paused, or whose sync user is gone, are not compared', async () => {
  await pass(25 * 3_600_000);
  await rig.store.plans.changeReading(
    workspaceId,
    'Widget__c',
    { paused: true },
    toInstant(ports.clock.nowMs()),
  );
  assert.deepEqual(await due('refresh-fields'), []);
  await rig.store.plans.changeReading(
    workspaceId,
    'Widget__c',
    { paused: false },
    toInstant(ports.clock.nowMs()),
  );
  await rig.sql(`update sync_user.connection set state = 'expired'`);
  assert.deepEqual(await due('refresh-fields'), []);
  await rig.sql(`update sync_user.connection set state = 'active'`);
  assert.deepEqual(await due('refresh-fields'), ['all']);
});

/** A table that our own count says is large. */
async function addAsLarge(field: string): Promise<void> {
  await changeFields(ports, workspaceId, 'Widget__c', { ...NOTHING, add: [field] }, SIGNAL);
  await rig.sql(`update sync_user.field_backfill set rows_expected = 20001`);
  rig.calls.length = 0;
}
const filled = async () =>
  (await ports.fields.readBackfill(workspaceId, 'Widget__c', 'added')) ?? assert.fail('nothing was filled');

test('one column costs the reload of a large table: it is filled alone, by one bulk job of that column', async () => {
  await addAsLarge('Key__c');
  await org.send('DELETE', '/calls');
  await work('fill-fields');
  const made = (await org.calls()).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'),
  );
  assert.equal(made.length, 1);
  assert.equal((await filled()).rowsRead, 40);
  await rig.assertSame('Widget__c', ['Id', 'Key__c', 'Title__c']);
  assert.ok(
    rig.calls.every(({ cause }) => cause === 'backfill'),
    'and its calls are named after it',
  );
});

test('a job of a column that fails, or whose pages are cut, is made anew and counts nothing twice', async () => {
  await addAsLarge('Key__c');
  await org.send('POST', '/bulk', {
    failNext: 'QUERY_TIMEOUT: Your query request was running for too long.',
  });
  await work('fill-fields');
  assert.deepEqual([(await filled()).jobId, (await filled()).rowsRead], [null, 0]);
  await org.fault({
    kind: 'status',
    status: 200,
    method: 'GET',
    path: '/results',
    contentType: 'text/csv',
    body: '"Id","Key__c","SystemModstamp"\n',
  });
  await pass(120_000);
  await assert.rejects(
    work('fill-fields'),
    (error) => error instanceof SyncError && error.code === 'SF_ANSWER_CUT',
  );
  assert.deepEqual([(await filled()).jobId, (await filled()).rowsRead], [null, 0]);
  await pass(120_000);
  await work('fill-fields');
  assert.equal((await filled()).rowsRead, 40);
  await rig.assertSame('Widget__c', ['Id', 'Key__c']);
});

test('a removed field stays for ever, or goes at once: its column is dropped when its days are over, and not from under a view', async () => {
  const columns = async () =>
    (
      await rig.sql<{ name: string }>(
        `select column_name as name from information_schema.columns
          where table_schema = $1 and table_name = 'widget__c' and column_name in ('size__c', 'title__c')`,
        [schema],
      )
    ).map(({ name }) => name);
  await rig.sql(`create view public.titles as select title__c from ${schema}.widget__c`);
  try {
    await changeFields(
      ports,
      workspaceId,
      'Widget__c',
      { ...NOTHING, remove: ['Size__c', 'Title__c'] },
      SIGNAL,
    );
    await pass(29 * DAY_MS);
    assert.deepEqual(await due('drop-removed-fields'), []);
    await pass(1.5 * DAY_MS);
    assert.deepEqual(await due('drop-removed-fields'), ['Widget__c']);
    await work('drop-removed-fields');
    assert.deepEqual((await columns()).toSorted(), ['size__c', 'title__c'], 'the view reads one of them');
    assert.deepEqual(await due('drop-removed-fields'), [], 'it is tried again tomorrow');
  } finally {
    await rig.sql('drop view public.titles');
  }
  await pass(2 * DAY_MS);
  await work('drop-removed-fields');
  assert.deepEqual(await columns(), []);
  assert.deepEqual(
    (await rig.read('Widget__c')).table.columns.filter(({ field }) => /^(Size|Title)__c$/.test(field)),
    [],
  );
  await changeFields(ports, workspaceId, 'Widget__c', { ...NOTHING, add: ['Size__c'] }, SIGNAL);
  await work('fill-fields');
  await rig.assertSame('Widget__c', ['Id', 'Size__c']);
});

test('a column uses up the calls that people need: while they are scarce nothing is asked, it says why it waits, and is filled later', async () => {
  await changeFields(ports, workspaceId, 'Widget__c', { ...NOTHING, add: ['Key__c'] }, SIGNAL);
  await pass(25 * 3_600_000);
  rig.calls.length = 0;
  scarce = true;
  try {
    for (const name of ['fill-fields', 'refresh-fields', 'refresh-formulas']) await work(name);
  } finally {
    scarce = false;
  }
  assert.equal(rig.calls.length, 0);
  assert.deepEqual([(await filled()).phase, (await filled()).trouble?.code], ['reading', 'API_BUDGET_SPENT']);
  assert.deepEqual(await due('fill-fields'), [], 'it is not asked for again at once');
  await pass(301_000);
  await work('fill-fields');
  assert.equal((await filled()).trouble, null);
  await rig.assertSame('Widget__c', ['Id', 'Key__c']);
});
