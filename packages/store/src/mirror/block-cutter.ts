import { hash } from 'node:crypto';

const NEWLINE = 10;
const QUOTE = 34;
const ID_LENGTH = 18;
export const DIGEST_BYTES = 16;

/** A block ends after so many rows, or bytes, at the latest. */
const MOST_ROWS = 64;
const MOST_BYTES = 16 * 1024;
/** A row that has not ended by then is left to PostgreSQL. */
const LONGEST_ROW_BYTES = 4 * 1024 * 1024;

/** What the cutter holds at first: a chunk as it comes from the network, and the row that it ends in. */
const ROOM_BYTES = 128 * 1024;

/** Some neighbouring rows of a page. */
export interface Block {
  readonly firstId: string;
  readonly lastId: string;
  readonly rows: number;
  /** `DIGEST_BYTES` characters of Latin-1: the beginning of the SHA-256 of the rows' bytes. */
  readonly digest: string;
  /** Where it lies within the bytes it was cut from. */
  readonly start: number;
  readonly end: number;
}

/** Bytes of a page, and the blocks they begin with, side by side. Of bytes behind the last block nothing can be said. */
export interface Cut {
  /** The cutter's own: what is to outlast the next chunk must be copied. */
  readonly bytes: Buffer;
  readonly blocks: readonly Block[];
}

/**
 * Cuts the rows of a Bulk API 2.0 result page, whose first column is the id, into blocks. Where a block ends depends on the
 * id of its last row alone, so that a row more or less does not move the blocks behind it.
 *
 * A new line ends a row when a single quote mark and a letter or digit follow, the beginning of the next id: in the middle
 * of a value quote marks come in pairs, and one that ends a value is followed by a comma or a new line. So rows are found
 * without looking at every byte. Every value is quoted. Source: Bulk API 2.0 Developer Guide, "Get Results for a Query Job".
 *
 * From the first row on that has no id of 18 characters, or one that does not ascend, there are no blocks any more.
 */
export class BlockCutter {
  /** Rows that are in no block yet stand at its beginning, and the next chunk is put behind them. */
  #room: Buffer = Buffer.allocUnsafeSlow(ROOM_BYTES);
  #held = 0;
  /** Of the rest, which is put in front with the next chunk. */
  #restStart = 0;
  /** Within the rest: where the row that is looked at begins, and from where on its end is looked for. */
  #rowStart = 0;
  #lookFrom = 0;
  #rows = 0;
  #lastId = '';
  #lost = false;

  /** False when some bytes were in no block. */
  get isWhole(): boolean {
    return !this.#lost;
  }

  push(chunk: Buffer): Cut {
    if (this.#lost) return { bytes: chunk, blocks: [] };
    const bytes = this.#hold(chunk);
    const blocks: Block[] = [];
    let blockStart = 0;
    let rowStart = this.#rowStart;
    let lookFrom = this.#lookFrom;
    for (;;) {
      const end = bytes.indexOf(NEWLINE, lookFrom);
      if (end < 0 || end + 2 >= bytes.length) {
        lookFrom = end < 0 ? bytes.length : end;
        break;
      }
      lookFrom = end + 1;
      if (bytes[end + 1] !== QUOTE || !isIdCharacter(bytes[end + 2])) continue;
      if (!this.#takeRow(bytes, blockStart, rowStart)) return this.#lose(bytes, blocks);
      const next = end + 1;
      if (endsBlock(bytes, rowStart) || this.#rows === MOST_ROWS || next - blockStart >= MOST_BYTES) {
        blocks.push(this.#close(bytes, { start: blockStart, lastRow: rowStart, end: next }));
        blockStart = next;
      }
      rowStart = next;
    }
    this.#restStart = blockStart;
    this.#rowStart = rowStart - blockStart;
    this.#lookFrom = lookFrom - blockStart;
    if (bytes.length - rowStart > LONGEST_ROW_BYTES) return this.#lose(bytes, blocks);
    return { bytes: bytes.subarray(0, blockStart), blocks };
  }

  /** The rows behind the last block: nothing follows their end. */
  end(): Cut {
    const bytes = this.#room.subarray(this.#restStart, this.#held);
    if (this.#lost || bytes.length === 0) return { bytes: bytes.subarray(0, 0), blocks: [] };
    const isEnded = bytes[bytes.length - 1] === NEWLINE;
    if (!isEnded || !this.#takeRow(bytes, 0, this.#rowStart)) return this.#lose(bytes, []);
    const block = this.#close(bytes, { start: 0, lastRow: this.#rowStart, end: bytes.length });
    return { bytes, blocks: [block] };
  }

  /** The rest with the chunk behind it. The room is used again and again: a new one for each chunk costs more than the copying. */
  #hold(chunk: Buffer): Buffer {
    const rest = this.#held - this.#restStart;
    const needed = rest + chunk.length;
    if (needed > this.#room.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#room.length));
      this.#room.copy(larger, 0, this.#restStart, this.#held);
      this.#room = larger;
    } else this.#room.copyWithin(0, this.#restStart, this.#held);
    this.#room.set(chunk, rest);
    this.#held = needed;
    this.#restStart = 0;
    return this.#room.subarray(0, needed);
  }

  /** Counts the row that begins at `rowStart`; false when its id is not to be relied upon. */
  #takeRow(bytes: Buffer, blockStart: number, rowStart: number): boolean {
    if (bytes[rowStart] !== QUOTE || bytes[rowStart + ID_LENGTH + 1] !== QUOTE) return false;
    const ascends =
      this.#rows === 0
        ? readId(bytes, rowStart) > this.#lastId
        : isBefore(bytes, this.#previousStart + blockStart, rowStart);
    this.#previousStart = rowStart - blockStart;
    this.#rows += 1;
    return ascends;
  }
  /** Within the block. */
  #previousStart = 0;

  #close(bytes: Buffer, { start, lastRow, end }: { start: number; lastRow: number; end: number }): Block {
    const lastId = readId(bytes, lastRow);
    // Node calls Latin-1 by its old name here.
    const digest = hash('sha256', bytes.subarray(start, end), 'binary').slice(0, DIGEST_BYTES);
    const block = { firstId: readId(bytes, start), lastId, rows: this.#rows, digest, start, end };
    this.#rows = 0;
    this.#lastId = lastId;
    return block;
  }

  #lose(bytes: Buffer, blocks: readonly Block[]): Cut {
    this.#lost = true;
    this.#room = Buffer.alloc(0);
    return { bytes, blocks };
  }
}

/** By the fifteenth character of the id, which counts up: three of 62 end a block. */
function endsBlock(bytes: Buffer, rowStart: number): boolean {
  return ((bytes[rowStart + 15] ?? 0) & 15) === 0;
}

function readId(bytes: Buffer, rowStart: number): string {
  return bytes.toString('latin1', rowStart + 1, rowStart + 1 + ID_LENGTH);
}

/** Whether the id of the row at `earlier` comes before that of the row at `later`. */
function isBefore(bytes: Buffer, earlier: number, later: number): boolean {
  for (let at = 1; at <= ID_LENGTH; at += 1) {
    const [one, other] = [bytes[earlier + at] ?? 0, bytes[later + at] ?? 0];
    if (one !== other) return one < other;
  }
  return false;
}

function isIdCharacter(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122);
}
