import type { IdRange } from '../ports/load-store.ts';
import { idToNumber, numberToId } from './record-id.ts';

/** A range and how many records are in it. */
export interface CountedRange extends IdRange {
  readonly rows: number;
}

/** Ids at which something is known to lie: all records of the range are from `first` to `last`. */
export interface IdSpan {
  readonly first: string;
  readonly last: string;
}

/**
 * Cuts a range into at most `pieces` that touch and do not overlap, evenly by number. The outer bounds stay what they were,
 * open ones open. Fewer pieces, or the range itself, when there are not so many ids between.
 */
export function cutRange(range: IdRange, span: IdSpan, pieces: number): IdRange[] {
  const low = idToNumber(span.first) - 1n;
  const high = idToNumber(span.last);
  const borders = new Set<string>();
  for (let piece = 1; piece < pieces; piece += 1) {
    const border = low + ((high - low) * BigInt(piece)) / BigInt(pieces);
    if (border > low && border < high) borders.add(numberToId(border));
  }
  const inner = [...borders];
  return [...inner, range.through].map((through, index) => ({
    after: index === 0 ? range.after : (inner[index - 1] ?? null),
    through,
  }));
}

/** Most times ranges are counted, so that ids which lie in far-off heaps cannot cost calls without end. */
const MAX_COUNTED = 100;

/**
 * Ranges of about `wanted` records each: cuts, counts, cuts again what is too full, and joins neighbours that are thin.
 * Where counting ends before that, a range stays full; none is lost and none overlaps.
 *
 * @param count how many records are in each of the ranges; called with five at most, which are one API call
 */
export async function findRanges(
  whole: IdRange,
  span: IdSpan,
  options: {
    readonly rows: number;
    readonly wanted: number;
    readonly count: (ranges: readonly IdRange[]) => Promise<readonly number[]>;
  },
): Promise<CountedRange[]> {
  const { wanted, count } = options;
  const counted: CountedRange[] = [];
  let open: { range: IdRange; span: IdSpan; rows: number }[] = [{ range: whole, span, rows: options.rows }];
  let asked = 0;
  while (open.length > 0) {
    const pieces = open.flatMap(({ range, span: within, rows }) => {
      const cut = Math.max(2, Math.ceil(rows / wanted));
      return cutRange(range, within, Math.min(cut, MAX_COUNTED - asked)).map((piece) => ({
        range: piece,
        span: { first: piece.after ?? within.first, last: piece.through ?? within.last },
        uncut: piece.after === range.after && piece.through === range.through,
      }));
    });
    const next: typeof open = [];
    for (let start = 0; start < pieces.length; start += 5) {
      const group = pieces.slice(start, start + 5);
      const rows = await count(group.map(({ range }) => range));
      asked += group.length;
      for (const [index, piece] of group.entries()) {
        const full = { ...piece, rows: rows[index] ?? 0 };
        if (full.rows > wanted * 1.5 && !full.uncut && asked < MAX_COUNTED) next.push(full);
        else counted.push({ ...full.range, rows: full.rows });
      }
    }
    open = next;
  }
  return joinThin(counted.toSorted(byRange), wanted);
}

function byRange(a: IdRange, b: IdRange): number {
  if (a.after === b.after) return 0;
  if (a.after === null) return -1;
  if (b.after === null) return 1;
  return a.after < b.after ? -1 : 1;
}

function joinThin(ranges: readonly CountedRange[], wanted: number): CountedRange[] {
  const joined: CountedRange[] = [];
  for (const range of ranges) {
    const before = joined.at(-1);
    if (before !== undefined && before.rows + range.rows <= wanted) {
      joined[joined.length - 1] = {
        after: before.after,
        through: range.through,
        rows: before.rows + range.rows,
      };
    } else joined.push(range);
  }
  return joined;
}
