import type { MirrorTable } from '@sync-user/engine';
import type { Transaction } from '../database/queryable.ts';
import { type Block, BlockCutter, type Cut } from './block-cutter.ts';
import type { PageColumn } from './csv-header.ts';
import {
  countBetween,
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
  const cuts = new PageReader(page.chunks);
  const known = page.leaveOut ? await readKnown(tx, table, context, page.expectedRows, cuts) : new Map();
  const sieve = new Sieve(known);
  return {
    chunks: sieve.filter(cuts),
    rowsLeftOut: () => sieve.rowsLeftOut,
    settle: async () => {
      if (!(await hasAsKnown(tx, table, sieve.leftOut))) throw new NotAsKnown();
      const { first, last, rows, digests } = sieve.seen;
      if (!cuts.isWhole || first === undefined || last === undefined) return;
      // A row too many would stand in, next time, for one that is gone.
      const between = { firstId: first.firstId, lastId: last.lastId };
      const isCounted = sieve.leftOut.length === 1 && sieve.rowsLeftOut === rows;
      if (!isCounted && (await countBetween(tx, table, between)) !== rows) return;
      await writeKnownPage(tx, table, context, {
        ...between,
        loadId: page.loadId,
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
  cuts: PageReader,
): Promise<ReadonlyMap<string, KnownBlock>> {
  const first = (await cuts.peek())?.blocks[0];
  if (first === undefined) return new Map();
  const rows = (expectedRows ?? USUAL_ROWS) * KNOWN_AROUND;
  return await readKnownBlocks(tx, table, context, { firstId: first.firstId, rows });
}

/** Reads a page as it comes: its header line first, which is in no block. */
class PageReader {
  readonly #cuts: AsyncGenerator<Cut>;
  readonly #cutter = new BlockCutter();
  #peeked: Cut[] = [];

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#cuts = this.#cut(chunks);
  }

  get isWhole(): boolean {
    return this.#cutter.isWhole;
  }

  /** What comes first behind the header line. */
  async peek(): Promise<Cut | undefined> {
    while (this.#peeked.length < 2) {
      const next = await this.#cuts.next();
      if (next.done === true) break;
      this.#peeked.push(next.value);
    }
    return this.#peeked[1];
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Cut> {
    const peeked = this.#peeked;
    this.#peeked = [];
    try {
      yield* peeked;
      yield* this.#cuts;
    } finally {
      await this.#cuts.return(undefined);
    }
  }

  async *#cut(chunks: AsyncIterable<Buffer>): AsyncGenerator<Cut> {
    let head: Buffer | undefined = Buffer.alloc(0);
    for await (const chunk of chunks) {
      let rows = chunk;
      if (head !== undefined) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf(NEWLINE) + 1;
        if (end === 0) continue;
        yield { bytes: head.subarray(0, end), blocks: [] };
        rows = head.subarray(end);
        head = undefined;
      }
      const cut = this.#cutter.push(rows);
      if (cut.bytes.length > 0) yield cut;
    }
    const cut = this.#cutter.end();
    if (cut.bytes.length > 0) yield cut;
  }
}

/** Lets through what is not known, and remembers what it has seen. */
class Sieve {
  readonly #known: ReadonlyMap<string, KnownBlock>;
  /** What was left out last, when nothing came behind it yet. */
  #previous: KnownBlock | undefined;
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

  async *filter(cuts: AsyncIterable<Cut>): AsyncGenerator<Buffer> {
    for await (const { bytes, blocks } of cuts) {
      let from = 0;
      for (const block of blocks) {
        const known = this.#known.get(block.digest);
        this.#see(block);
        if (known !== undefined) {
          if (from < block.start) yield Buffer.from(bytes.subarray(from, block.start));
          from = block.end;
          this.#leaveOut(block, known);
        }
        this.#previous = known;
      }
      if (from < bytes.length) yield Buffer.from(bytes.subarray(from));
    }
  }

  #see(block: Block): void {
    this.seen.first ??= block;
    this.seen.last = block;
    this.seen.rows += block.rows;
    this.seen.digests.push(block.digest);
  }

  /** Blocks that follow one another, and did so in a page before, are looked at as one. */
  #leaveOut({ firstId, lastId, rows }: Block, known: KnownBlock): void {
    this.rowsLeftOut += rows;
    const follows = this.#previous?.page === known.page && this.#previous.at + 1 === known.at;
    const last = follows ? this.leftOut.pop() : undefined;
    this.leftOut.push({
      firstId: last?.firstId ?? firstId,
      lastId,
      rows: (last?.rows ?? 0) + rows,
      ...known.page,
    });
  }
}
