import { isSyncError, SyncError } from '@sync-user/contract';
import { refreshColumns } from '../map/refresh-columns.ts';
import { toLoadQuery } from '../soql/build-soql.ts';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { PageMode } from '../ports/mirror.ts';
import type { StoredLoad, StoredObject } from '../ports/object-store.ts';
import type { CallContext } from '../ports/source-org.ts';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { nextObjectState } from '../states/object-transitions.ts';
import { readBulkJob } from './read-bulk-job.ts';

/** Most rows asked for in one result page; Salesforce may send fewer. A page is what a crash can cost us. */
export const PAGE_ROWS = 50_000;

/** A load is begun anew at most this often before a person is asked. */
export const MAX_LOAD_ATTEMPTS = 5;

export type LoadOutcome =
  | { readonly kind: 'live'; readonly rows: number }
  /** Another worker goes on with this load. */
  | { readonly kind: 'taken_over' }
  /** Nothing to do: the object is not selected any more, or not waiting for a load. */
  | { readonly kind: 'not_wanted' }
  /** Recorded at the object: it failed, or is tried again later. */
  | { readonly kind: 'troubled' };

/**
 * Loads an object whole, or goes on with a load that a crash interrupted.
 *
 *   describe ─▶ make the job, note the position ─▶ wait for the job ─▶ page by page: COPY + bookmark in one
 *   transaction ─▶ received rows = the job's count ─▶ live, polling from the position
 *
 * Durable after each step: the job's id with the position; each page with the bookmark behind it; the end. Whatever
 * happens between, the next call starts after the last durable step. A job that failed or is gone means a new job from
 * the start. Failures of the connection as a whole are thrown; the object's own are recorded at the object.
 */
export async function loadObject(
  ports: EnginePorts,
  workspaceId: string,
  sobject: string,
  signal: AbortSignal,
): Promise<LoadOutcome> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object === undefined || (object.state !== 'waiting' && object.state !== 'loading'))
    return { kind: 'not_wanted' };
  try {
    return await runLoad(ports, object, signal);
  } catch (error) {
    const current = (await ports.objects.read(workspaceId, sobject)) ?? object;
    await handleObjectError(ports, current, error, signal);
    return { kind: 'troubled' };
  }
}

async function runLoad(ports: EnginePorts, object: StoredObject, signal: AbortSignal): Promise<LoadOutcome> {
  const { workspaceId, sobject } = object.table;
  const reload = object.cursor !== null;
  const resumed =
    object.state === 'loading' ? await ports.objects.resumeLoad(workspaceId, sobject) : undefined;
  let load = resumed ?? (await ports.objects.startLoad(workspaceId, sobject, { reload, restart: false }));
  await ports.objects.writeState(workspaceId, sobject, nextObjectState(object.state, 'start_load'), null, {
    from: object.state,
  });

  for (;;) {
    const current = await describeBeforeJob(ports, object, load, signal);
    if (current === 'taken_over') return { kind: 'taken_over' };
    const ended = await runJob(ports, current, load, signal);
    if (ended.kind !== 'lost') return ended;
    if (load.attempts >= MAX_LOAD_ATTEMPTS) {
      throw new SyncError(
        'SF_BULK_JOB_FAILED',
        `${load.attempts} bulk jobs of ${sobject} came to nothing; the last one: ${ended.reason}`,
        {
          attempts: load.attempts,
        },
      );
    }
    load = await ports.objects.startLoad(workspaceId, sobject, { reload, restart: true });
  }
}

/**
 * Before a new job the fields are looked up again; a load under way keeps the fields its pages were made with. A first
 * load begins with an empty table: rows of an earlier try may be gone from the org by now. A reload keeps its rows,
 * because its cursor covers the gap.
 */
async function describeBeforeJob(
  ports: EnginePorts,
  object: StoredObject,
  load: StoredLoad,
  signal: AbortSignal,
): Promise<StoredObject | 'taken_over'> {
  if (load.jobId !== null) return object;
  const { workspaceId, sobject } = object.table;
  const describe = await ports.org.fetchDescribe(sobject, { cause: 'describe', sobject, signal });
  const { columns, lost, recovered } = refreshColumns(
    object.table.columns,
    describe,
    toInstant(ports.clock.nowMs()),
  );
  if (lost.length + recovered.length > 0) await ports.objects.writeColumns(workspaceId, sobject, columns);
  const current = { ...object, table: { ...object.table, columns } };
  return (await ports.mirror.prepareLoad(current.table, load)) ? current : 'taken_over';
}

type JobEnd = LoadOutcome | { readonly kind: 'lost'; readonly reason: string };

async function runJob(
  ports: EnginePorts,
  object: StoredObject,
  load: StoredLoad,
  signal: AbortSignal,
): Promise<JobEnd> {
  const { workspaceId, sobject } = object.table;
  const context = { cause: 'load', sobject, signal } as const;
  let { jobId, position } = load;
  if (jobId === null || position === null) {
    const made = await ports.org.createBulkQuery(toLoadQuery(object.table), context);
    jobId = made.value.id;
    position = made.askedAt;
    await ports.objects.writeLoadJob(load.loadId, { jobId, position });
  }
  try {
    const job = await untilJobEnds(ports, load.loadId, jobId, object, signal);
    if (job.kind === 'lost') return job;
    const copied = await copyPages(ports, object, { ...load, jobId }, signal);
    if (copied === 'taken_over') return { kind: 'taken_over' };

    await ports.objects.writeLoadProgress(load.loadId, { phase: 'checking', rowsExpected: job.recordCount });
    const rows = (await ports.objects.readLoad(workspaceId, sobject))?.rowsLoaded ?? 0;
    if (rows !== job.recordCount) {
      return { kind: 'lost', reason: `${rows} rows arrived, the job counted ${job.recordCount}` };
    }
    await ports.objects.finishLoad(workspaceId, sobject, load.loadId, {
      readThrough: position,
      deepReadAt: null,
      deepReadRows: 0,
    });
    await freeJob(ports, jobId, context);
    return { kind: 'live', rows };
  } catch (error) {
    if (isSyncError(error, 'SF_NOT_FOUND'))
      return { kind: 'lost', reason: 'Salesforce does not have the job any more' };
    throw error;
  }
}

/** Frees the job's storage in the org. When that fails nothing is lost: Salesforce drops finished jobs after 7 days. */
async function freeJob(ports: EnginePorts, jobId: string, context: CallContext): Promise<void> {
  try {
    await ports.org.deleteBulkJob(jobId, context);
  } catch (error) {
    if (!isSyncError(error)) throw error;
  }
}

async function untilJobEnds(
  ports: EnginePorts,
  loadId: string,
  jobId: string,
  object: StoredObject,
  signal: AbortSignal,
): Promise<
  | { readonly kind: 'complete'; readonly recordCount: number }
  | { readonly kind: 'lost'; readonly reason: string }
> {
  for (let attempt = 0; ; attempt += 1) {
    const job = await ports.org.fetchBulkJob(jobId, { cause: 'load', sobject: object.table.sobject, signal });
    const poll = readBulkJob(job, attempt);
    if (poll.kind === 'lost') return poll;
    const expected =
      poll.kind === 'complete' ? poll.recordCount : job.recordsProcessed > 0 ? job.recordsProcessed : null;
    await ports.objects.writeLoadProgress(loadId, {
      phase: poll.kind === 'complete' ? 'copying' : 'job_running',
      rowsExpected: expected,
    });
    if (poll.kind === 'complete') return poll;
    await ports.clock.sleep(poll.lookAgainInMs, signal);
  }
}

/** Copies the pages that are still missing, in Salesforce's order. */
async function copyPages(
  ports: EnginePorts,
  object: StoredObject,
  load: StoredLoad & { readonly jobId: string },
  signal: AbortSignal,
): Promise<'all' | 'taken_over'> {
  let { locator, pagesLoaded } = load;
  let mode: PageMode = load.reload ? 'merge' : 'copy';
  while (pagesLoaded === 0 || locator !== null) {
    const page = await ports.org.openBulkResultPage(load.jobId, locator ?? undefined, PAGE_ROWS, {
      cause: 'load',
      sobject: object.table.sobject,
      signal,
    });
    const nextLocator = page.nextLocator ?? null;
    const loaded = await ports.mirror.loadPage(
      object.table,
      { body: page.body, expectedRows: page.recordCount, mode },
      { loadId: load.loadId, locator, pagesLoaded, nextLocator },
    );
    if (loaded.kind === 'taken_over') return 'taken_over';
    if (loaded.kind === 'value_refused') {
      if (mode === 'merge') {
        throw new SyncError(
          'OBJECT_NOT_SYNCABLE',
          `a value of ${object.table.sobject} does not fit its column: ${loaded.message}`,
        );
      }
      // Merging casts value by value ("10.0" into an integer column), which a plain COPY cannot.
      mode = 'merge';
      continue;
    }
    pagesLoaded += 1;
    locator = nextLocator;
  }
  return 'all';
}
