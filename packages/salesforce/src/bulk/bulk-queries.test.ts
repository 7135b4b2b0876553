import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ErrorCode, isSyncError } from '@sync-user/contract';
import { contextOf, openSourceOrg } from '../../testing/open-source-org.ts';
import { type ScriptedOrg, startScriptedOrg } from '../../testing/scripted-org.ts';

const LOADING = contextOf({ cause: 'load', sobject: 'Account' });
const JOB = '750ak000009AVi5AAG';

const jobInfo = (changes: object = {}) => ({
  id: JOB,
  operation: 'query',
  object: 'Account',
  state: 'UploadComplete',
  apiVersion: 66.0,
  ...changes,
});

function isCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => isSyncError(error, code);
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of body) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1000; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.fail('it never came true');
}

function playPage(org: ScriptedOrg, csv: string, locator: string, rows: number): void {
  org.play({
    body: csv,
    headers: {
      'content-type': 'text/csv',
      'sforce-locator': locator,
      'sforce-numberofrecords': String(rows),
    },
  });
}

test('a query job is made as CSV with commas and line feeds, and says when it was asked for', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({ body: jobInfo(), headers: { date: 'Tue, 06 Jan 2026 10:00:00 GMT' } });
  const { value, askedAt } = await opened.source.createBulkQuery(
    'SELECT Id FROM Account',
    { withDeleted: false },
    LOADING,
  );
  assert.deepEqual(value, { id: JOB, state: 'UploadComplete', recordsProcessed: 0, errorMessage: undefined });
  assert.ok(askedAt < '2026-01-06T09:59:59.001Z');
  assert.equal(org.requests[0]?.path, '/services/data/v66.0/jobs/query');
  assert.deepEqual(JSON.parse(org.requests[0]?.body ?? ''), {
    operation: 'query',
    query: 'SELECT Id FROM Account',
    contentType: 'CSV',
    columnDelimiter: 'COMMA',
    lineEnding: 'LF',
  });
});

test('a job is never made twice: only a request that cannot have arrived is repeated', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  for (const answer of [
    { reset: true },
    { status: 503 },
    { status: 500 },
    { body: jobInfo(), cutAfterBytes: 4 },
  ]) {
    const before = org.requests.length;
    org.play(answer);
    await assert.rejects(
      opened.source.createBulkQuery('SELECT Id FROM Account', { withDeleted: false }, LOADING),
    );
    assert.equal(org.requests.length, before + 1);
  }

  const gone = await startScriptedOrg();
  await using toGone = openSourceOrg(gone.url);
  await gone[Symbol.asyncDispose]();
  await assert.rejects(
    toGone.source.createBulkQuery('SELECT Id FROM Account', { withDeleted: false }, LOADING),
    isCode('SF_HOST_UNREACHABLE'),
  );
  assert.equal(toGone.clock.sleptMs.length, 4);
});

test('an expired session is renewed for a new job too: it was refused before anything was made', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(
    { status: 401, body: [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }] },
    { body: jobInfo() },
  );
  await opened.source.createBulkQuery('SELECT Id FROM Account', { withDeleted: false }, LOADING);
  assert.deepEqual(opened.renewals, ['token-0']);
});

test('refusals of a job say whether object, field, query or allowance is at fault', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const cases: readonly (readonly [string, string, ErrorCode])[] = [
    ['INVALIDENTITY', "Entity 'CaseStatus' is not supported by the Bulk API.", 'SF_BULK_NOT_SUPPORTED'],
    ['INVALID_FIELD', "No such column 'Gone__c' on entity 'Account'.", 'SF_FIELD_NOT_READABLE'],
    ['API_ERROR', 'Selecting compound data not supported in Bulk Query', 'SF_BULK_NOT_SUPPORTED'],
    ['LIMIT_EXCEEDED', 'Max bulk v2 query jobs (10000) per 24 hrs has been reached', 'SF_BULK_LIMIT'],
  ];
  for (const [errorCode, message, becomes] of cases) {
    org.play({ status: 400, body: [{ errorCode, message }] });
    await assert.rejects(
      opened.source.createBulkQuery('SELECT Id FROM Account', { withDeleted: false }, LOADING),
      isCode(becomes),
    );
  }
});

test('a job’s state, count and failure are read; a lost job is not found', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(
    { body: jobInfo({ state: 'Failed', numberRecordsProcessed: 500, errorMessage: 'InternalServerError' }) },
    { status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }] },
    { body: jobInfo({ state: 'Dreaming' }) },
  );
  assert.deepEqual(await opened.source.fetchBulkJob(JOB, LOADING), {
    id: JOB,
    state: 'Failed',
    recordsProcessed: 500,
    errorMessage: 'InternalServerError',
  });
  await assert.rejects(opened.source.fetchBulkJob(JOB, LOADING), isCode('SF_NOT_FOUND'));
  await assert.rejects(opened.source.fetchBulkJob(JOB, LOADING), isCode('SF_UNEXPECTED'));
});

test('pages follow the locator until it says null', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  playPage(org, '"Id"\n"1"\n"2"\n', 'MjAw+/=', 2);
  playPage(org, '"Id"\n"3"\n', 'null', 1);

  const first = await opened.source.openBulkResultPage(JOB, undefined, 2, LOADING);
  assert.equal(first.recordCount, 2);
  assert.equal(first.nextLocator, 'MjAw+/=');
  assert.equal(await readAll(first.body), '"Id"\n"1"\n"2"\n');
  const second = await opened.source.openBulkResultPage(JOB, first.nextLocator, 2, LOADING);
  assert.equal(second.nextLocator, undefined);
  assert.equal(await readAll(second.body), '"Id"\n"3"\n');

  const paths = org.requests.map((request) => new URL(request.path, org.url));
  assert.equal(paths[0]?.pathname, `/services/data/v66.0/jobs/query/${JOB}/results`);
  assert.deepEqual([...(paths[0]?.searchParams ?? [])], [['maxRecords', '2']]);
  assert.equal(paths[1]?.searchParams.get('locator'), 'MjAw+/=');
  assert.equal(org.requests[0]?.headers.accept, 'text/csv');
});

test('a page that breaks off throws in the middle instead of ending', async () => {
  const csv = `"Id"\n${'"001"\n'.repeat(50_000)}`;
  const compressed = gzipSync(csv);
  const cuts = [
    { body: csv, cutAfterBytes: 100_000 },
    { body: csv, gzip: true, cutAfterBytes: 300 },
    // Complete for HTTP, incomplete for gzip.
    { body: compressed.subarray(0, compressed.byteLength - 20), headers: { 'content-encoding': 'gzip' } },
  ];
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  for (const cut of cuts) {
    org.play(cut);
    const page = await opened.source.openBulkResultPage(JOB, undefined, 50_000, LOADING);
    await assert.rejects(readAll(page.body), isCode('SF_ANSWER_CUT'));
  }
});

test('a page that breaks off before anybody reads it waits with its error, and does not end the process', async () => {
  const compressed = gzipSync('"Id"\n"001"\n');
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(
    { body: compressed.subarray(0, -6), headers: { 'content-encoding': 'gzip' } },
    ...Array.from({ length: 20 }, () => ({ body: jobInfo() })),
  );
  const page = await opened.source.openBulkResultPage(JOB, undefined, 50_000, LOADING);
  // Whoever stores the page first opens a transaction; meanwhile the whole of it is here, and cut.
  for (let trip = 0; trip < 20; trip += 1) await opened.source.fetchBulkJob(JOB, LOADING);
  await assert.rejects(readAll(page.body), isCode('SF_ANSWER_CUT'));
});

test('a reader that stops early, or never starts, gives the connection back', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  const csv = `"Id"\n${'"001"\n'.repeat(2_000_000)}`;
  org.play({ body: csv }, { body: csv });

  const stopped = await opened.source.openBulkResultPage(JOB, undefined, 50_000, LOADING);
  for await (const piece of stopped.body) {
    assert.ok(piece.byteLength > 0);
    break;
  }
  const unread = await opened.source.openBulkResultPage(JOB, undefined, 50_000, LOADING);
  await unread.body[Symbol.asyncIterator]().return?.();

  // The one connection that is left is the idle one of the list of versions.
  await until(async () => (await org.openConnections()) <= 1);
});

test('an abort ends a page that is being read, with the reason given', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.playBy((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/csv', 'content-length': '1000000' });
    response.write('"Id"\n');
  });
  const controller = new AbortController();
  const reason = new Error('shutting down');
  const page = await opened.source.openBulkResultPage(JOB, undefined, 1, {
    ...LOADING,
    signal: controller.signal,
  });
  const reading = readAll(page.body);
  setImmediate(() => controller.abort(reason));
  await assert.rejects(reading, (error) => error === reason);
});

test('a page that answers with a web page is asked for again', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({ body: '<html>maintenance</html>', headers: { 'content-type': 'text/html' } });
  playPage(org, '"Id"\n', 'null', 0);
  const page = await opened.source.openBulkResultPage(JOB, undefined, 1, LOADING);
  assert.equal(await readAll(page.body), '"Id"\n');
  assert.equal(page.recordCount, 0);
});

test('results are read in the API version that made the job, learned when the org insists', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play(
    { status: 409, body: [{ errorCode: 'API_VERSION_MISMATCH', message: 'other version' }] },
    {
      body: {
        done: false,
        records: [jobInfo({ id: '750other' })],
        nextRecordsUrl: '/services/data/v66.0/jobs/query?queryLocator=1000',
      },
    },
    {
      body: {
        done: true,
        records: [jobInfo({ apiVersion: 65.0, state: 'JobComplete' })],
        nextRecordsUrl: null,
      },
    },
  );
  playPage(org, '"Id"\n', 'null', 0);
  playPage(org, '"Id"\n', 'null', 0);
  await readAll((await opened.source.openBulkResultPage(JOB, undefined, 1, LOADING)).body);
  await readAll((await opened.source.openBulkResultPage(JOB, 'abc', 1, LOADING)).body);
  assert.deepEqual(
    org.requests.map((request) => request.path.replace('/services/data/', '')),
    [
      `v66.0/jobs/query/${JOB}/results?maxRecords=1`,
      'v66.0/jobs/query?jobType=V2Query',
      'v66.0/jobs/query?queryLocator=1000',
      `v65.0/jobs/query/${JOB}/results?maxRecords=1`,
      `v65.0/jobs/query/${JOB}/results?maxRecords=1&locator=abc`,
    ],
  );
});

test('deleting a job that is gone is fine, and one that still runs is stopped first', async () => {
  await using org = await startScriptedOrg();
  await using opened = openSourceOrg(org.url);
  org.play({
    status: 404,
    body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
  });
  await opened.source.deleteBulkJob(JOB, LOADING);

  org.play(
    {
      status: 400,
      body: [{ errorCode: 'INVALIDJOBSTATE', message: 'Job is not in a state that can be deleted' }],
    },
    { body: jobInfo({ state: 'Aborted' }) },
    { status: 204 },
  );
  await opened.source.deleteBulkJob(JOB, LOADING);
  assert.deepEqual(
    org.requests.slice(1).map((request) => request.method),
    ['DELETE', 'PATCH', 'DELETE'],
  );
  assert.equal(org.requests[2]?.body, '{"state":"Aborted"}');
});
