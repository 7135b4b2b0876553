import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { behaviour } from '../../testing/behaviour.ts';
import { compareRecorded, judge, withoutIds } from '../../testing/compare-recorded.ts';
import { createIngest, finishedIngest, ingest, putCsv, setState } from '../../testing/ingest.ts';
import { RECORDED_DIFFERENCES } from '../../testing/recorded-differences.ts';
import { FIXTURES, readRecorded, withoutRecordings } from '../../testing/recorded.ts';
import { openTestOrg } from '../../testing/test-org.ts';
import type { TestAnswer, TestClient, TestOrg } from '../../testing/test-org.ts';

type Info = Readonly<Record<string, unknown>>;

interface Recording {
  /** Of `responses/bulk/`. */
  readonly file: string;
  readonly title: string;
  readonly covers: 'bulk.query' | 'bulk.ingest';
  readonly ask: (client: TestClient) => Promise<Info>;
}

const UPSERT = { object: 'Opportunity', operation: 'upsert', externalIdFieldName: 'external_id__c' };
const DELETE = { object: 'Opportunity', operation: 'delete' };
const HEADER = 'Name,StageName,external_id__c,CloseDate\n';
const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000\+0000$/;

/** What differs from one run to the next: ids, moments, durations. */
function comparable(info: Info): unknown {
  const steady = Object.entries(info).map(([name, value]) => {
    if (name.endsWith('Time')) return [name, typeof value];
    return [name, typeof value === 'string' && DATETIME.test(value) ? 'a moment' : value];
  });
  return withoutIds(Object.fromEntries(steady));
}

function opportunities(count: number): string {
  const rows = Array.from(
    { length: count },
    (_, at) => `Deal ${at},GENERATED,external-id-${at},2026-12-31\n`,
  );
  return HEADER + rows.join('');
}

async function accepted(answer: Promise<TestAnswer>): Promise<Info> {
  const { status, body } = await answer;
  assert.equal(status, 200, JSON.stringify(body));
  return body;
}

async function closed(client: TestClient, definition: object, csv: string): Promise<Info> {
  const id = await createIngest(client, definition);
  assert.equal((await putCsv(client, id, csv)).status, 201);
  return accepted(setState(client, id, 'UploadComplete'));
}

async function openOrg(): Promise<TestOrg> {
  const org = await openTestOrg();
  const field = { name: 'external_id__c', type: 'text', length: 40, externalId: true, unique: true };
  await org.admin.control('POST', '/objects/Opportunity/fields', field);
  return org;
}

const BROKEN = 'Noemi Miller,GENERATED,external-id-3,2003-04-987654321987654321\n';

const RECORDINGS: readonly Recording[] = [
  {
    file: 'read-launch-job-account.json',
    title: 'a new query job',
    covers: 'bulk.query',
    ask: (client) =>
      accepted(client.post('/jobs/query', { operation: 'query', query: 'SELECT Id, Name FROM Account' })),
  },
  {
    file: 'write/launch-job-opportunity.json',
    title: 'a new upsert',
    covers: 'bulk.ingest',
    ask: (client) =>
      accepted(client.post('/jobs/ingest', { ...UPSERT, contentType: 'CSV', lineEnding: 'LF' })),
  },
  {
    file: 'write/update-job-opportunity.json',
    title: 'an upsert that was closed',
    covers: 'bulk.ingest',
    ask: (client) => closed(client, UPSERT, opportunities(1)),
  },
  {
    file: 'delete/launch-job-opportunity.json',
    title: 'a new delete',
    covers: 'bulk.ingest',
    ask: (client) =>
      accepted(client.post('/jobs/ingest', { ...DELETE, contentType: 'CSV', lineEnding: 'LF' })),
  },
  {
    file: 'delete/update-job-opportunity.json',
    title: 'a delete that was closed',
    covers: 'bulk.ingest',
    ask: (client) => closed(client, DELETE, 'Id\n006000000000001AAA\n'),
  },
  {
    file: 'info/success.json',
    title: 'an upsert that succeeded',
    covers: 'bulk.ingest',
    ask: async (client) => (await ingest(client, UPSERT, opportunities(3000))).info,
  },
  {
    file: 'info/partial-failure.json',
    title: 'an upsert of which a row was refused',
    covers: 'bulk.ingest',
    ask: async (client) => (await ingest(client, UPSERT, opportunities(7) + BROKEN)).info,
  },
  {
    file: 'info/complete-failure.json',
    title: 'an upsert with a column that is not there',
    covers: 'bulk.ingest',
    ask: async (client) => {
      const csv = HEADER.replace('StageName', 'StageName_invalid_field_on_purpose') + BROKEN;
      return (await ingest(client, UPSERT, csv)).info;
    },
  },
  {
    file: 'info/in-progress.json',
    title: 'an upsert at work',
    covers: 'bulk.ingest',
    ask: async (client) => {
      await client.control('POST', '/bulk', { pace: 'polls', polls: 2 });
      const { id } = await closed(client, UPSERT, opportunities(400));
      await client.get(`/jobs/ingest/${String(id)}`);
      const { body } = await client.get(`/jobs/ingest/${String(id)}`);
      await finishedIngest(client, String(id));
      // How far it has come is chance.
      assert.equal(typeof body.numberRecordsProcessed, 'number');
      return { ...body, numberRecordsProcessed: 2000 };
    },
  },
];

for (const { file, title, covers, ask } of RECORDINGS) {
  const fixture = `responses/bulk/${file}`;
  behaviour(
    `${title}: the answer is the recorded one, key by key and in its order`,
    { verified: fixture },
    async () => {
      await using org = await openOrg();
      const info = await ask(org.admin);
      const recorded = readRecorded(fixture) as Info;
      assert.deepEqual(Object.keys(info), Object.keys(recorded));
      const differences = compareRecorded(comparable(info), comparable(recorded));
      assert.deepEqual(judge(RECORDED_DIFFERENCES, fixture, differences), { unlisted: [], gone: [] });
    },
    { skip: withoutRecordings, covers },
  );
}

behaviour(
  'the rows that were refused are listed as recorded, to the byte',
  { verified: 'responses/bulk/info/partial-failure.csv' },
  async () => {
    await using org = await openOrg();
    const { failed } = await ingest(org.admin, UPSERT, opportunities(7) + BROKEN);
    const recorded = readFileSync(`${FIXTURES}responses/bulk/info/partial-failure.csv`, 'utf8');
    // The recording was kept without its last line ending.
    assert.equal(failed, `${recorded}\n`);
  },
  { skip: withoutRecordings, covers: 'bulk.ingest' },
);
