import { toEpochMs, toInstant } from '../ports/clock.ts';
import { changedSince, toRowQuery } from '../soql/build-soql.ts';
import type { LoadRun } from './load-run.ts';
import { toCountQuery } from './part-query.ts';
import { WHOLE } from './plan-load.ts';

/** Stamps are taken when a row is saved and seen when its transaction commits, minutes later at most. */
const LATE_COMMIT_MS = 15 * 60_000;

export type CountProof =
  | { readonly kind: 'equal' }
  /** The org moved while it was read, by at least as much as the numbers differ. */
  | { readonly kind: 'moved'; readonly changed: number }
  /** Salesforce could not count. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'missing'; readonly words: string };

/**
 * Whether the rows that arrived are as many as the org had when the load began. Where they are not, one call asks how many
 * changed meanwhile, in the recycle bin or out of it: each of those may have been counted and not read, or the other way
 * round. What leaves no trace is seen by counting again.
 */
export async function proveCount(run: LoadRun, rows: number): Promise<CountProof> {
  const { table, load } = run;
  const { rowsCounted, position } = load;
  if (rowsCounted === null || position === null) return { kind: 'unknown' };
  if (rows === rowsCounted) return { kind: 'equal' };
  const since = toInstant(toEpochMs(position) - LATE_COMMIT_MS);
  const sinceThen = toRowQuery(table, { select: ['COUNT()'], where: [changedSince(table, since)] });
  const changed = await count(run, sinceThen, true);
  if (changed === undefined) return { kind: 'unknown' };
  if (Math.abs(rows - rowsCounted) <= changed) return { kind: 'moved', changed };
  const countedNow = await count(run, toCountQuery(table, WHOLE), false);
  if (countedNow === undefined) return { kind: 'unknown' };
  const least = Math.min(rowsCounted, countedNow) - changed;
  const most = Math.max(rowsCounted, countedNow) + changed;
  if (rows >= least && rows <= most) return { kind: 'moved', changed };
  return {
    kind: 'missing',
    words: `${rows} rows arrived; the org counted ${rowsCounted} before and ${countedNow} after, and ${changed} changed between`,
  };
}

async function count(
  { ports, context }: LoadRun,
  soql: string,
  withDeleted: boolean,
): Promise<number | undefined> {
  const { value } = await ports.org.queryTogether([soql], { withDeleted }, context);
  return value[0]?.kind === 'page' ? value[0].page.totalSize : undefined;
}
