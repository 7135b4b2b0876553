import assert from 'node:assert/strict';
import { until } from './test-org.ts';
import type { TestAnswer, TestClient } from './test-org.ts';

/** Creates a job that must be accepted; its id. */
export async function createIngest(client: TestClient, definition: object): Promise<string> {
  const created = await client.post('/jobs/ingest', definition);
  assert.equal(created.status, 200, JSON.stringify(created.body));
  return created.body.id;
}

export function putCsv(client: TestClient, id: string, csv: string): Promise<TestAnswer> {
  return client.call('PUT', `/jobs/ingest/${id}/batches`, csv, { 'Content-Type': 'text/csv' });
}

export function setState(client: TestClient, id: string, state: string): Promise<TestAnswer> {
  return client.call('PATCH', `/jobs/ingest/${id}`, { state });
}

/** Waits for a job to be over; its info. */
export async function finishedIngest(client: TestClient, id: string): Promise<TestAnswer['body']> {
  return until('the job is over', async () => {
    const { body } = await client.get(`/jobs/ingest/${id}`);
    return ['JobComplete', 'Failed', 'Aborted'].includes(body.state) ? body : undefined;
  });
}

export interface IngestOutcome {
  readonly id: string;
  readonly info: TestAnswer['body'];
  readonly successful: string;
  readonly failed: string;
  readonly unprocessed: string;
}

/** A whole job: created, filled, closed, over; with its results. */
export async function ingest(client: TestClient, definition: object, csv: string): Promise<IngestOutcome> {
  const id = await createIngest(client, definition);
  assert.equal((await putCsv(client, id, csv)).status, 201);
  assert.equal((await setState(client, id, 'UploadComplete')).status, 200);
  const info = await finishedIngest(client, id);
  return { id, info, ...(await readResults(client, id)) };
}

export async function readResults(
  client: TestClient,
  id: string,
): Promise<Pick<IngestOutcome, 'successful' | 'failed' | 'unprocessed'>> {
  const read = async (name: string): Promise<string> => {
    const answer = await client.get(`/jobs/ingest/${id}/${name}`);
    assert.equal(answer.status, 200, name);
    return answer.body;
  };
  return {
    successful: await read('successfulResults'),
    failed: await read('failedResults'),
    unprocessed: await read('unprocessedrecords'),
  };
}
