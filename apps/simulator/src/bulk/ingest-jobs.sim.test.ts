import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { behaviour } from '../../testing/behaviour.ts';
import { createIngest, finishedIngest, ingest, putCsv, readResults, setState } from '../../testing/ingest.ts';
import { openTestOrg, setClock, until } from '../../testing/test-org.ts';
import type { TestAnswer, TestClient } from '../../testing/test-org.ts';

const covers = 'bulk.ingest';
const INGEST = { documented: 'Bulk API 2.0 ingest jobs; facts 4.2' };
const ACCOUNTS = { object: 'Account', operation: 'insert' };
const DAY_MS = 24 * 3_600_000;

function accountsCsv(count: number): string {
  return `Name\n${Array.from({ length: count }, (_, index) => `Account ${index}\n`).join('')}`;
}

function errorOf(answer: TestAnswer): [number, string, string] {
  return [answer.status, answer.body[0].errorCode, answer.body[0].message];
}

async function closedJob(client: TestClient, csv: string): Promise<string> {
  const id = await createIngest(client, ACCOUNTS);
  await putCsv(client, id, csv);
  await setState(client, id, 'UploadComplete');
  return id;
}

async function countAccounts(client: TestClient): Promise<number> {
  return (await client.query('SELECT COUNT() FROM Account')).body.totalSize;
}

behaviour(
  'data comes in one PUT of CSV while the job is open; a second one is refused',
  { documented: 'Upload Job Data; the text as clients quote it' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const id = await createIngest(admin, ACCOUNTS);
    const wrongType = await admin.call('PUT', `/jobs/ingest/${id}/batches`, '{}');
    assert.equal(wrongType.status, 415);
    const first = await putCsv(admin, id, 'Name\nA\n');
    assert.deepEqual([first.status, first.body], [201, '']);
    const second = await putCsv(admin, id, 'Name\nB\n');
    assert.deepEqual([second.status, second.body[0].errorCode], [400, 'CLIENTINPUTERROR']);
    assert.match(second.body[0].message, new RegExp(`^Found multiple contents for job: <${id}>, please`));
    await setState(admin, id, 'UploadComplete');
    await finishedIngest(admin, id);
    const late = await putCsv(admin, id, 'Name\nC\n');
    assert.deepEqual([late.status, late.body[0].errorCode], [400, 'INVALIDJOBSTATE']);
    assert.equal(await countAccounts(admin), 1);
  },
  { covers },
);

behaviour(
  'a job goes from Open over UploadComplete and InProgress to JobComplete',
  INGEST,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/bulk', { pace: 'polls', polls: 2 });
    const id = await createIngest(admin, ACCOUNTS);
    const open = await admin.get(`/jobs/ingest/${id}`);
    assert.deepEqual(
      [open.body.state, open.body.contentUrl, open.body.numberRecordsProcessed],
      ['Open', `services/data/v60.0/jobs/ingest/${id}/batches`, 0],
    );
    await putCsv(admin, id, accountsCsv(500));
    assert.equal((await setState(admin, id, 'UploadComplete')).body.state, 'UploadComplete');
    const states = [await admin.get(`/jobs/ingest/${id}`), await admin.get(`/jobs/ingest/${id}`)];
    assert.deepEqual(
      states.map(({ body }) => [body.state, body.contentUrl]),
      [
        ['UploadComplete', undefined],
        ['InProgress', undefined],
      ],
    );
    assert.equal((await admin.get(`/jobs/ingest/${id}/successfulResults`)).status, 400);
    const done = await finishedIngest(admin, id);
    assert.deepEqual([done.state, done.numberRecordsProcessed], ['JobComplete', 500]);
    assert.equal(await countAccounts(admin), 500);
  },
  { covers },
);

behaviour(
  'an aborted job keeps the rows that were done and lists the others as unprocessed',
  INGEST,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/bulk', { pace: 'polls', polls: 100_000 });
    const id = await closedJob(admin, accountsCsv(501));
    const under = await until('the first rows are done', async () => {
      const { body } = await admin.get(`/jobs/ingest/${id}`);
      return body.numberRecordsProcessed > 0 ? body : undefined;
    });
    assert.deepEqual([under.state, under.numberRecordsProcessed], ['InProgress', 200]);
    assert.equal((await admin.call('DELETE', `/jobs/ingest/${id}`)).status, 400);
    const aborted = await setState(admin, id, 'Aborted');
    assert.deepEqual([aborted.status, aborted.body.state], [200, 'Aborted']);
    const { successful, unprocessed } = await readResults(admin, id);
    const left = unprocessed.trimEnd().split('\n');
    assert.deepEqual([left[0], left[1], left.length], ['Name', '"Account 200"', 302]);
    assert.equal(successful.trimEnd().split('\n').length, 201);
    assert.equal(await countAccounts(admin), 200);
    assert.equal((await admin.call('DELETE', `/jobs/ingest/${id}`)).status, 204);
    assert.equal((await admin.get(`/jobs/ingest/${id}`)).status, 404);
  },
  { covers },
);

behaviour(
  'an open job can be aborted; what is over can be neither closed nor aborted',
  { documented: 'Abort a Query Job: "Aborting already Completed Job not allowed"' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const open = await createIngest(admin, ACCOUNTS);
    assert.deepEqual(errorOf(await admin.call('DELETE', `/jobs/ingest/${open}`)), [
      400,
      'API_ERROR',
      'Error encountered when deleting the job because the job is not terminated',
    ]);
    assert.equal((await setState(admin, open, 'Aborted')).body.state, 'Aborted');
    assert.deepEqual(errorOf(await setState(admin, open, 'UploadComplete')), [
      400,
      'INVALIDJOBSTATE',
      'Closing already Aborted Job not allowed',
    ]);
    const { id } = await ingest(admin, ACCOUNTS, 'Name\nA\n');
    assert.deepEqual(errorOf(await setState(admin, id, 'Aborted')), [
      400,
      'INVALIDJOBSTATE',
      'Aborting already Completed Job not allowed',
    ]);
    assert.deepEqual(errorOf(await setState(admin, id, 'UploadComplete')), [
      400,
      'INVALIDJOBSTATE',
      'Closing already Completed Job not allowed',
    ]);
    assert.equal((await setState(admin, id, 'Open')).status, 400);
    assert.equal((await setState(admin, '7505f00000zzzzzAAA', 'Aborted')).status, 404);
  },
  { covers },
);

behaviour(
  'jobs are listed by type, the newest first',
  { documented: 'Get Information About All Ingest Jobs; … All Query Jobs' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const { id: done } = await ingest(admin, ACCOUNTS, 'Name\nA\n');
    const open = await createIngest(admin, ACCOUNTS);
    const query = (await admin.post('/jobs/query', { operation: 'query', query: 'SELECT Id FROM Account' }))
      .body.id;
    const listed = async (path: string): Promise<unknown[]> => {
      const { body } = await admin.get(path);
      assert.deepEqual([body.done, body.nextRecordsUrl], [true, null]);
      return body.records.map((job: Record<string, unknown>) => [job['id'], job['jobType']]);
    };
    const ingestJobs = [
      [open, 'V2Ingest'],
      [done, 'V2Ingest'],
    ];
    assert.deepEqual(await listed('/jobs/ingest'), ingestJobs);
    assert.deepEqual(await listed('/jobs/ingest?jobType=V2Ingest'), ingestJobs);
    assert.deepEqual(await listed('/jobs/ingest?jobType=Classic'), []);
    assert.deepEqual(await listed('/jobs/ingest?isPkChunkingEnabled=true'), []);
    assert.deepEqual(await listed('/jobs/query'), [[query, 'V2Query']]);
    assert.deepEqual(await listed('/jobs/query?jobType=V2Ingest'), ingestJobs);
    assert.equal((await admin.get('/jobs/ingest?jobType=Nonsense')).status, 400);
  },
  { covers },
);

behaviour(
  'what makes no sense is refused when the job is created',
  { assumed: 'codes of "Bulk API Errors" in the spelling REST gives them; texts as connectors quote them' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const [definition, code, message] of [
      [{ object: 'Nothing__c', operation: 'insert' }, 'INVALIDENTITY', 'Unable to find object: Nothing__c'],
      [{ object: 'Account', operation: 'INSERT' }, 'INVALIDJOB', /operation/],
      [
        { object: 'Account', operation: 'upsert' },
        'INVALIDJOB',
        'External ID was blank for Account. An External ID must be specified for upsert.',
      ],
      [
        { object: 'Account', operation: 'upsert', externalIdFieldName: 'Phone' },
        'INVALIDJOB',
        'Field name provided, Phone does not match an External ID, Salesforce Id, or indexed field for Account',
      ],
      [{ object: 'Account', operation: 'insert', contentType: 'XML' }, 'INVALIDJOB', /content type/],
      [{ object: 'Account', operation: 'insert', columnDelimiter: ';' }, 'API_ERROR', /columnDelimiter/],
      [{ object: 'Account', operation: 'insert', lineEnding: 'CR' }, 'API_ERROR', /lineEnding/],
      [
        { object: 'Account', operation: 'insert', assignmentRuleId: '01Q5f0000000001AAA' },
        'INVALIDJOB',
        /assignment rule/,
      ],
    ] as const) {
      const answer = await admin.post('/jobs/ingest', definition);
      const [status, errorCode, text] = errorOf(answer);
      assert.deepEqual([status, errorCode], [400, code], JSON.stringify(definition));
      if (typeof message === 'string') assert.equal(text, message);
      else assert.match(text, message);
    }
  },
  { covers },
);

behaviour(
  'a job left open for a day is aborted; a job that is over goes after seven days',
  { documented: 'Bulk API 2.0 limits: 24 hours open, seven days in a terminal state; facts 4.4' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const now = Date.now();
    const { id: done } = await ingest(admin, ACCOUNTS, 'Name\nA\n');
    const open = await createIngest(admin, ACCOUNTS);
    await setClock(org, new Date(now + 23 * 3_600_000).toISOString());
    assert.equal((await admin.get(`/jobs/ingest/${open}`)).body.state, 'Open');
    await setClock(org, new Date(now + DAY_MS + 60_000).toISOString());
    assert.equal((await admin.get(`/jobs/ingest/${open}`)).body.state, 'Aborted');
    await setClock(org, new Date(now + 6 * DAY_MS).toISOString());
    assert.equal((await admin.get(`/jobs/ingest/${done}/successfulResults`)).status, 200);
    await setClock(org, new Date(now + 7 * DAY_MS + 60_000).toISOString());
    for (const id of [done, open]) assert.equal((await admin.get(`/jobs/ingest/${id}`)).status, 404);
    assert.deepEqual((await admin.get('/jobs/ingest')).body.records, []);
  },
  { covers: [covers, 'bulk.limits'] },
);

behaviour(
  'a job fails as the control plane orders',
  { simulator_only: 'no org fails on command' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/bulk', { failNext: 'InternalServerError : retries exhausted' });
    const { info, unprocessed } = await ingest(org.admin, ACCOUNTS, 'Name\nA\n');
    assert.deepEqual([info.state, info.errorMessage], ['Failed', 'InternalServerError : retries exhausted']);
    assert.equal(unprocessed, 'Name\n"A"\n');
    assert.equal((await ingest(org.admin, ACCOUNTS, 'Name\nA\n')).info.state, 'JobComplete');
  },
  { covers },
);

behaviour(
  'with the pace "immediately" a job is done when its closing answers',
  { simulator_only: 'no org is that quick' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/bulk', { pace: 'immediately' });
    const id = await closedJob(org.admin, accountsCsv(1000));
    assert.equal((await org.admin.get(`/jobs/ingest/${id}`)).body.state, 'JobComplete');
  },
  { covers },
);

behaviour(
  'a restart goes on behind the rows that were done',
  { simulator_only: 'no org is restarted' },
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'simulator-test-'));
    try {
      const before = await openTestOrg({ dataDir });
      await before.admin.control('POST', '/bulk', { pace: 'polls', polls: 100_000 });
      const id = await closedJob(before.admin, accountsCsv(700));
      await until('the first rows are done', async () => {
        const { body } = await before.admin.get(`/jobs/ingest/${id}`);
        return body.numberRecordsProcessed > 0 ? true : undefined;
      });
      const waiting = await createIngest(before.admin, ACCOUNTS);
      await putCsv(before.admin, waiting, 'Name\nWaiting\n');
      await before.simulator.close();
      await using after = await openTestOrg({ dataDir });
      await after.admin.control('POST', '/bulk', { pace: 'natural' });
      const info = await finishedIngest(after.admin, id);
      assert.deepEqual([info.state, info.numberRecordsProcessed], ['JobComplete', 700]);
      const { successful } = await readResults(after.admin, id);
      const ids = successful.trimEnd().split('\n').slice(1);
      assert.equal(new Set(ids).size, 700);
      assert.equal(await countAccounts(after.admin), 700);
      await setState(after.admin, waiting, 'UploadComplete');
      assert.equal((await finishedIngest(after.admin, waiting)).numberRecordsProcessed, 1);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
  { covers },
);

behaviour(
  'a job does not keep others waiting: requests are served between its transactions',
  { simulator_only: 'an org has more than one thread' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const id = await createIngest(admin, ACCOUNTS);
    await putCsv(admin, id, accountsCsv(4000));
    delay.enable();
    await setState(admin, id, 'UploadComplete');
    const info = await finishedIngest(admin, id);
    delay.disable();
    assert.equal(info.numberRecordsProcessed, 4000);
    // Far more than a transaction takes, far less than the job does: other tests share the machine.
    assert.ok(delay.percentile(90) / 1e6 < 250, `${delay.percentile(90) / 1e6} ms`);
  },
  { covers },
);
