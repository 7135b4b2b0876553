import type { BulkJob } from '../ports/source-org.ts';

/** What one look at a Bulk API 2.0 query job told us. */
export type BulkJobPoll =
  | { readonly kind: 'running'; readonly lookAgainInMs: number }
  | { readonly kind: 'complete'; readonly recordCount: number }
  | { readonly kind: 'lost'; readonly reason: string };

const FIRST_LOOK_MS = 500;
const MAX_LOOK_MS = 30_000;

/** Reads a job description. `attempt` counts looks at this job, from 0; looks cost a call each, so they spread out. */
export function readBulkJob(job: BulkJob, attempt: number): BulkJobPoll {
  switch (job.state) {
    case 'UploadComplete':
    case 'InProgress':
      return { kind: 'running', lookAgainInMs: Math.min(FIRST_LOOK_MS * 1.6 ** attempt, MAX_LOOK_MS) };
    case 'JobComplete':
      return { kind: 'complete', recordCount: job.recordsProcessed };
    case 'Failed':
    case 'Aborted':
      return { kind: 'lost', reason: job.errorMessage ?? `the job ended as ${job.state}` };
    default:
      throw new Error(`unknown bulk job state ${String(job.state satisfies never)}`);
  }
}
