/** Where the rows of a result file are. */
import { open, readFile } from 'node:fs/promises';

export interface ResultFiles {
  readonly csvFile: string;
  readonly indexFile: string;
}

/** The byte a row starts at. */
export interface ChunkStart {
  readonly row: number;
  readonly byte: number;
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Two doubles for each start, in order; the last one is the file's end. */
export function encodeIndex(starts: readonly ChunkStart[]): Uint8Array {
  return new Uint8Array(Float64Array.from(starts.flatMap(({ row, byte }) => [row, byte])).buffer);
}

function decodeIndex(file: Buffer): ChunkStart[] {
  // A buffer of the pool need not start where a double may.
  const numbers = new Float64Array(new Uint8Array(file).buffer);
  return Array.from({ length: numbers.length / 2 }, (_, at) => ({
    row: numbers[2 * at] ?? 0,
    byte: numbers[2 * at + 1] ?? 0,
  }));
}

/** The bytes of rows `[from, to)` in the CSV file. */
export async function findPage(
  { csvFile, indexFile }: ResultFiles,
  from: number,
  to: number,
): Promise<{ readonly start: number; readonly end: number }> {
  const starts = decodeIndex(await readFile(indexFile));
  await using csv = await open(csvFile, 'r');
  const byteOf = async (row: number): Promise<number> => {
    const position = starts.findLastIndex((start) => start.row <= row);
    const start = starts[position] ?? { row: 0, byte: 0 };
    if (start.row === row) return start.byte;
    const chunk = Buffer.alloc((starts[position + 1]?.byte ?? start.byte) - start.byte);
    await csv.read(chunk, 0, chunk.length, start.byte);
    return start.byte + endOfLines(chunk, row - start.row);
  };
  return { start: await byteOf(from), end: await byteOf(to) };
}

/** The byte behind this many lines. A line feed is a value's own where an odd number of quotes stands before it. */
export function endOfLines(csv: Uint8Array, lines: number): number {
  let quoted = false;
  let left = lines;
  for (const [at, byte] of csv.entries()) {
    if (byte === QUOTE) quoted = !quoted;
    if (byte !== LINE_FEED || quoted) continue;
    left -= 1;
    if (left === 0) return at + 1;
  }
  return csv.length;
}
