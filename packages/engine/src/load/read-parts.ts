import { isSyncError, SyncError } from '@sync-user/contract';
import type { LoadPart, NewLoadPart, StoredLoad } from '../ports/load-store.ts';
import { cutRange } from './cut-range.ts';
import { again, type LoadRun, type PartEnd } from './load-run.ts';
import { MAX_LOAD_ATTEMPTS } from './load-sizes.ts';
import { findSpan, toParts } from './plan-load.ts';
import { readBulkPart } from './read-bulk-part.ts';
import { readQueryPart } from './read-query-part.ts';

/** Into how many ranges one is cut whose job failed. */
const PIECES_OF_A_FAILED_RANGE = 4;

/**
 * Reads the parts of a load that are not done, some side by side; those that add fields come after all that bring rows.
 * When one fails the others stop at their next page, and the first failure is thrown.
 *
 * @throws `SF_BULK_JOB_FAILED` when a part came to nothing too often
 */
export async function readParts(run: LoadRun): Promise<'all' | 'taken_over'> {
  const stop = new AbortController();
  const signal = AbortSignal.any([run.context.signal, stop.signal]);
  let load = run.load;
  const busy = new Set<number>();
  const running = new Set<Promise<void>>();
  let outcome: 'all' | 'taken_over' = 'all';
  const failures: unknown[] = [];

  const begin = (part: LoadPart): void => {
    busy.add(part.part);
    const work = readPart({ ...run, load, context: { ...run.context, signal } }, part)
      .then((after) => {
        if (after === 'taken_over') outcome = 'taken_over';
        // Newest last: parts that were put in another's place have not begun, so nothing that runs is lost from sight.
        else load = after;
      })
      .catch((error: unknown) => void failures.push(error))
      .finally(() => {
        busy.delete(part.part);
        running.delete(work);
        if (failures.length > 0 || outcome === 'taken_over')
          stop.abort(new Error('another part ended the load'));
      });
    running.add(work);
  };

  for (;;) {
    while (!stop.signal.aborted && running.size < run.sizes.streams) {
      const next = nextPart(load, busy);
      if (next === undefined) break;
      begin(next);
    }
    if (running.size === 0) break;
    await Promise.race(running);
    const stored = stop.signal.aborted
      ? undefined
      : await run.ports.objects.readLoad(run.table.workspaceId, run.table.sobject);
    if (stored !== undefined && stored.loadId === load.loadId) load = stored;
  }
  if (failures.length > 0) throw failures[0];
  return outcome;
}

function nextPart({ parts }: StoredLoad, busy: ReadonlySet<number>): LoadPart | undefined {
  const open = parts.filter((part) => !part.done);
  const bringing = open.filter((part) => !part.fills);
  return (bringing.length > 0 ? bringing : open).find((part) => !busy.has(part.part));
}

/** The load as it stands after the part. */
async function readPart(run: LoadRun, part: LoadPart): Promise<StoredLoad | 'taken_over'> {
  const { ports, table, load } = run;
  const end = await (part.transport === 'bulk' ? readBulkPart(run, part) : readQueryPart(run, part));
  if (end.kind === 'taken_over') return 'taken_over';
  if (end.kind === 'done') {
    const stored = await ports.objects.readLoad(table.workspaceId, table.sobject);
    return stored?.loadId === load.loadId ? stored : 'taken_over';
  }
  const others = await insteadOf(run, part, end);
  return (await ports.objects.replacePart(load.loadId, part.part, others)) ?? 'taken_over';
}

async function insteadOf(
  run: LoadRun,
  part: LoadPart,
  end: Exclude<PartEnd, { kind: 'done' | 'taken_over' }>,
): Promise<readonly NewLoadPart[]> {
  const { table, load, sizes } = run;
  if (end.kind === 'not_by_bulk') {
    const few = load.rowsCounted !== null && load.rowsCounted <= sizes.queryInsteadRows;
    // Used up for today, and too many rows for queries: the load waits for bulk jobs to be allowed again.
    if (end.used_up && !few) throw end.error;
    return [again(part, { transport: 'query', attempts: part.attempts })];
  }
  const reason = end.reason;
  if (part.attempts >= MAX_LOAD_ATTEMPTS) {
    throw new SyncError(
      'SF_BULK_JOB_FAILED',
      `${part.attempts} tries to read ${table.sobject} came to nothing; the last one: ${reason}`,
      { attempts: part.attempts },
    );
  }
  const attempts = part.attempts + 1;
  if (end.kind === 'too_wide') {
    const chunks = Math.max(2, chunksOf(load) * 2);
    const narrow = toParts(table, [part.range], part.transport, sizes, { leastChunks: chunks, attempts });
    return narrow.map((one) => ({ ...one, fills: part.fills || one.fills }));
  }
  if (!end.smaller) return [again(part)];
  return (await smallerParts(run, part)) ?? [again(part)];
}

function chunksOf({ parts }: StoredLoad): number {
  return parts.length / Math.max(1, parts.filter((part) => !part.fills).length);
}

/** The part in smaller ranges; undefined when it is small already, or nobody can say where to cut. */
async function smallerParts(run: LoadRun, part: LoadPart): Promise<NewLoadPart[] | undefined> {
  const { ports, table, load, sizes, context } = run;
  const atMost = part.rowsExpected ?? load.rowsCounted;
  if (atMost !== null && atMost <= sizes.smallestRangeRows) return undefined;
  try {
    const span = await findSpan(ports, table, part.range, context);
    if (span === undefined) return undefined;
    const ranges = cutRange(part.range, span, PIECES_OF_A_FAILED_RANGE);
    return ranges.length < 2 ? undefined : ranges.map((range) => again(part, { range }));
  } catch (error) {
    if (isSyncError(error, 'SF_QUERY_REFUSED', 'SF_UNAVAILABLE')) return undefined;
    throw error;
  }
}
