/** Bulk jobs and what limits them; each test is named after what happened elsewhere. See docs/scenarios.md, B1, B4 and B5. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { deselectObject, LOAD_SIZES, loadObject, pollWorkspace } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { BULK, startLoadRig } from './load-rig.ts';

const SIGNAL = AbortSignal.timeout(240_000);
const WIDGETS = 600;
const FIELDS = ['Id', 'Name', 'Title__c'];
const rig = await startLoadRig(orgSeed({ widgets: WIDGETS, accounts: 3, contacts: 0 }));
const ids = (await rig.orgRows('Widget__c', ['Id'])).map((row) => String(row['Id']));
const ALLOWED = { DailyBulkV2QueryJobs: 10_000, DailyBulkV2QueryFileStorageKB: 1_000_000_000 };

beforeEach(async () => {
  await rig.org.clearFaults();
  await rig.org.send('POST', '/bulk', { pace: 'immediately' });
  await rig.org.send('POST', '/limits', { allowances: ALLOWED });
  rig.onWait = () => {};
  for (const { table } of await rig.ports.objects.list(rig.workspaceId))
    await deselectObject(rig.store, rig.workspaceId, table.sobject);
  await rig.select('Widget__c');
});

const poll = (deltaByBulkRows?: number) =>
  pollWorkspace(rig.ports, rig.workspaceId, SIGNAL, deltaByBulkRows === undefined ? {} : { deltaByBulkRows });
const parts = async () =>
  (await rig.ports.objects.readLoad(rig.workspaceId, 'Widget__c'))?.parts ?? assert.fail('it was loaded');
const jobs = () => rig.calls.filter(({ transport }) => transport === 'bulk').length;
/** The jobs that the org was asked to make. */
const orders = async () =>
  (await rig.org.calls()).filter(({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'));
const retitle = (some: readonly string[], title: string) =>
  rig.org.save(some.map((id) => ({ kind: 'update', object: 'Widget__c', id, values: { Title__c: title } })));

test('one slice holds most rows after a mass update: ranges of ids stay as full as wanted', async () => {
  await retitle(ids, 'of one second');
  assert.equal((await rig.load('Widget__c', { ...BULK, rangeRows: 100 })).kind, 'live');
  const rows = (await parts()).map(({ rowsLoaded }) => rowsLoaded);
  assert.ok(rows.length >= 4 && Math.max(...rows) <= 150, `${rows.join()} rows in the ranges`);
  await rig.assertSame('Widget__c', FIELDS);
});

test('a job fails with words that nobody has met before: it is made anew in smaller ranges all the same', async () => {
  await rig.org.send('POST', '/bulk', { failNext: 'SomethingNew : the moon was in the way' });
  assert.equal((await rig.load('Widget__c', { ...BULK, smallestRangeRows: 100 })).kind, 'live');
  assert.deepEqual(
    (await parts()).map(({ attempts, done }) => [attempts, done]),
    [2, 2, 2, 2].map((attempts) => [attempts, true]),
  );
  await rig.assertSame('Widget__c', FIELDS);
});

test('the wait is given up although the job finishes later: a slow job that gets on is waited for', async () => {
  const before = (await orders()).length;
  let counted = 0;
  const fetchBulkJob = rig.ports.org.fetchBulkJob.bind(rig.ports.org);
  // The org's jobs are done at once or not at all; this one says that it got a little further each time.
  const slow: typeof fetchBulkJob = async (...asked) => {
    const job = await fetchBulkJob(...asked);
    counted += 10;
    return counted < WIDGETS ? { ...job, state: 'InProgress', recordsProcessed: counted } : job;
  };
  const outcome = await loadObject(
    { ...rig.ports, org: { ...rig.ports.org, fetchBulkJob: slow } },
    rig.workspaceId,
    'Widget__c',
    SIGNAL,
    { ...LOAD_SIZES, ...BULK, jobPatienceMs: 60_000 },
  );
  assert.equal(outcome.kind, 'live');
  assert.equal((await orders()).length - before, 1, 'the first job was waited for');
  await rig.assertSame('Widget__c', FIELDS);
});

test('bulk results of a terabyte are used up for the day: few rows go by queries, many wait and say so', async () => {
  await rig.org.send('POST', '/limits', { allowances: { DailyBulkV2QueryFileStorageKB: 0 } });
  assert.equal((await rig.load('Widget__c', { ...BULK, queryInsteadRows: 100 })).kind, 'troubled');
  assert.equal((await rig.read('Widget__c')).trouble?.code, 'SF_BULK_LIMIT');
  assert.equal((await rig.load('Widget__c', BULK)).kind, 'live');
  assert.deepEqual([...new Set((await parts()).map(({ transport }) => transport))], ['query']);
  await rig.assertSame('Widget__c', FIELDS);
});

test('many small increments use up the day’s bulk jobs: they travel by queries', async () => {
  await rig.load('Widget__c', BULK);
  rig.calls.length = 0;
  for (let round = 0; round < 5; round += 1) {
    await retitle(ids.slice(0, 20), `round ${round}`);
    assert.equal((await poll()).updated, 20);
  }
  assert.equal(jobs(), 0);
});

for (const [how, allowances] of [
  ['by a bulk job', {}],
  ['by queries, while bulk jobs are used up', { DailyBulkV2QueryJobs: 0 }],
] as const) {
  test(`deleted rows are there or not, as the way of reading wills: a large delta brings them ${how}`, async () => {
    await rig.load('Widget__c', BULK);
    await poll();
    await rig.org.send('POST', '/limits', { allowances });
    rig.calls.length = 0;
    const before = (await orders()).length;
    const gone = ids.splice(0, 5);
    await rig.org.save(gone.map((id) => ({ kind: 'delete', object: 'Widget__c', id })));
    await retitle(ids.slice(0, 30), `delta ${how}`);
    const report = await poll(5);
    assert.deepEqual([report.updated, report.deleted, report.troubled], [30, 5, []]);
    assert.equal((await orders()).length - before, 1);
    assert.equal(jobs() > 1, how === 'by a bulk job');
    await rig.assertSame('Widget__c', FIELDS);
  });
}
