/** First loads and what went wrong with them elsewhere; each test is named after the failure. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { deselectObject, LOAD_SIZES, loadObject, type LoadSizes } from '@sync-user/engine';
import { orgSeed } from '../support/org-seed.ts';
import { BULK, startLoadRig } from './load-rig.ts';

const WIDGETS = 1200;
const FIELDS = ['Id', 'Name', 'Title__c', 'Account__c', 'CreatedById'];
const rig = await startLoadRig(orgSeed({ widgets: WIDGETS, accounts: 130, contacts: 40 }));

beforeEach(async () => {
  await rig.org.clearFaults();
  await rig.org.send('POST', '/bulk', { pace: 'immediately', pageRows: 50_000 });
  await rig.org.send('POST', '/limits', { allowances: { DailyBulkV2QueryJobs: 10_000 } });
  rig.onWait = () => {};
  for (const { table } of await rig.ports.objects.list(rig.workspaceId))
    await deselectObject(rig.store, rig.workspaceId, table.sobject);
});

const loadOf = async (sobject: string) =>
  (await rig.ports.objects.readLoad(rig.workspaceId, sobject)) ?? assert.fail('it was loaded');
const rowsOf = async (sobject: string) =>
  Number((await rig.sql<{ rows: string }>(`select count(*) as rows from ${rig.schema}.${sobject}`))[0]?.rows);
const made = () => rig.calls.filter(({ transport }) => transport === 'bulk').length;

test('a small object is read by one query, and costs two calls', async () => {
  await rig.select('Account');
  assert.deepEqual(await rig.load('Account'), { kind: 'live', rows: 130 });
  assert.equal(rig.calls.filter(({ cause }) => cause === 'load').length, 2);
  assert.equal(made(), 0);
  await rig.assertSame('Account', ['Id', 'Name', 'OwnerId']);
});

test('only a page of the rows arrives: many queries go behind the last id of the one before', async () => {
  await rig.select('Widget__c');
  assert.equal((await rig.load('Widget__c', { queryPageRows: 97 })).kind, 'live');
  await rig.assertSame('Widget__c', FIELDS);
});

const RANGES: Partial<LoadSizes> = { ...BULK, rangeRows: 150, streams: 3, bulkPageRows: 40 };

test('rows at the borders of slices are lost or doubled: ranges touch, and their counts are the org’s', async () => {
  await rig.select('Widget__c');
  assert.deepEqual(await rig.load('Widget__c', RANGES), { kind: 'live', rows: WIDGETS });
  const { parts, rowsCounted } = await loadOf('Widget__c');
  assert.ok(parts.length >= 6, `${parts.length} ranges`);
  assert.equal(parts[0]?.range.after, null);
  assert.equal(parts.at(-1)?.range.through, null);
  for (const [index, { range }] of parts.entries())
    if (index > 0) assert.equal(range.after, parts[index - 1]?.range.through);
  assert.equal(
    parts.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0),
    rowsCounted,
  );
  await rig.assertSame('Widget__c', FIELDS);
  const shown = (await rig.store.selected.read(rig.workspaceId, 'Widget__c'))?.load;
  assert.deepEqual([shown?.rowsLoaded, shown?.rowsExpected, shown?.secondsLeft], [WIDGETS, WIDGETS, 0]);
  assert.ok((shown?.rowsPerSecond ?? 0) > 0);
  assert.deepEqual(new Set(shown?.ranges.map(({ state }) => state)), new Set(['done']));
});

test('half the table is missing and the job is green: fewer rows than the org counts are no load', async () => {
  await rig.select('Account');
  await rig.org.fault({
    kind: 'status',
    status: 200,
    method: 'GET',
    path: '/results',
    contentType: 'text/csv',
    body: '"Id","Name","SystemModstamp"\n',
  });
  await rig.org.fault({
    kind: 'status',
    status: 200,
    method: 'GET',
    path: '/jobs/query/750\\w+$',
    body: { id: '750000000000001AAA', state: 'JobComplete', numberRecordsProcessed: 0 },
  });
  assert.deepEqual(await rig.load('Account', BULK), { kind: 'live', rows: 130 });
  assert.equal((await loadOf('Account')).attempts, 2, 'what the job called complete was read again');
  await rig.assertSame('Account', ['Id', 'Name']);
});

test('a stopped worker begins from the start: what is resumed goes on at the page, in every range', async () => {
  await rig.select('Widget__c');
  const stop = new AbortController();
  let pages = 0;
  const openBulkResultPage = rig.ports.org.openBulkResultPage.bind(rig.ports.org);
  const counting = {
    ...rig.ports,
    org: {
      ...rig.ports.org,
      openBulkResultPage: async (...asked: Parameters<typeof openBulkResultPage>) => {
        pages += 1;
        if (pages === 8) stop.abort(new Error('the worker stops'));
        return await openBulkResultPage(...asked);
      },
    },
  };
  const sizes = { ...LOAD_SIZES, ...RANGES };
  await assert.rejects(loadObject(counting, rig.workspaceId, 'Widget__c', stop.signal, sizes));
  const before = await loadOf('Widget__c');
  const kept = before.parts.reduce((sum, { pagesLoaded }) => sum + pagesLoaded, 0);
  assert.ok(kept > 0 && (await rowsOf('widget__c')) < WIDGETS);
  pages = 1000;
  assert.equal(
    (await loadObject(counting, rig.workspaceId, 'Widget__c', AbortSignal.timeout(60_000), sizes)).kind,
    'live',
  );
  const after = await loadOf('Widget__c');
  const total = after.parts.reduce((sum, { pagesLoaded }) => sum + pagesLoaded, 0);
  assert.equal(pages - 1000, total - kept, 'no page is fetched twice');
  assert.equal(after.attempts, 1);
  await rig.assertSame('Widget__c', FIELDS);
});

test('a bulk job never finishes and the sync waits for ever: it has a deadline and is made anew in smaller ranges', async () => {
  await rig.select('Widget__c');
  await rig.org.send('POST', '/bulk', { pace: 'polls', polls: 1_000_000 });
  rig.onWait = async () => {
    if ((await loadOf('Widget__c')).parts.length > 1)
      await rig.org.send('POST', '/bulk', { pace: 'immediately' });
  };
  const outcome = await rig.load('Widget__c', { ...BULK, smallestRangeRows: 100, jobPatienceMs: 60_000 });
  assert.equal(outcome.kind, 'live');
  const { parts, attempts } = await loadOf('Widget__c');
  assert.deepEqual([parts.length, attempts], [4, 2]);
  await rig.assertSame('Widget__c', FIELDS);
});

test('QUERY_TIMEOUT and yet success with no rows: a failed job is a failure, and begins anew in smaller ranges', async () => {
  await rig.select('Widget__c');
  await rig.org.send('POST', '/bulk', {
    failNext: 'QUERY_TIMEOUT: Your query request was running for too long.',
  });
  assert.equal((await rig.load('Widget__c', { ...BULK, smallestRangeRows: 100 })).kind, 'live');
  const { parts } = await loadOf('Widget__c');
  assert.deepEqual(
    parts.map(({ attempts, done }) => [attempts, done]),
    [2, 2, 2, 2].map((attempts) => [attempts, true]),
  );
  await rig.assertSame('Widget__c', FIELDS);
});

test('a job is gone in the middle of its pages: its range begins anew, and nothing is doubled', async () => {
  await rig.select('Widget__c');
  await rig.org.fault({
    kind: 'status',
    status: 404,
    path: '/results',
    skip: 3,
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  });
  assert.equal((await rig.load('Widget__c', { ...BULK, bulkPageRows: 100 })).kind, 'live');
  const [part] = (await loadOf('Widget__c')).parts;
  assert.deepEqual([part?.merge, part?.attempts, part?.rowsLoaded], [true, 2, WIDGETS]);
  assert.equal(await rowsOf('widget__c'), WIDGETS);
  await rig.assertSame('Widget__c', FIELDS);
});

test('the whole sync fails on an object that bulk jobs refuse: it is read by queries', async () => {
  await rig.select('CaseStatus');
  assert.equal((await rig.load('CaseStatus', BULK)).kind, 'live');
  const { parts } = await loadOf('CaseStatus');
  assert.deepEqual(
    parts.map(({ transport }) => transport),
    ['query'],
  );
  assert.ok((await rowsOf('casestatus')) > 0);
  await rig.assertSame('CaseStatus', ['Id', 'MasterLabel']);
});

test('bulk refuses for the day: few rows go by queries, many wait and say so', async () => {
  await rig.org.send('POST', '/limits', { allowances: { DailyBulkV2QueryJobs: 0 } });
  await rig.select('Account');
  assert.equal((await rig.load('Account', BULK)).kind, 'live');
  await rig.assertSame('Account', ['Id', 'Name']);

  await rig.select('Widget__c');
  assert.equal((await rig.load('Widget__c', { ...BULK, queryInsteadRows: 1000 })).kind, 'troubled');
  const waiting = await rig.read('Widget__c');
  assert.deepEqual([waiting.state, waiting.trouble?.code], ['loading', 'SF_BULK_LIMIT']);
  await rig.org.send('POST', '/limits', { allowances: { DailyBulkV2QueryJobs: 10_000 } });
  assert.equal((await rig.load('Widget__c', BULK)).kind, 'live');
  await rig.assertSame('Widget__c', FIELDS);
});

/** About three fields to a query. */
const WIDE: Partial<LoadSizes> = { ...BULK, queryCharacters: 60 };

test('too many fields for one query: they are read in chunks and every row is whole', async () => {
  await rig.select('Widget__c', 'all');
  assert.equal((await rig.load('Widget__c', WIDE)).kind, 'live');
  const { parts } = await loadOf('Widget__c');
  assert.ok(parts.filter(({ fills }) => fills).length >= 2, `${parts.length} parts`);
  await rig.assertSame('Widget__c', [...FIELDS, 'Key__c', 'OwnerId', 'LastModifiedById']);
});

test('a query that is too complicated is cut into chunks of fields', async () => {
  await rig.select('Widget__c', 'all');
  await rig.org.fault({
    kind: 'status',
    status: 400,
    method: 'POST',
    path: '/jobs/query$',
    body: [{ errorCode: 'QUERY_TOO_COMPLICATED', message: 'Query is either selecting too many fields' }],
  });
  assert.equal((await rig.load('Widget__c', BULK)).kind, 'live');
  assert.equal((await loadOf('Widget__c')).parts.length, 2);
  await rig.assertSame('Widget__c', [...FIELDS, 'Key__c', 'OwnerId']);
});

test('a row that changed between two chunks is dropped with a log line: it is read again whole', async () => {
  await rig.select('Widget__c', 'all');
  const [row] = await rig.orgRows('Widget__c', ['Id']);
  const id = String(row?.['Id']);
  const createBulkQuery = rig.ports.org.createBulkQuery.bind(rig.ports.org);
  let jobs = 0;
  const changing = {
    ...rig.ports,
    org: {
      ...rig.ports.org,
      createBulkQuery: async (...asked: Parameters<typeof createBulkQuery>) => {
        jobs += 1;
        if (jobs === 2) {
          await rig.org.save([
            { kind: 'update', object: 'Widget__c', id, values: { Title__c: 'changed', Key__c: 'changed' } },
          ]);
        }
        return await createBulkQuery(...asked);
      },
    },
  };
  const sizes = { ...LOAD_SIZES, ...WIDE, streams: 1 };
  assert.equal(
    (await loadObject(changing, rig.workspaceId, 'Widget__c', AbortSignal.timeout(60_000), sizes)).kind,
    'live',
  );
  await rig.assertSame('Widget__c', [...FIELDS, 'Key__c', 'OwnerId', 'LastModifiedById']);
});
