import { isFinished, restDatetime, versionNumber } from './bulk-job.ts';
import type { JobState } from './bulk-job.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';

export const INGEST_OPERATIONS = ['insert', 'update', 'upsert', 'delete', 'hardDelete'] as const;
export type IngestOperation = (typeof INGEST_OPERATIONS)[number];

/** What the client says when it creates a job. */
export interface NewIngestJob {
  readonly operation: IngestOperation;
  readonly object: string;
  /** For upsert; null otherwise. */
  readonly externalIdFieldName: string | null;
  readonly assignmentRuleId: string | null;
  readonly columnDelimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
}

/** One Bulk API 2.0 ingest job, as stored. */
export interface IngestJob extends NewIngestJob {
  readonly id: string;
  readonly createdById: string;
  /** `client` of `Sforce-Call-Options` at the creation. */
  readonly client: string | null;
  readonly createdAt: number;
  readonly apiVersion: number;
  state: JobState;
  stateAt: number;
  /** When the upload was complete. */
  closedAt: number;
  /** Polls answered since. */
  polls: number;
  hasContent: boolean;
  /** The names in the upload's first row, as they stand there; empty until it was read. */
  header: readonly string[];
  /** Rows done, refused ones included. A restart goes on behind them. */
  processed: number;
  failed: number;
  /** Bytes of the result files that belong to the rows done. */
  successBytes: number;
  failedBytes: number;
  errorMessage: string | null;
  totalProcessingTime: number;
  apiActiveProcessingTime: number;
}

/** Keys and order as recorded (fixtures `responses/bulk/write/launch-job-opportunity.json` and `update-job-…`). */
function commonInfo(job: IngestJob, state: JobState): Record<string, unknown> {
  return {
    id: job.id,
    operation: job.operation,
    object: job.object,
    createdById: job.createdById,
    createdDate: restDatetime(job.createdAt),
    systemModstamp: restDatetime(job.stateAt),
    state,
    ...(job.externalIdFieldName === null ? {} : { externalIdFieldName: job.externalIdFieldName }),
    ...(job.assignmentRuleId === null ? {} : { assignmentRuleId: job.assignmentRuleId }),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: versionNumber(job.apiVersion),
  };
}

/** Where to upload: an address without the slash in front, while the job is open. */
function contentUrl(job: IngestJob, state: JobState): { contentUrl?: string } {
  if (state !== 'Open') return {};
  return { contentUrl: `services/data/v${job.apiVersion.toFixed(1)}/jobs/ingest/${job.id}/batches` };
}

function format({ lineEnding, columnDelimiter }: IngestJob): Record<string, unknown> {
  return { lineEnding, columnDelimiter };
}

/** What creating shows. */
export function toCreatedInfo(job: IngestJob, state: JobState): Record<string, unknown> {
  return { ...commonInfo(job, state), ...contentUrl(job, state), ...format(job) };
}

/** What closing and aborting show. */
export function toChangedInfo(job: IngestJob, state: JobState): Record<string, unknown> {
  return commonInfo(job, state);
}

/** An entry of the list of all jobs. */
export function toListedInfo(job: IngestJob, state: JobState): Record<string, unknown> {
  return { ...commonInfo(job, state), ...contentUrl(job, state), jobType: 'V2Ingest', ...format(job) };
}

/** What a poll shows. */
export function toPolledInfo(job: IngestJob, state: JobState): Record<string, unknown> {
  const started = state !== 'Open' && state !== 'UploadComplete';
  return {
    ...toListedInfo(job, state),
    numberRecordsProcessed: started ? job.processed : 0,
    numberRecordsFailed: started ? job.failed : 0,
    retries: 0,
    totalProcessingTime: isFinished(state) ? job.totalProcessingTime : 0,
    apiActiveProcessingTime: started ? job.apiActiveProcessingTime : 0,
    apexProcessingTime: 0,
    ...(state === 'Failed' && job.errorMessage !== null ? { errorMessage: job.errorMessage } : {}),
  };
}
