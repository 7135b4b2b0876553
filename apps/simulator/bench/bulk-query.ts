import assert from 'node:assert/strict';
import { get } from 'node:http';
import { until } from '../testing/test-org.ts';
import type { TestClient } from '../testing/test-org.ts';
import { BIG_TABLE } from './seed-rows.ts';

/** As a mirror reads: ids, stamps, and the object's own fields. */
const QUERY =
  'SELECT Id, Name, Key__c, Email__c, City__c, State__c, Amount__c, Pieces__c, Due__c, Is_Urgent__c, Note__c, ' +
  `OwnerId, IsDeleted, CreatedDate, LastModifiedDate, SystemModstamp FROM ${BIG_TABLE}`;
const PAGE_ROWS = 250_000;
const LINE_FEED = 0x0a;

export interface QueryMeasure {
  readonly rows: number;
  readonly bytes: number;
  /** From the job's creation until it is complete. */
  readonly jobSeconds: number;
  /** All pages over HTTP, one after the other. */
  readonly readSeconds: number;
  /** Of reading. */
  readonly rowsPerSecond: number;
  /** Of job and reading together. */
  readonly rowsPerSecondInAll: number;
}

/** Runs a query job over the big table of `seedRows` and reads all of its result. */
export async function bulkQuery(client: TestClient): Promise<QueryMeasure> {
  const startedAt = performance.now();
  const created = await client.post('/jobs/query', { operation: 'query', query: QUERY });
  assert.equal(created.status, 200, JSON.stringify(created.body));
  const { id } = created.body;
  const info = await until('the job is complete', async () => {
    const { body } = await client.get(`/jobs/query/${id}`);
    return body.state === 'JobComplete' ? body : undefined;
  });
  const jobSeconds = (performance.now() - startedAt) / 1000;
  const readingAt = performance.now();
  let rows = 0;
  let bytes = 0;
  for (let locator = ''; locator !== 'null'; ) {
    const page = await readPage(client, id, locator);
    rows += page.rows;
    bytes += page.bytes;
    locator = page.locator;
  }
  const readSeconds = (performance.now() - readingAt) / 1000;
  assert.equal(rows, info.numberRecordsProcessed, 'every row arrives once');
  return {
    rows,
    bytes,
    jobSeconds,
    readSeconds,
    rowsPerSecond: Math.round(rows / readSeconds),
    rowsPerSecondInAll: Math.round(rows / (jobSeconds + readSeconds)),
  };
}

function readPage(
  client: TestClient,
  jobId: string,
  locator: string,
): Promise<{ readonly rows: number; readonly bytes: number; readonly locator: string }> {
  const parameters = new URLSearchParams({
    maxRecords: String(PAGE_ROWS),
    ...(locator === '' ? {} : { locator }),
  });
  const url = `${client.baseUrl}/services/data/v60.0/jobs/query/${jobId}/results?${parameters.toString()}`;
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      { headers: { Authorization: `Bearer ${client.token}`, Accept: 'text/csv' } },
      (response) => {
        let bytes = 0;
        let lines = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1))
            lines += 1;
        });
        response.on('end', () => {
          // The header is a line too; no value of the bench holds a line feed.
          resolve({ rows: lines - 1, bytes, locator: String(response.headers['sforce-locator']) });
        });
        response.on('error', reject);
      },
    );
    request.on('error', reject);
  });
}
