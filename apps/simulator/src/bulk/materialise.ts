import { open } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import type { FlatQuery } from '../org/types.ts';
import { DELIMITERS, LINE_ENDINGS, toCsvLine } from './csv.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';

export interface CsvFormat {
  readonly columnDelimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
}

export interface MaterialisedResult {
  readonly rows: number;
  readonly headerBytes: number;
  readonly bytes: number;
}

const BATCH_ROWS = 2000;
const OFFSET_BYTES = 8;
const BUFFER_BYTES = 1024 * 1024;
/** UTF-8 bytes of a UTF-16 unit, at most. */
const MAX_UNIT_BYTES = 3;

/**
 * Writes a result to `csvFile`, and to `indexFile` the byte at which each row starts (a double each, and the file's
 * end as the last), so that any page can be served as one range of the file.
 *
 * Other requests are served between batches. Stops early, with a thrown `AbortError`, when `signal` fires.
 */
export async function materialise(
  query: FlatQuery,
  format: CsvFormat,
  files: { readonly csvFile: string; readonly indexFile: string },
  options: { readonly signal: AbortSignal; readonly onProgress: (rows: number) => void },
): Promise<MaterialisedResult> {
  const delimiter = DELIMITERS[format.columnDelimiter];
  const lineEnding = LINE_ENDINGS[format.lineEnding];
  await using csv = await open(files.csvFile, 'w');
  await using index = await open(files.indexFile, 'w');
  const header = Buffer.from(toCsvLine(query.columns, delimiter, lineEnding));
  await csv.appendFile(header);
  let position = header.length;
  let rowCount = 0;
  let buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  for (const batch of query.lines({ delimiter, lineEnding }, BATCH_ROWS)) {
    options.signal.throwIfAborted();
    const offsets = new Float64Array(batch.length);
    let filled = 0;
    for (const [at, line] of batch.entries()) {
      offsets[at] = position;
      const needed = filled + line.length * MAX_UNIT_BYTES;
      if (needed > buffer.length) buffer = grown(buffer, needed);
      const bytes = buffer.write(line, filled);
      filled += bytes;
      position += bytes;
    }
    await csv.appendFile(buffer.subarray(0, filled));
    await index.appendFile(Buffer.from(offsets.buffer));
    rowCount += batch.length;
    options.onProgress(rowCount);
    await breathe();
  }
  await index.appendFile(Buffer.from(Float64Array.of(position).buffer));
  return { rows: rowCount, headerBytes: header.length, bytes: position };
}

/** The bytes of rows `[from, to)` in the CSV file. */
export async function readByteRange(
  indexFile: string,
  from: number,
  to: number,
): Promise<{ readonly start: number; readonly end: number }> {
  await using index = await open(indexFile, 'r');
  const readAt = async (row: number): Promise<number> => {
    const buffer = Buffer.alloc(OFFSET_BYTES);
    await index.read(buffer, 0, OFFSET_BYTES, row * OFFSET_BYTES);
    return buffer.readDoubleLE(0);
  };
  return { start: await readAt(from), end: await readAt(to) };
}

function grown(buffer: Buffer<ArrayBuffer>, bytes: number): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(Math.max(bytes, buffer.length * 2));
  buffer.copy(larger);
  return larger;
}
