import type { MirrorTable } from '@sync-user/engine';
import type { Transaction } from '../database/queryable.ts';
import { type Block, BlockCutter, type Piece } from './block-cutter.ts';
import type { PageColumn } from './csv-header.ts';
import {
  hasAsKnown,
  type KnownBlock,
  type KnownRows,
  type PageContext,
  readKnownBlocks,
  readPageContext,
  writeKnownPage,
} from './known-pages.ts';

const NEWLINE = 10;
/** Of a page that does not say how many rows it has. */
const USUAL_ROWS = 50_000;
/** Rows come and go: what is known of a page may begin before it and end behind it. */
const KNOWN_AROUND = 2;

/** Thrown inside the transaction to roll it back: the mirror has not got what was left out of the page. */
export class NotAsKnown extends Error {}

/** A page on its way in. */
export interface RecognisedPage {
  /** The page with its header line, without the blocks that are known. */
  readonly chunks: AsyncIterable<Buffer>;
  /** How many rows were left out, once the chunks were read. */
  readonly rowsLeftOut: () => number;
  /**
   * Once the chunks are in the mirror: proves that the mirror has what was left out, and notes the page down.
   * @throws NotAsKnown
   */
  readonly settle: () => Promise<void>;
}

/**
 * Leaves out of a page what is in the mirror as it came once before: most of an object that is read again. A block of rows is
 * left out when the same bytes were taken in, in the same format, and no row of it was written or deleted since. That is
 * proven after the page was read, from what PostgreSQL itself notes of every row; other than by writing to the table, a row
 * cannot become another.
 *
 * @param leaveOut false: the page is only noted down
 */
export async function recognisePage(
  tx: Transaction,
  table: MirrorTable,
  page: {
    readonly loadId: string;
    readonly columns: readonly PageColumn[];
    readonly chunks: AsyncIterable<Buffer>;
    readonly expectedRows: number | undefined;
    readonly leaveOut: boolean;
  },
): Promise<RecognisedPage> {
  const unknown = { chunks: page.chunks, rowsLeftOut: () => 0, settle: async () => undefined };
  if (page.columns[0]?.name !== 'id') return unknown;
  const context = await readPageContext(tx, table, page.columns);
  if (context === undefined) return unknown;
  const pieces = new PageReader(page.chunks);
  const known = page.leaveOut ? await readKnown(tx, table, context, page.expectedRows, pieces) : new Map();
  const sieve = new Sieve(known);
  return {
    chunks: sieve.filter(pieces),
    rowsLeftOut: () => sieve.rowsLeftOut,
    settle: async () => {
      if (!(await hasAsKnown(tx, table, sieve.leftOut))) throw new NotAsKnown();
      const { first, last, rows, digests } = sieve.seen;
      if (!pieces.isWhole || first === undefined || last === undefined) return;
      await writeKnownPage(tx, table, context, {
        loadId: page.loadId,
        firstId: first.firstId,
        lastId: last.lastId,
        rows,
        digests: Buffer.from(digests.join(''), 'latin1'),
      });
    },
  };
}

/** Looked up before the page is copied: while a COPY runs, its connection takes no questions. */
async function readKnown(
  tx: Transaction,
  table: MirrorTable,
  context: PageContext,
  expectedRows: number | undefined,
  pieces: PageReader,
): Promise<ReadonlyMap<string, KnownBlock>> {
  const first = await pieces.peek();
  if (first?.block === undefined) return new Map();
  const rows = (expectedRows ?? USUAL_ROWS) * KNOWN_AROUND;
  return await readKnownBlocks(tx, table, context, { firstId: first.block.firstId, rows });
}

/** Reads a page piece by piece: its header line first, which is in no block. */
class PageReader {
  readonly #pieces: AsyncGenerator<Piece>;
  readonly #cutter = new BlockCutter();
  #peeked: Piece[] = [];

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#pieces = this.#cut(chunks);
  }

  get isWhole(): boolean {
    return this.#cutter.isWhole;
  }

  /** The first piece behind the header line. */
  async peek(): Promise<Piece | undefined> {
    while (this.#peeked.length < 2) {
      const next = await this.#pieces.next();
      if (next.done === true) break;
      this.#peeked.push(next.value);
    }
    return this.#peeked[1];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Piece> {
    const peeked = this.#peeked;
    this.#peeked = [];
    try {
      yield* peeked;
      yield* this.#pieces;
    } finally {
      await this.#pieces.return(undefined);
    }
  }

  async *#cut(chunks: AsyncIterable<Buffer>): AsyncGenerator<Piece> {
    let head: Buffer | undefined = Buffer.alloc(0);
    for await (const chunk of chunks) {
      if (head === undefined) {
        yield* this.#cutter.push(chunk);
        continue;
      }
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf(NEWLINE) + 1;
      if (end === 0) continue;
      yield { bytes: head.subarray(0, end), block: undefined };
      if (end < head.length) yield* this.#cutter.push(head.subarray(end));
      head = undefined;
    }
    yield* this.#cutter.end();
  }
}

/** Lets through what is not known, and remembers what it has seen. */
class Sieve {
  readonly #known: ReadonlyMap<string, KnownBlock>;
  readonly leftOut: KnownRows[] = [];
  rowsLeftOut = 0;
  readonly seen = {
    first: undefined as Block | undefined,
    last: undefined as Block | undefined,
    rows: 0,
    digests: [] as string[],
  };

  constructor(known: ReadonlyMap<string, KnownBlock>) {
    this.#known = known;
  }

  async *filter(pieces: AsyncIterable<Piece>): AsyncGenerator<Buffer> {
    for await (const { bytes, block } of pieces) {
      const known = block === undefined ? undefined : this.#known.get(block.digest);
      if (block !== undefined) this.#see(block);
      if (block === undefined || known === undefined) yield bytes;
      else {
        const { firstId, lastId, rows } = block;
        this.leftOut.push({ ...known, firstId, lastId, rows });
        this.rowsLeftOut += rows;
      }
    }
  }

  #see(block: Block): void {
    this.seen.first ??= block;
    this.seen.last = block;
    this.seen.rows += block.rows;
    this.seen.digests.push(block.digest);
  }
}
