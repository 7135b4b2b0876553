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

/** Some neighbouring rows of a page. */
export interface Block {
  readonly firstId: string;
  readonly lastId: string;
  readonly rows: number;
  /** `DIGEST_BYTES` characters of Latin-1: the beginning of the SHA-256 of the rows' bytes. */
  readonly digest: string;
}

/** Bytes of a page that belong together; without a block when nothing can be said of them. */
export interface Piece {
  readonly bytes: Buffer;
  readonly block: Block | undefined;
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
  #rest: Buffer = Buffer.alloc(0);
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

  *push(chunk: Buffer): Generator<Piece> {
    if (this.#lost) {
      yield { bytes: chunk, block: undefined };
      return;
    }
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
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
      if (!this.#takeRow(bytes, blockStart, rowStart)) {
        yield this.#lose(bytes.subarray(blockStart));
        return;
      }
      const next = end + 1;
      if (endsBlock(bytes, rowStart) || this.#rows === MOST_ROWS || next - blockStart >= MOST_BYTES) {
        yield this.#close(bytes.subarray(blockStart, next), rowStart - blockStart);
        blockStart = next;
      }
      rowStart = next;
    }
    this.#rest = bytes.subarray(blockStart);
    this.#rowStart = rowStart - blockStart;
    this.#lookFrom = lookFrom - blockStart;
    if (this.#rest.length - this.#rowStart > LONGEST_ROW_BYTES) yield this.#lose(this.#rest);
  }

  /** The rows behind the last block: nothing follows their end. */
  *end(): Generator<Piece> {
    const bytes = this.#rest;
    if (this.#lost || bytes.length === 0) return;
    const isEnded = bytes[bytes.length - 1] === NEWLINE;
    if (isEnded && this.#takeRow(bytes, 0, this.#rowStart)) yield this.#close(bytes, this.#rowStart);
    else yield this.#lose(bytes);
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

  #close(bytes: Buffer, lastRowStart: number): Piece {
    const lastId = readId(bytes, lastRowStart);
    const digest = hash('sha256', bytes, 'buffer').toString('latin1', 0, DIGEST_BYTES);
    const block = { firstId: readId(bytes, 0), lastId, rows: this.#rows, digest };
    this.#rows = 0;
    this.#lastId = lastId;
    return { bytes, block };
  }

  #lose(bytes: Buffer): Piece {
    this.#lost = true;
    this.#rest = Buffer.alloc(0);
    return { bytes, block: undefined };
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
