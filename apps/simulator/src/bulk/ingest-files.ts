import { createReadStream, rmSync } from 'node:fs';
import { open, rename, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RowError } from '../org/types.ts';
import { CsvReader, UploadError } from './csv-reader.ts';
import { DELIMITERS, LINE_ENDINGS, toCsvLine } from './csv.ts';
import type { IngestJob } from './ingest-job.ts';

const READ_BYTES = 128 * 1024;

type Format = Pick<IngestJob, 'columnDelimiter' | 'lineEnding'>;
export type ResultKind = 'success' | 'failed' | 'unprocessed';

/** The files of ingest jobs: what was uploaded, and what became of it. */
export class IngestFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  upload(job: Pick<IngestJob, 'id'>): string {
    return join(this.#directory, `${job.id}.upload`);
  }

  result(job: Pick<IngestJob, 'id'>, kind: ResultKind): string {
    return join(this.#directory, `${job.id}.${kind}`);
  }

  delete(job: Pick<IngestJob, 'id'>): void {
    rmSync(this.upload(job), { force: true });
    for (const kind of ['success', 'failed', 'unprocessed'] as const)
      rmSync(this.result(job, kind), { force: true });
  }

  /** Opens a result file for the rows to come; what a crash left behind the rows done is cut off. */
  async openResult(job: IngestJob, kind: 'success' | 'failed'): Promise<ResultFile> {
    const file = await open(this.result(job, kind), 'a');
    const bytes = kind === 'success' ? job.successBytes : job.failedBytes;
    await file.truncate(bytes);
    return new ResultFile(file, bytes);
  }

  /** Writes the rows that were not tried, once. Source: "Get Job Unprocessed Record Results". */
  async writeUnprocessed(job: IngestJob): Promise<void> {
    const path = this.result(job, 'unprocessed');
    if (await exists(path)) return;
    const unfinished = `${path}.part`;
    await using file = await open(unfinished, 'w');
    try {
      await this.#writeRowsLeft(job, file);
    } catch (error) {
      // The job failed for it: what stands in front of the broken place is all there is.
      if (!(error instanceof UploadError)) throw error;
    }
    await rename(unfinished, path);
  }

  async #writeRowsLeft(job: IngestJob, file: FileHandle): Promise<void> {
    const header = await this.readHeader(job);
    if (header === undefined) return;
    await file.appendFile(headerLine(job, [], header));
    let row = 0;
    for await (const records of this.readUpload(job)) {
      const left = records.slice(Math.max(0, job.processed - row));
      row += records.length;
      await file.appendFile(left.map((record) => toLine(job, padded(record, header.length))).join(''));
    }
  }

  /**
   * The upload's records behind its header, a bunch at a time; nothing when none was uploaded.
   * @throws UploadError where the CSV is broken
   */
  async *readUpload(job: IngestJob): AsyncGenerator<string[][], void> {
    let isHeader = true;
    for await (const records of this.#readAll(job)) {
      yield isHeader ? records.slice(1) : records;
      if (records.length > 0) isHeader = false;
    }
  }

  /** @throws UploadError */
  async readHeader(job: IngestJob): Promise<string[] | undefined> {
    for await (const [first] of this.#readAll(job)) if (first !== undefined) return first;
    return undefined;
  }

  async *#readAll(job: IngestJob): AsyncGenerator<string[][], void> {
    if (!job.hasContent) return;
    const reader = new CsvReader(DELIMITERS[job.columnDelimiter], job.lineEnding);
    const chunks = createReadStream(this.upload(job), { encoding: 'utf8', highWaterMark: READ_BYTES });
    for await (const chunk of chunks) yield reader.push(chunk as string);
    yield reader.end();
  }
}

/** A result file that grows with the rows done. */
export class ResultFile implements AsyncDisposable {
  readonly #file: FileHandle;
  #bytes: number;

  constructor(file: FileHandle, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(text: string): Promise<void> {
    if (text === '') return;
    const bytes = Buffer.from(text);
    await this.#file.appendFile(bytes);
    this.#bytes += bytes.length;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}

/**
 * The first line of a result: Salesforce's own columns quoted, the upload's as they stood there.
 * Source: fixtures `responses/bulk/info/partial-failure.csv`.
 */
export function headerLine(format: Format, own: readonly string[], header: readonly string[]): string {
  const delimiter = DELIMITERS[format.columnDelimiter];
  const names = header.map((name) => (mustQuote(name, delimiter) ? quoted(name) : name));
  return [...own.map(quoted), ...names].join(delimiter) + LINE_ENDINGS[format.lineEnding];
}

export function toLine(format: Format, values: readonly string[]): string {
  return toCsvLine(values, DELIMITERS[format.columnDelimiter], LINE_ENDINGS[format.lineEnding]);
}

export function padded(record: readonly string[], length: number): readonly string[] {
  return record.length >= length
    ? record
    : [...record, ...Array.from({ length: length - record.length }, () => '')];
}

/** `CODE:message:Field1 Field2 --`. Source: facts 4.2, recorded in partial-failure.csv. */
export function errorText(errors: readonly RowError[]): string {
  return errors
    .map(({ statusCode, message, fields }) => {
      const names = fields.map((field) => `${field} `).join('');
      return `${statusCode}:${message}:${names}--`;
    })
    .join('');
}

function mustQuote(name: string, delimiter: string): boolean {
  return name.includes(delimiter) || /["\r\n]/.test(name);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
