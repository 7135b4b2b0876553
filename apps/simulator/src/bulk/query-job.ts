import { isFinished, restDatetime, versionNumber } from './bulk-job.ts';
import type { JobState } from './bulk-job.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';
import type { MaterialisedResult } from './materialise.ts';

/** One Bulk API 2.0 query job, as stored. */
export interface QueryJob {
  readonly id: string;
  readonly operation: 'query' | 'queryAll';
  readonly query: string;
  readonly object: string;
  readonly createdById: string;
  readonly createdAt: number;
  readonly apiVersion: number;
  readonly columnDelimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
  /** What really happened; what a poll shows may lag behind, by the pace the control plane set. */
  state: JobState;
  stateAt: number;
  /** Polls answered so far. */
  polls: number;
  rowsSoFar: number;
  result: MaterialisedResult | null;
  errorMessage: string | null;
  finishedAfterMs: number;
}

/** What creating shows. Keys and order as recorded (fixtures `responses/bulk/read-launch-job-account.json`). */
export function toCreatedInfo(job: QueryJob, state: JobState): Record<string, unknown> {
  return { ...toChangedInfo(job, state), lineEnding: job.lineEnding, columnDelimiter: job.columnDelimiter };
}

/** What aborting shows. Source: Bulk API 2.0 Developer Guide, "Abort a Query Job", example. */
export function toChangedInfo(job: QueryJob, state: JobState): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: restDatetime(job.createdAt),
    systemModstamp: restDatetime(job.stateAt),
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: versionNumber(job.apiVersion),
  };
}

/** An entry of the list of all jobs. */
export function toListedInfo(job: QueryJob, state: JobState): Record<string, unknown> {
  return {
    ...toChangedInfo(job, state),
    jobType: 'V2Query',
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** What a poll shows. */
export function toPolledInfo(job: QueryJob, state: JobState): Record<string, unknown> {
  return {
    ...toListedInfo(job, state),
    numberRecordsProcessed: state === 'UploadComplete' ? 0 : job.rowsSoFar,
    retries: 0,
    totalProcessingTime: isFinished(state) ? job.finishedAfterMs : 0,
    isPkChunkingSupported: true,
    ...(state === 'Failed' && job.errorMessage !== null ? { errorMessage: job.errorMessage } : {}),
  };
}
