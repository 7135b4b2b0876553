import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { createIngest, ingest, putCsv } from '../../testing/ingest.ts';
import { openTestOrg, setClock, until } from '../../testing/test-org.ts';
import type { TestAnswer, TestClient } from '../../testing/test-org.ts';

const covers = 'bulk.limits';
const LIMITS = { documented: 'Bulk API and Bulk API 2.0 Limits and Allocations; facts 4.4' };
const ACCOUNTS = { object: 'Account', operation: 'insert' };

function createQuery(client: TestClient): Promise<TestAnswer> {
  return client.post('/jobs/query', { operation: 'query', query: 'SELECT Id, Name FROM Account' });
}

async function limit(client: TestClient, name: string): Promise<{ Max: number; Remaining: number }> {
  return (await client.get('/limits')).body[name];
}

behaviour(
  '10,000 query jobs in 24 hours, counted in /limits and refused beyond, until the window has moved on',
  { documented: 'facts 4.1, 4.4; the text as recorded by connectors' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.deepEqual(await limit(admin, 'DailyBulkV2QueryJobs'), { Max: 10_000, Remaining: 10_000 });
    await admin.control('POST', '/limits', { spendAllowances: { DailyBulkV2QueryJobs: 9999 } });
    assert.equal((await createQuery(admin)).status, 200);
    assert.deepEqual(await limit(admin, 'DailyBulkV2QueryJobs'), { Max: 10_000, Remaining: 0 });
    const refused = await createQuery(admin);
    assert.equal(refused.status, 400);
    assert.deepEqual(refused.body, [
      {
        message: 'Max bulk v2 query jobs (10000) per 24 hrs has been reached (10000)',
        errorCode: 'LIMIT_EXCEEDED',
      },
    ]);
    await setClock(org, new Date(Date.now() + 25 * 3_600_000).toISOString());
    assert.equal((await createQuery(admin)).status, 200);
  },
  { covers },
);

behaviour(
  'results count by their size, and no job begins when the day’s are used up',
  { documented: 'facts 4.1; the text as recorded by connectors' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.deepEqual(await limit(admin, 'DailyBulkV2QueryFileStorageMB'), {
      Max: 976_562,
      Remaining: 976_562,
    });
    org.simulator.org.load('Account', [{ Name: 'x'.repeat(255) }]);
    const { id } = (await createQuery(admin)).body;
    await until('the job is complete', async () =>
      (await admin.get(`/jobs/query/${id}`)).body.state === 'JobComplete' ? true : undefined,
    );
    assert.equal((await limit(admin, 'DailyBulkV2QueryFileStorageMB')).Remaining, 976_561);
    await admin.control('POST', '/limits', {
      spendAllowances: { DailyBulkV2QueryFileStorageKB: 1_000_000_000 },
    });
    const refused = await createQuery(admin);
    assert.deepEqual(
      [refused.status, refused.body[0].errorCode, refused.body[0].message],
      [
        400,
        'LIMIT_EXCEEDED',
        'Max bulk v2 query result size stored (1000000000) kb per 24 hrs has been exceeded',
      ],
    );
  },
  { covers },
);

behaviour(
  'a batch is 10,000 rows; without one left a job fails, and its other rows stay unprocessed',
  LIMITS,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    assert.equal((await ingest(admin, ACCOUNTS, 'Name\n')).info.state, 'JobComplete');
    assert.deepEqual(await limit(admin, 'DailyBulkApiBatches'), { Max: 15_000, Remaining: 15_000 });
    assert.equal((await ingest(admin, ACCOUNTS, 'Name\nA\n')).info.state, 'JobComplete');
    assert.deepEqual(await limit(admin, 'DailyBulkApiBatches'), { Max: 15_000, Remaining: 14_999 });
    await admin.control('POST', '/limits', { allowances: { DailyBulkApiBatches: 2 } });
    const csv = `Name\n${Array.from({ length: 10_050 }, (_, index) => `A${index}\n`).join('')}`;
    const { info, unprocessed } = await ingest(admin, ACCOUNTS, csv);
    assert.deepEqual(
      [info.state, info.errorMessage, info.numberRecordsProcessed],
      ['Failed', 'ExceededQuota : ApiBatchItems Limit exceeded.', 10_000],
    );
    assert.equal(unprocessed.trimEnd().split('\n').length, 51);
  },
  { covers },
);

behaviour(
  'rows count against 150,000,000 in 24 hours',
  LIMITS,
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/limits', {
      spendAllowances: { DailyBulkV2IngestRecords: 149_999_999 },
    });
    assert.equal((await ingest(admin, ACCOUNTS, 'Name\nA\n')).info.state, 'JobComplete');
    const { info } = await ingest(admin, ACCOUNTS, 'Name\nB\n');
    assert.deepEqual([info.state, info.numberRecordsProcessed], ['Failed', 0]);
    assert.match(info.errorMessage, /^ExceededQuota : .*150000000/);
  },
  { covers },
);

behaviour(
  'an upload is refused when it is too large in base64',
  {
    documented:
      'Bulk API 2.0: Prepare CSV Files: 150 MB after the conversion to base64; the status is assumed',
  },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    await admin.control('POST', '/limits', { bulkUploadBytes: 400 });
    const id = await createIngest(admin, ACCOUNTS);
    const refused = await putCsv(admin, id, `Name\n${'x'.repeat(296)}`);
    assert.deepEqual([refused.status, refused.body[0].errorCode], [413, 'REQUEST_TOO_LARGE']);
    assert.equal((await putCsv(admin, id, `Name\n${'x'.repeat(295)}`)).status, 201);
  },
  { covers },
);

behaviour(
  'a record has 5,000 fields and 400,000 characters at most',
  { documented: 'Bulk API 2.0 limits; facts 4.4; the texts are assumed' },
  async () => {
    await using org = await openTestOrg();
    const { admin } = org;
    const wide = Array.from({ length: 5001 }, (_, index) => `F${index}`).join(',');
    const tooWide = await ingest(admin, ACCOUNTS, `${wide}\n`);
    assert.deepEqual(
      [tooWide.info.state, tooWide.info.errorMessage],
      ['Failed', 'InvalidBatch : A record has more than 5000 fields, the maximum'],
    );
    const tooLong = await ingest(admin, ACCOUNTS, `Name,Description\nA,short\nB,${'x'.repeat(400_000)}\n`);
    assert.deepEqual(
      [tooLong.info.state, tooLong.info.errorMessage, tooLong.info.numberRecordsProcessed],
      ['Failed', 'InvalidBatch : A record has more than 400000 characters, the maximum', 0],
    );
  },
  { covers },
);
