import { isSyncError, type SyncError } from '@sync-user/contract';
import { toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { LoadPart } from '../ports/load-store.ts';
import type { BulkResultPage, CallContext } from '../ports/source-org.ts';
import type { LoadRun, PartEnd } from './load-run.ts';
import { toPartQuery } from './part-query.ts';
import { readBulkJob } from './read-bulk-job.ts';
import { takePage } from './take-page.ts';

/** Reads a part by a bulk job, or goes on with the job it has. */
export async function readBulkPart(run: LoadRun, part: LoadPart): Promise<PartEnd> {
  const { ports, load, context } = run;
  const job = await jobOf(run, part);
  if (job.kind !== 'job') return job;
  try {
    const ended = await untilJobEnds(ports, job, {
      context,
      patienceMs: run.sizes.jobPatienceMs,
      onRows: (rows) => ports.objects.writePartExpected(load.loadId, part.part, rows),
      onComplete: () => ports.objects.writeLoadPhase(load.loadId, 'copying'),
    });
    if (ended.kind === 'lost') {
      await freeJob(ports, job.jobId, context);
      return { kind: 'lost', reason: ended.reason, smaller: true };
    }
    const read = await readPages(run, part, job.jobId);
    if (read.kind !== 'done') return read;
    if (read.rows !== ended.recordCount) {
      return {
        kind: 'lost',
        reason: `${read.rows} rows arrived, the job counted ${ended.recordCount}`,
        smaller: false,
      };
    }
    await ports.objects.finishPart(load.loadId, part.part);
    await freeJob(ports, job.jobId, context);
    return { kind: 'done' };
  } catch (error) {
    if (isSyncError(error, 'SF_NOT_FOUND'))
      return { kind: 'lost', reason: 'Salesforce does not have the job any more', smaller: false };
    throw error;
  }
}

interface Job {
  readonly kind: 'job';
  readonly jobId: string;
  readonly begunAtMs: number;
}

async function jobOf(run: LoadRun, part: LoadPart): Promise<Job | PartEnd> {
  const { ports, table, load, context } = run;
  const nowMs = ports.clock.nowMs();
  if (part.jobId !== null)
    return {
      kind: 'job',
      jobId: part.jobId,
      begunAtMs: part.begunAt === null ? nowMs : toEpochMs(part.begunAt),
    };
  try {
    const made = await ports.org.createBulkQuery(toPartQuery(table, part), { withDeleted: false }, context);
    const jobId = made.value.id;
    await ports.objects.writePartJob(load.loadId, part.part, { jobId, begunAt: toInstant(nowMs) });
    return { kind: 'job', jobId, begunAtMs: nowMs };
  } catch (error) {
    if (!isSyncError(error)) throw error;
    return refusalOf(error, load.rowsCounted !== null);
  }
}

/** Queries could count the object's rows, so a bulk job that is refused the object is refused as a bulk job. */
function refusalOf(error: SyncError, countedByQuery: boolean): PartEnd {
  if (isSyncError(error, 'SF_BULK_LIMIT')) return { kind: 'not_by_bulk', used_up: true, error };
  if (isSyncError(error, 'SF_BULK_NOT_SUPPORTED')) return { kind: 'not_by_bulk', used_up: false, error };
  if (isSyncError(error, 'SF_OBJECT_NOT_READABLE') && countedByQuery)
    return { kind: 'not_by_bulk', used_up: false, error };
  if (isTooWide(error)) return { kind: 'too_wide', reason: error.message };
  throw error;
}

/** Source: SOAP API Developer Guide, "ExceptionCode": QUERY_TOO_COMPLICATED is said of queries with too many formulas. */
export function isTooWide(error: unknown): boolean {
  return isSyncError(error) && error.details['salesforceCode'] === 'QUERY_TOO_COMPLICATED';
}

async function readPages(
  run: LoadRun,
  part: LoadPart,
  jobId: string,
): Promise<{ readonly kind: 'done'; readonly rows: number } | { readonly kind: 'taken_over' }> {
  const { ports, table, sizes, context } = run;
  let { locator, pagesLoaded } = part;
  while (pagesLoaded === 0 || locator !== null) {
    const at = { locator, pagesLoaded };
    const openPage = () =>
      ports.org.openBulkResultPage(jobId, at.locator ?? undefined, sizes.bulkPageRows, context);
    let first: BulkResultPage | undefined = await openPage();
    const nextLocator = first.nextLocator ?? null;
    const taken = await takePage(run, part, {
      at,
      nextLocator,
      expectedRows: first.recordCount,
      open: async () => {
        const { body } = first ?? (await openPage());
        first = undefined;
        return body;
      },
    });
    if (taken === 'taken_over') return { kind: 'taken_over' };
    pagesLoaded += 1;
    locator = nextLocator;
  }
  const stored = await ports.objects.readLoad(table.workspaceId, table.sobject);
  return { kind: 'done', rows: stored?.parts.find((one) => one.part === part.part)?.rowsLoaded ?? 0 };
}

/** Frees the job's storage in the org. When that fails nothing is lost: Salesforce drops finished jobs after 7 days. */
export async function freeJob(ports: EnginePorts, jobId: string, context: CallContext): Promise<void> {
  try {
    await ports.org.deleteBulkJob(jobId, context);
  } catch (error) {
    if (!isSyncError(error)) throw error;
  }
}

/**
 * Looks at a job until it has ended. One that makes no progress for `patienceMs` is lost: Salesforce gives up a query after
 * fifteen tries, but says so late or never.
 */
export async function untilJobEnds(
  ports: EnginePorts,
  job: { readonly jobId: string; readonly begunAtMs: number },
  options: {
    readonly context: CallContext;
    readonly patienceMs: number;
    readonly onRows: (rows: number) => Promise<void>;
    readonly onComplete: () => Promise<void>;
  },
): Promise<
  | { readonly kind: 'complete'; readonly recordCount: number }
  | { readonly kind: 'lost'; readonly reason: string }
> {
  let progressAtMs = job.begunAtMs;
  let seen = '';
  let rowsSeen = 0;
  for (let attempt = 0; ; attempt += 1) {
    const found = await ports.org.fetchBulkJob(job.jobId, options.context);
    const poll = readBulkJob(found, attempt);
    if (poll.kind === 'lost') return poll;
    const rows = poll.kind === 'complete' ? poll.recordCount : found.recordsProcessed;
    if (rows > rowsSeen) await options.onRows(rows);
    rowsSeen = rows;
    if (poll.kind === 'complete') {
      await options.onComplete();
      return poll;
    }
    const nowMs = ports.clock.nowMs();
    const state = `${found.state} ${rows}`;
    if (seen !== '' && seen !== state) progressAtMs = nowMs;
    seen = state;
    if (nowMs - progressAtMs > options.patienceMs) {
      const minutes = Math.round(options.patienceMs / 60_000);
      return { kind: 'lost', reason: `the job made no progress for ${minutes} minutes` };
    }
    await ports.clock.sleep(poll.lookAgainInMs, options.context.signal);
  }
}
