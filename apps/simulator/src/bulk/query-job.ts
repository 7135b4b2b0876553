import type { DelimiterName, LineEndingName } from './csv.ts';
import type { MaterialisedResult } from './materialise.ts';

/*
 *  UploadComplete ──work begins──▶ InProgress ──▶ JobComplete
 *        │                             ├────────▶ Failed
 *        └───────────abort─────────────┴────────▶ Aborted
 */
export type JobState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

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

export function isFinished(state: JobState): boolean {
  return state === 'JobComplete' || state === 'Failed' || state === 'Aborted';
}

/** `2024-09-09T13:08:34.000+0000` */
export function restDatetime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, '.000+0000');
}

/** What creating, aborting and listing show. Keys and order as recorded (fixtures `responses/bulk`). */
export function toCreatedInfo(job: QueryJob, state: JobState): Record<string, unknown> {
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
    apiVersion: job.apiVersion,
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** What a poll shows. */
export function toPolledInfo(job: QueryJob, state: JobState): Record<string, unknown> {
  const { lineEnding, columnDelimiter, ...before } = toCreatedInfo(job, state);
  return {
    ...before,
    jobType: 'V2Query',
    lineEnding,
    columnDelimiter,
    numberRecordsProcessed: state === 'UploadComplete' ? 0 : job.rowsSoFar,
    retries: 0,
    totalProcessingTime: isFinished(state) ? job.finishedAfterMs : 0,
    isPkChunkingSupported: true,
    ...(state === 'Failed' && job.errorMessage !== null ? { errorMessage: job.errorMessage } : {}),
  };
}
