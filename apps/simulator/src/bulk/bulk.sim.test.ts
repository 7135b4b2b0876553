import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { behaviour } from '../../testing/behaviour.ts';
import type { BehaviourOptions, Evidence } from '../../testing/behaviour.ts';
import { readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { openTestOrg, REP, setClock, signIn, until } from '../../testing/test-org.ts';
import type { TestAnswer, TestClient, TestOrg } from '../../testing/test-org.ts';

const QUERY_JOBS = { documented: 'Bulk API 2.0 query jobs; facts 4.1' };

function queryBehaviour(
  title: string,
  evidence: Evidence,
  body: () => Promise<void>,
  options: BehaviourOptions = {},
): void {
  behaviour(title, evidence, body, { covers: 'bulk.query', ...options });
}

function loadAccounts(org: TestOrg, count: number): void {
  org.simulator.org.load(
    'Account',
    Array.from({ length: count }, (_, index) => ({ Name: `Account ${String(index).padStart(6, '0')}` })),
  );
}

async function createJob(
  client: TestClient,
  query: string,
  more: Record<string, unknown> = {},
): Promise<TestAnswer> {
  return client.post('/jobs/query', { operation: 'query', query, ...more });
}

async function finishedJob(
  client: TestClient,
  query: string,
  more: Record<string, unknown> = {},
): Promise<string> {
  const created = await createJob(client, query, more);
  assert.equal(created.status, 200, JSON.stringify(created.body));
  await until('the job is complete', async () => {
    const { body } = await client.get(`/jobs/query/${created.body.id}`);
    return body.state === 'JobComplete' ? body : undefined;
  });
  return created.body.id;
}

/** All pages, as a client would read them. */
async function readPages(
  client: TestClient,
  jobId: string,
  maxRecords: number,
): Promise<{ csv: string; rows: number }[]> {
  const pages: { csv: string; rows: number }[] = [];
  let locator: string | null = '';
  while (locator !== 'null') {
    const parameters = new URLSearchParams({
      maxRecords: String(maxRecords),
      ...(locator === '' ? {} : { locator: locator ?? '' }),
    });
    const page: TestAnswer = await client.get(`/jobs/query/${jobId}/results?${parameters.toString()}`, {
      Accept: 'text/csv',
    });
    assert.equal(page.status, 200);
    pages.push({ csv: page.body, rows: Number(page.headers.get('sforce-numberofrecords')) });
    locator = page.headers.get('sforce-locator');
  }
  return pages;
}

queryBehaviour(
  'a new job answers with the recorded keys, values and order',
  { verified: 'fixtures/responses/bulk/read-launch-job-account.json' },
  async () => {
    await using org = await openTestOrg();
    const created = await createJob(org.admin, 'SELECT Id FROM Account', {
      contentType: 'CSV',
      columnDelimiter: 'COMMA',
      lineEnding: 'LF',
    });
    const recorded = readRecorded('responses/bulk/read-launch-job-account.json');
    assert.deepEqual(Object.keys(created.body), Object.keys(recorded));
    for (const key of [
      'operation',
      'object',
      'state',
      'concurrencyMode',
      'contentType',
      'apiVersion',
      'lineEnding',
      'columnDelimiter',
    ]) {
      assert.equal(created.body[key], recorded[key]);
    }
    assert.match(created.body.id, /^750\w{15}$/);
    assert.match(created.body.createdDate, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/);
  },
  { skip: withoutRecordings },
);

queryBehaviour('pages cover all rows once, in order, and may be read again', QUERY_JOBS, async () => {
  await using org = await openTestOrg();
  loadAccounts(org, 2345);
  const id = await finishedJob(org.admin, 'SELECT Id, Name FROM Account ORDER BY Name');
  const info = await org.admin.get(`/jobs/query/${id}`);
  assert.equal(info.body.numberRecordsProcessed, 2345);
  assert.equal(info.body.jobType, 'V2Query');
  const pages = await readPages(org.admin, id, 1000);
  assert.deepEqual(
    pages.map((page) => page.rows),
    [1000, 1000, 345],
  );
  assert.deepEqual(await readPages(org.admin, id, 1000), pages);
  for (const page of pages) assert.match(page.csv, /^"Id","Name"\n"001/);
  const names = pages
    .flatMap((page) => page.csv.trimEnd().split('\n').slice(1))
    .map((line) => line.split('","')[1]?.slice(0, -1) ?? '');
  assert.equal(names.length, 2345);
  assert.deepEqual(
    names,
    names.toSorted((a, b) => (a < b ? -1 : 1)),
  );
  assert.equal(new Set(names).size, 2345);
  const [odd] = await readPages(org.admin, id, 7);
  assert.equal(odd?.csv.trimEnd().split('\n').length, 8);
});

queryBehaviour('a page may hold fewer rows than were asked for', QUERY_JOBS, async () => {
  await using org = await openTestOrg();
  loadAccounts(org, 25);
  await org.admin.control('POST', '/bulk', { pageRows: 10 });
  const id = await finishedJob(org.admin, 'SELECT Id FROM Account');
  const counts: number[] = [];
  for (let locator: string | null = ''; locator !== 'null'; ) {
    const page = await org.admin.get(
      `/jobs/query/${id}/results?maxRecords=20${locator ? `&locator=${locator}` : ''}`,
    );
    counts.push(Number(page.headers.get('sforce-numberofrecords')));
    locator = page.headers.get('sforce-locator');
  }
  assert.deepEqual(counts, [10, 10, 5]);
});

queryBehaviour('no rows: a header, zero, and the text null', QUERY_JOBS, async () => {
  await using org = await openTestOrg();
  const id = await finishedJob(org.admin, "SELECT Id, Name FROM Account WHERE Name = 'nobody'");
  const page = await org.admin.get(`/jobs/query/${id}/results`);
  assert.equal(page.body, '"Id","Name"\n');
  assert.equal(page.headers.get('sforce-numberofrecords'), '0');
  assert.equal(page.headers.get('sforce-locator'), 'null');
});

queryBehaviour(
  'every value is quoted; quotes double, newlines stay, delimiters and line ends are chosen',
  { documented: 'Valid CSV Record Rows' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.post('/sobjects/Account', {
      Name: 'Say "hi", you',
      Description: 'two\nlines',
      NumberOfEmployees: 3,
    });
    const soql = 'SELECT Name, Description, NumberOfEmployees, Industry, IsDeleted FROM Account';
    const comma = await finishedJob(org.admin, soql);
    const page = await org.admin.get(`/jobs/query/${comma}/results`);
    assert.equal(
      page.body,
      '"Name","Description","NumberOfEmployees","Industry","IsDeleted"\n"Say ""hi"", you","two\nlines","3","","false"\n',
    );
    const pipe = await finishedJob(org.admin, 'SELECT Name, IsDeleted FROM Account', {
      columnDelimiter: 'PIPE',
      lineEnding: 'CRLF',
    });
    assert.equal(
      (await org.admin.get(`/jobs/query/${pipe}/results`)).body,
      '"Name"|"IsDeleted"\r\n"Say ""hi"", you"|"false"\r\n',
    );
  },
);

queryBehaviour('results are compressed when asked, small ones too', QUERY_JOBS, async () => {
  await using org = await openTestOrg();
  const empty = await finishedJob(org.admin, 'SELECT Id, Name FROM Account');
  const small = await org.admin.get(`/jobs/query/${empty}/results`, { 'Accept-Encoding': 'gzip, deflate' });
  assert.deepEqual([small.headers.get('content-encoding'), small.body], ['gzip', '"Id","Name"\n']);
  loadAccounts(org, 40_000);
  const id = await finishedJob(org.admin, 'SELECT Id, Name FROM Account');
  let locator = '';
  for (const rows of [30, 39_970]) {
    const path = `/jobs/query/${id}/results?maxRecords=${rows}${locator}`;
    const plain = await org.admin.get(path, { 'Accept-Encoding': 'identity' });
    const zipped = await org.admin.get(path, { 'Accept-Encoding': 'gzip' });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(zipped.headers.get('content-encoding'), 'gzip');
    assert.equal(zipped.body.split('\n').length, rows + 2);
    assert.ok(zipped.body === plain.body);
    locator = `&locator=${plain.headers.get('sforce-locator')}`;
  }
});

queryBehaviour(
  'what is saved after the creation is not in the result',
  { assumed: 'a query job reads one snapshot' },
  async () => {
    await using org = await openTestOrg();
    loadAccounts(org, 10);
    await org.admin.control('POST', '/bulk', { pace: 'polls', polls: 2 });
    const created = await createJob(org.admin, 'SELECT Id FROM Account');
    await org.admin.post('/sobjects/Account', { Name: 'Late' });
    const states: string[] = [];
    await until('the job is complete', async () => {
      const { body } = await org.admin.get(`/jobs/query/${created.body.id}`);
      states.push(body.state);
      return body.state === 'JobComplete' ? body : undefined;
    });
    assert.deepEqual(states.slice(0, 2), ['UploadComplete', 'InProgress']);
    const [page] = await readPages(org.admin, created.body.id, 100);
    assert.equal(page?.rows, 10);
  },
);

queryBehaviour(
  'queries that bulk does not support are refused at creation',
  { documented: 'Create a Query Job: unsupported SOQL' },
  async () => {
    await using org = await openTestOrg();
    for (const soql of [
      'SELECT BillingAddress FROM Account',
      'SELECT COUNT() FROM Account',
      'SELECT Id, (SELECT Id FROM Contacts) FROM Account',
      'SELECT Id FROM Account OFFSET 5',
      'SELECT Nope FROM Account',
      'SELECT Id FROM Nothing__c',
      'nonsense',
    ]) {
      const answer = await createJob(org.admin, soql);
      assert.equal(answer.status, 400, soql);
      assert.equal(typeof answer.body[0].errorCode, 'string');
    }
    assert.equal((await createJob(org.admin, 'SELECT Id FROM Account', { operation: 'insert' })).status, 400);
    assert.equal(
      (await createJob(org.admin, 'SELECT Id FROM Account', { columnDelimiter: 'COLON' })).status,
      400,
    );
  },
);

queryBehaviour(
  'results need the version of the creation; the job itself does not',
  { documented: 'Get Results for a Query Job' },
  async () => {
    await using org = await openTestOrg();
    const id = await finishedJob(org.admin, 'SELECT Id FROM Account');
    for (const resource of ['results', 'resultPages']) {
      const answer = await org.admin.get(`/services/data/v61.0/jobs/query/${id}/${resource}`);
      assert.equal(answer.status, 409);
    }
    assert.equal((await org.admin.get(`/services/data/v61.0/jobs/query/${id}`)).body.apiVersion, 60);
  },
);

queryBehaviour(
  'parallel pages name up to five addresses at a time',
  { documented: 'Get Parallel Results for a Query Job' },
  async () => {
    await using org = await openTestOrg();
    loadAccounts(org, 70);
    const id = await finishedJob(org.admin, 'SELECT Id FROM Account');
    const first = await org.admin.get(`/jobs/query/${id}/resultPages?maxRecords=10`);
    assert.deepEqual([first.body.resultPages.length, first.body.done], [5, false]);
    const next = `/services/data/v60.0/jobs/query/${id}/resultpages?locator=`;
    assert.ok(first.body.nextRecordsUrl.startsWith(next), first.body.nextRecordsUrl);
    const second = await org.admin.get(first.body.nextRecordsUrl);
    assert.deepEqual(
      [second.body.resultPages.length, second.body.done, second.body.nextRecordsUrl],
      [2, true, null],
    );
    const ids = new Set<string>();
    for (const { resultUrl } of [...first.body.resultPages, ...second.body.resultPages]) {
      const page = await org.admin.get(resultUrl);
      for (const line of page.body.trimEnd().split('\n').slice(1)) ids.add(line);
    }
    assert.equal(ids.size, 70);
  },
);

queryBehaviour(
  'a job can be aborted while it runs, deleted when it is over, and listed',
  QUERY_JOBS,
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/bulk', { pace: 'polls', polls: 1000 });
    const { id } = (await createJob(org.admin, 'SELECT Id FROM Account')).body;
    assert.equal((await org.admin.call('DELETE', `/jobs/query/${id}`)).status, 400);
    assert.equal((await org.admin.get(`/jobs/query/${id}/results`)).status, 400);
    const aborted = await org.admin.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
    assert.deepEqual([aborted.status, aborted.body.state], [200, 'Aborted']);
    assert.equal((await org.admin.get(`/jobs/query/${id}`)).body.state, 'Aborted');
    const list = await org.admin.get('/jobs/query');
    assert.deepEqual([list.body.done, list.body.records.map((job: { id: string }) => job.id)], [true, [id]]);
    assert.equal((await org.admin.call('DELETE', `/jobs/query/${id}`)).status, 204);
    assert.equal((await org.admin.get(`/jobs/query/${id}`)).status, 404);
  },
);

queryBehaviour(
  'a failed job says why',
  { verified: 'errorMessage key: fixtures/responses/bulk/info/complete-failure.json' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/bulk', { failNext: 'InvalidBatch : Field name not found : X' });
    const { id } = (await createJob(org.admin, 'SELECT Id FROM Account')).body;
    const failed = await until('the job fails', async () => {
      const { body } = await org.admin.get(`/jobs/query/${id}`);
      return body.state === 'Failed' ? body : undefined;
    });
    assert.equal(failed.errorMessage, 'InvalidBatch : Field name not found : X');
    await finishedJob(org.admin, 'SELECT Id FROM Account');
  },
);

queryBehaviour(
  'results survive a restart, and a job cut off by it is done again',
  { simulator_only: 'no org is restarted' },
  async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'simulator-test-'));
    try {
      const before = await openTestOrg({ dataDir });
      loadAccounts(before, 50_000);
      const done = await finishedJob(before.admin, 'SELECT Id FROM Account LIMIT 10');
      const cut = (await createJob(before.admin, 'SELECT Id, Name FROM Account')).body.id;
      await before.simulator.close();
      await using after = await openTestOrg({ dataDir });
      assert.equal((await readPages(after.admin, done, 100))[0]?.rows, 10);
      await until('the job is complete', async () =>
        (await after.admin.get(`/jobs/query/${cut}`)).body.state === 'JobComplete' ? true : undefined,
      );
      assert.equal((await readPages(after.admin, cut, 100_000))[0]?.rows, 50_000);
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  },
);

queryBehaviour(
  'an abort that was answered holds, however close to its end the job was',
  QUERY_JOBS,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/bulk', { pace: 'polls', polls: 1000 });
    for (let attempt = 0; attempt < 30; attempt += 1) {
      loadAccounts(org, attempt * 40);
      const { id } = (await createJob(admin, 'SELECT Id, Name FROM Account')).body;
      const aborted = await admin.call('PATCH', `/jobs/query/${id}`, { state: 'Aborted' });
      assert.deepEqual([aborted.status, aborted.body.state], [200, 'Aborted']);
      assert.equal((await admin.get(`/jobs/query/${id}`)).body.state, 'Aborted');
      assert.equal((await admin.call('DELETE', `/jobs/query/${id}`)).status, 204);
    }
  },
);

queryBehaviour(
  'what is over cannot be aborted, what is not over cannot be deleted',
  { documented: 'Abort a Query Job; Delete a Query Job: the texts' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const done = await finishedJob(admin, 'SELECT Id FROM Account');
    const late = await admin.call('PATCH', `/jobs/query/${done}`, { state: 'Aborted' });
    assert.deepEqual(
      [late.status, late.body],
      [400, [{ message: 'Aborting already Completed Job not allowed', errorCode: 'INVALIDJOBSTATE' }]],
    );
    await admin.control('POST', '/bulk', { pace: 'polls', polls: 1000 });
    const { id } = (await createJob(admin, 'SELECT Id FROM Account')).body;
    const early = await admin.call('DELETE', `/jobs/query/${id}`);
    assert.deepEqual(
      [early.status, early.body],
      [
        400,
        [
          {
            message: 'Error encountered when deleting the job because the job is not terminated',
            errorCode: 'API_ERROR',
          },
        ],
      ],
    );
  },
);

queryBehaviour(
  'a finished job and its result are gone after seven days',
  { documented: 'Bulk API 2.0 limits; facts 4.4' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const now = Date.now();
    const id = await finishedJob(admin, 'SELECT Id FROM Account');
    await setClock(org, new Date(now + 6 * 24 * 3_600_000).toISOString());
    assert.equal((await admin.get(`/jobs/query/${id}/results`)).status, 200);
    await setClock(org, new Date(now + 7 * 24 * 3_600_000 + 60_000).toISOString());
    assert.equal((await admin.get(`/jobs/query/${id}/results`)).status, 404);
    assert.equal((await admin.get(`/jobs/query/${id}`)).status, 404);
  },
  { covers: ['bulk.query', 'bulk.limits'] },
);

queryBehaviour(
  'objects that Bulk API does not know, and compound fields, are refused in its words',
  { documented: 'facts 4.1: the messages as connectors recorded them' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    for (const name of ['CaseStatus', 'FieldDefinition', 'UserRecordAccess', 'OpenActivity']) {
      const entity = await createJob(admin, `SELECT Id FROM ${name}`);
      const message = `Entity '${name}' is not supported by the Bulk API.`;
      assert.deepEqual([entity.status, entity.body], [400, [{ message, errorCode: 'INVALIDENTITY' }]]);
    }
    const event = await createJob(admin, 'SELECT Id FROM AccountChangeEvent');
    assert.deepEqual(
      [event.status, event.body[0].message],
      [400, 'entity type AccountChangeEvent does not support query'],
    );
    const compound = await createJob(admin, 'SELECT Id, BillingAddress FROM Account');
    assert.deepEqual(
      [compound.status, compound.body[0].message],
      [400, 'Selecting compound data not supported in Bulk Query'],
    );
  },
);

queryBehaviour(
  'a job reads what its user may read: an unreadable field does not exist',
  { documented: 'Bulk API 2.0 Developer Guide: Bulk API and user permissions' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/access', {
      username: REP.username,
      object: 'Account',
      field: 'Industry',
      access: 'none',
    });
    const rep = await signIn(org.baseUrl, REP);
    const hidden = await createJob(rep, 'SELECT Id, Industry FROM Account');
    assert.deepEqual([hidden.status, hidden.body[0].errorCode], [400, 'INVALID_FIELD']);
    assert.equal((await createJob(rep, 'SELECT Id, Name FROM Account')).status, 200);
  },
  { covers: ['bulk.query', 'access.fields'] },
);
