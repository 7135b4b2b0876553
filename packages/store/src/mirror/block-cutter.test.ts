import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Block, BlockCutter, type Cut } from './block-cutter.ts';

type Row = readonly [n: number, ...values: string[]];

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Counts up as Salesforce's ids do. */
function idOf(n: number): string {
  const digit = (place: number) => ALPHABET[Math.floor(n / 62 ** place) % 62];
  return `a00000000000${digit(2)}${digit(1)}${digit(0)}AAA`;
}

function toCsv(rows: readonly Row[]): Buffer {
  const line = ([n, ...values]: Row) =>
    [idOf(n), ...values].map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
  return Buffer.from(rows.map((row) => `${line(row)}\n`).join(''));
}

/** Bytes that belong together; without a block when nothing can be said of them. */
interface Piece {
  readonly bytes: Buffer;
  readonly block: Omit<Block, 'start' | 'end'> | undefined;
}

/** As they are before the next chunk is cut. */
function toPieces({ bytes, blocks }: Cut): Piece[] {
  const pieces = blocks.map(({ start, end, ...block }, n): Piece => {
    assert.equal(start, blocks[n - 1]?.end ?? 0);
    return { bytes: Buffer.from(bytes.subarray(start, end)), block };
  });
  const rest = Buffer.from(bytes.subarray(blocks.at(-1)?.end ?? 0));
  return rest.length === 0 ? pieces : [...pieces, { bytes: rest, block: undefined }];
}

function cut(page: Buffer, size: number): { pieces: Piece[]; isWhole: boolean } {
  const cutter = new BlockCutter();
  const pieces: Piece[] = [];
  for (let at = 0; at < page.length; at += size)
    pieces.push(...toPieces(cutter.push(page.subarray(at, at + size))));
  pieces.push(...toPieces(cutter.end()));
  return { pieces, isWhole: cutter.isWhole };
}

const blocksOf = (pieces: readonly Piece[]) =>
  pieces.flatMap(({ block }) => (block === undefined ? [] : [block]));

/** What makes rows hard to tell apart: quote marks, commas and new lines, at the ends of values too. */
const value = fc.string({ unit: fc.constantFrom('"', ',', '\n', 'a', '0', 'é', ' '), maxLength: 12 });
const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 });
const rows = numbers.chain((ns) =>
  fc.tuple(
    ...[...ns].sort((a, b) => a - b).map((n) => fc.tuple(fc.constant(n), value, value) as fc.Arbitrary<Row>),
  ),
);

test('wherever a page’s bytes are cut, its blocks are the same, and have every row once', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 300 }), (all, size) => {
      const page = toCsv(all);
      const { pieces, isWhole } = cut(page, size);
      assert.ok(isWhole);
      assert.deepEqual(Buffer.concat(pieces.map(({ bytes }) => bytes)), page);
      assert.deepEqual(blocksOf(pieces), blocksOf(cut(page, page.length).pieces));
      let at = 0;
      for (const { bytes, block } of pieces) {
        assert.ok(block !== undefined);
        const mine = all.slice(at, at + block.rows);
        assert.deepEqual(bytes, toCsv(mine));
        assert.deepEqual(
          [block.firstId, block.lastId],
          [idOf(mine[0]?.[0] ?? -1), idOf(mine.at(-1)?.[0] ?? -1)],
        );
        at += block.rows;
      }
      assert.equal(at, all.length);
    }),
  );
});

test('a row that comes, goes or changes leaves the blocks that have no part in it as they are', () => {
  const all = Array.from({ length: 1000 }, (_, n): Row => [2 * n, 'as it was']);
  const before = new Set(blocksOf(cut(toCsv(all), 4096).pieces).map(({ digest }) => digest));
  assert.ok(before.size > 30, `${before.size} blocks`);
  const others: readonly (readonly Row[])[] = [
    all.filter(([n]) => n !== 500),
    all.flatMap((row): Row[] => (row[0] === 500 ? [row, [501, 'new']] : [row])),
    all.map((row): Row => (row[0] === 500 ? [500, 'as it is'] : row)),
    all.slice(300),
  ];
  for (const other of others) {
    const unknown = blocksOf(cut(toCsv(other), 4096).pieces).filter(({ digest }) => !before.has(digest));
    assert.ok(unknown.length >= 1 && unknown.length <= 2, `${unknown.length} blocks differ`);
  }
});

test('ids that do not ascend, and what is no id, end the blocks: the rest goes through as it is', () => {
  const ascending = Array.from({ length: 100 }, (_, n): Row => [n, 'x']);
  for (const page of [
    toCsv([...ascending, [50, 'again']]),
    toCsv([...ascending, [99, 'twice']]),
    Buffer.concat([toCsv(ascending), Buffer.from('"short","x"\n')]),
    Buffer.concat([toCsv(ascending), Buffer.from('"a0000000000')]),
  ]) {
    const { pieces, isWhole } = cut(page, 64);
    assert.equal(isWhole, false);
    assert.deepEqual(Buffer.concat(pieces.map(({ bytes }) => bytes)), page);
    assert.ok(blocksOf(pieces).every(({ lastId }) => lastId <= idOf(99)));
  }
});

test('rows that are long make short blocks', () => {
  const long = Array.from({ length: 50 }, (_, n): Row => [n + 1, 'x'.repeat(30_000)]);
  const { pieces, isWhole } = cut(toCsv(long), 64 * 1024);
  assert.ok(isWhole);
  assert.ok(Math.max(...pieces.map(({ bytes }) => bytes.length)) < 40_000);
});
