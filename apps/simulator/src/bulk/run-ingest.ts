import { setImmediate as breathe } from 'node:timers/promises';
import type { BulkAllowances } from '../limits/bulk-allowances.ts';
import type { ObjectDefinition } from '../org/schema/types.ts';
import type { Caller, Org, RowError, SaveOperation, SaveOptions, SaveResult } from '../org/types.ts';
import { UploadError } from './csv-reader.ts';
import { readColumns } from './ingest-columns.ts';
import type { IngestColumn } from './ingest-columns.ts';
import { errorText, headerLine, padded, toLine } from './ingest-files.ts';
import type { IngestFiles, ResultFile } from './ingest-files.ts';
import type { IngestJob } from './ingest-job.ts';
import { toIngestRow } from './ingest-rows.ts';
import type { IngestRow } from './ingest-rows.ts';

/** Rows of one transaction. Source: Bulk API Developer Guide, "Batch processing" (chunks of 200 since API 21.0). */
const CHUNK_ROWS = 200;
/** Source: Bulk API 2.0 Developer Guide, "Understanding Bulk API 2.0 Ingest". */
const BATCH_ROWS = 10_000;
/** Source: facts 4.4. */
const MAX_FIELDS = 5000;

export interface IngestRun {
  readonly org: Org;
  readonly files: IngestFiles;
  readonly allowances: BulkAllowances;
  readonly signal: AbortSignal;
  /** Keeps what was done, with the job's counters. */
  store(): void;
  /** Waits while the pace holds the job. */
  pause(): Promise<void>;
}

/**
 * Does the work of a job: the whole upload is read once to see that it is sound, then its rows are saved in
 * transactions of 200. A refused row does not touch the others. Goes on behind the rows done already.
 *
 * @throws UploadError what makes the whole job fail; AbortError when `signal` fires
 */
export async function runIngest(job: IngestJob, run: IngestRun): Promise<void> {
  const object = run.org.object(job.object);
  if (object === undefined) throw new UploadError(`InvalidEntity : Unable to find object: ${job.object}`);
  const caller: Caller = {
    userId: job.createdById,
    client: job.client,
    apiVersion: job.apiVersion,
    origin: 'bulkapi',
  };
  const columns = await checkUpload(job, object, caller, run);
  if (columns === undefined) return hold(run);
  await using success = await run.files.openResult(job, 'success');
  await using failed = await run.files.openResult(job, 'failed');
  if (success.bytes === 0) await success.append(headerLine(job, ['sf__Id', 'sf__Created'], job.header));
  if (failed.bytes === 0) await failed.append(headerLine(job, ['sf__Id', 'sf__Error'], job.header));
  note(job, success, failed);
  run.store();
  for await (const chunk of chunks(job, run.files)) {
    if (job.processed % BATCH_ROWS === 0) run.allowances.takeBatch();
    run.allowances.takeRecords(chunk.length);
    const startedAt = performance.now();
    const rows = chunk.map((record) => toIngestRow(job, columns, record));
    const results = saveChunk(job, caller, rows, run.org);
    await writeResults(job, chunk, rows, results, { success, failed });
    job.processed += chunk.length;
    job.failed += results.filter((result) => !result.success).length;
    job.apiActiveProcessingTime += Math.ceil(performance.now() - startedAt);
    note(job, success, failed);
    run.store();
    await breathe();
    await hold(run);
  }
  await hold(run);
}

async function hold(run: IngestRun): Promise<void> {
  await run.pause();
  run.signal.throwIfAborted();
}

function note(job: IngestJob, success: ResultFile, failed: ResultFile): void {
  job.successBytes = success.bytes;
  job.failedBytes = failed.bytes;
}

/** Reads all of it before the first row is saved: a broken file changes nothing. Undefined when it has no rows. */
async function checkUpload(
  job: IngestJob,
  object: ObjectDefinition,
  caller: Caller,
  run: IngestRun,
): Promise<IngestColumn[] | undefined> {
  const header = await run.files.readHeader(job);
  if (header === undefined) return undefined;
  job.header = header;
  if (header.length > MAX_FIELDS) {
    throw new UploadError(`InvalidBatch : A record has more than ${MAX_FIELDS} fields, the maximum`);
  }
  const columns = readColumns(run.org, caller, object, header);
  requireKey(job, columns);
  for await (const records of run.files.readUpload(job)) {
    run.signal.throwIfAborted();
    if (records.some((record) => record.length > header.length)) {
      throw new UploadError(
        `InvalidBatch : Failed to parse CSV. A row has more values than the header has field names`,
      );
    }
    await breathe();
  }
  return columns;
}

/** Without the column that says which row is meant, the job fails as for a column that does not exist. */
function requireKey(job: IngestJob, columns: readonly IngestColumn[]): void {
  if (job.operation === 'insert') return;
  const key = job.operation === 'upsert' ? (job.externalIdFieldName ?? 'Id') : 'Id';
  const isKey = (column: IngestColumn): boolean =>
    column.kind === 'field' && column.field.name.toLowerCase() === key.toLowerCase();
  if (!columns.some(isKey)) throw new UploadError(`InvalidBatch : Field name not found : ${key}`);
}

/** The rows not done yet. No chunk reaches over the end of a batch. */
async function* chunks(job: IngestJob, files: IngestFiles): AsyncGenerator<string[][], void> {
  let toSkip = job.processed;
  let waiting: string[][] = [];
  for await (const records of files.readUpload(job)) {
    const skipped = Math.min(toSkip, records.length);
    toSkip -= skipped;
    waiting.push(...records.slice(skipped));
    while (waiting.length >= CHUNK_ROWS) {
      yield waiting.slice(0, CHUNK_ROWS);
      waiting = waiting.slice(CHUNK_ROWS);
    }
  }
  if (waiting.length > 0) yield waiting;
}

function saveChunk(job: IngestJob, caller: Caller, rows: readonly IngestRow[], org: Org): SaveResult[] {
  const checked = job.operation === 'upsert' ? refuseRepeatedKeys(job, rows) : rows;
  const operations = checked.flatMap((row) => (row.operation === undefined ? [] : [row.operation]));
  const saved = save(job, caller, operations, org);
  let next = 0;
  return checked.map((row): SaveResult => {
    const result = row.operation === undefined ? undefined : saved[next++];
    return result ?? { success: false, id: row.id, errors: row.error === undefined ? [] : [row.error] };
  });
}

function save(
  job: IngestJob,
  caller: Caller,
  operations: readonly SaveOperation[],
  org: Org,
): readonly SaveResult[] {
  // No assignment rule runs unless the job names one. Source: "Create a Job", assignmentRuleId.
  const options: SaveOptions = { allOrNone: false, autoAssign: job.assignmentRuleId ?? false };
  if (job.operation !== 'hardDelete') return org.save(caller, operations, options);
  // Deleted, and out of the recycle bin at once, as one transaction.
  return org.atomically(
    () => {
      const results = org.save(caller, operations, options);
      const purges = results.flatMap((result): SaveOperation[] =>
        result.success ? [{ kind: 'purge', object: job.object, id: result.id }] : [],
      );
      org.save(caller, purges, options);
      return results;
    },
    () => true,
  );
}

/** A key may stand once in a transaction. Source: SOAP API Developer Guide, upsert(), DUPLICATE_VALUE. */
function refuseRepeatedKeys(job: IngestJob, rows: readonly IngestRow[]): readonly IngestRow[] {
  const seen = new Map<string, number>();
  const externalIdOf = (row: IngestRow): string =>
    row.operation?.kind === 'upsert' ? (row.operation.externalId ?? '') : '';
  const keyOf = (row: IngestRow): string => externalIdOf(row).toLowerCase();
  for (const row of rows) seen.set(keyOf(row), (seen.get(keyOf(row)) ?? 0) + 1);
  return rows.map((row): IngestRow => {
    const key = keyOf(row);
    if (key === '' || (seen.get(key) ?? 0) < 2) return row;
    const error: RowError = {
      statusCode: 'DUPLICATE_VALUE',
      message: `Duplicate external id specified: ${externalIdOf(row)}`,
      fields: [job.externalIdFieldName ?? 'Id'],
    };
    return { id: row.id, error };
  });
}

async function writeResults(
  job: IngestJob,
  chunk: readonly (readonly string[])[],
  rows: readonly IngestRow[],
  results: readonly SaveResult[],
  files: { readonly success: ResultFile; readonly failed: ResultFile },
): Promise<void> {
  let success = '';
  let failed = '';
  for (const [index, record] of chunk.entries()) {
    const result = results[index];
    const values = padded(record, job.header.length);
    if (result === undefined) throw new Error('org.save answered fewer results than operations');
    if (result.success) success += toLine(job, [result.id, String(result.created), ...values]);
    else failed += toLine(job, [rows[index]?.id ?? '', errorText(result.errors), ...values]);
  }
  await files.success.append(success);
  await files.failed.append(failed);
}
