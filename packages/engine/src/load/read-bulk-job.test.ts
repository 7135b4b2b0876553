import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BulkJobState } from '../ports/source-org.ts';
import { readBulkJob } from './read-bulk-job.ts';

const job = (state: BulkJobState, errorMessage?: string) => ({
  id: '750',
  state,
  recordsProcessed: 7,
  errorMessage,
});

describe('looking at a bulk job', () => {
  test('looks spread out, and never further apart than half a minute', () => {
    const waits = Array.from({ length: 30 }, (_, attempt) => readBulkJob(job('InProgress'), attempt)).map(
      (poll) => (poll.kind === 'running' ? poll.lookAgainInMs : 0),
    );
    assert.equal(waits[0], 500);
    assert.ok(waits.every((wait, index) => index === 0 || wait >= (waits[index - 1] ?? 0)));
    assert.equal(waits.at(-1), 30_000);
  });

  test('a complete job tells its count', () => {
    assert.deepEqual(readBulkJob(job('JobComplete'), 3), { kind: 'complete', recordCount: 7 });
  });

  test('a failed job tells Salesforce’s reason, an aborted one its state', () => {
    assert.deepEqual(readBulkJob(job('Failed', 'QUERY_TIMEOUT'), 0), {
      kind: 'lost',
      reason: 'QUERY_TIMEOUT',
    });
    assert.deepEqual(readBulkJob(job('Aborted'), 0), { kind: 'lost', reason: 'the job ended as Aborted' });
  });
});
