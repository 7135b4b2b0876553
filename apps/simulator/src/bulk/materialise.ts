import { open } from 'node:fs/promises';
import type { FlatQuery } from '../org/types.ts';
import { DELIMITERS, LINE_ENDINGS, toCsvLine } from './csv.ts';
import type { DelimiterName, LineEndingName } from './csv.ts';
import { encodeIndex } from './row-index.ts';
import type { ChunkStart, ResultFiles } from './row-index.ts';

export interface CsvFormat {
  readonly columnDelimiter: DelimiterName;
  readonly lineEnding: LineEndingName;
}

export interface MaterialisedResult {
  readonly rows: number;
  readonly headerBytes: number;
  readonly bytes: number;
}

/**
 * Writes a result to `csvFile`, and to `indexFile` where its chunks start, so that any page can be served as one range
 * of the file.
 *
 * Each chunk is read while the one before is written, and other requests are served in between. Stops early, with a
 * thrown `AbortError`, when `signal` fires.
 */
export async function materialise(
  query: FlatQuery,
  format: CsvFormat,
  files: ResultFiles,
  options: { readonly signal: AbortSignal; readonly onProgress: (rows: number) => void },
): Promise<MaterialisedResult> {
  const delimiter = DELIMITERS[format.columnDelimiter];
  const lineEnding = LINE_ENDINGS[format.lineEnding];
  await using csv = await open(files.csvFile, 'w');
  await using index = await open(files.indexFile, 'w');
  const header = Buffer.from(toCsvLine(query.columns, delimiter, lineEnding));
  const starts: ChunkStart[] = [];
  let position = header.length;
  let rowCount = 0;
  let writing = csv.appendFile(header);
  let written: ArrayBuffer | undefined;
  for (const { rows, bytes } of query.csv({ delimiter, lineEnding })) {
    await writing;
    options.signal.throwIfAborted();
    // Given back now rather than by the garbage collector, which would come round every few megabytes.
    written?.transfer(0);
    written = bytes.buffer;
    writing = csv.appendFile(bytes);
    starts.push({ row: rowCount, byte: position });
    position += bytes.length;
    rowCount += rows;
    options.onProgress(rowCount);
  }
  await writing;
  starts.push({ row: rowCount, byte: position });
  await index.appendFile(encodeIndex(starts));
  return { rows: rowCount, headerBytes: header.length, bytes: position };
}
