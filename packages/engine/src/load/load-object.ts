import { SyncError } from '@sync-user/contract';
import { refreshColumns } from '../map/refresh-columns.ts';
import { toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredLoad } from '../ports/load-store.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { nextObjectState } from '../states/object-transitions.ts';
import type { LoadRun } from './load-run.ts';
import { LOAD_SIZES, type LoadSizes, MAX_LOAD_ATTEMPTS } from './load-sizes.ts';
import { planLoad } from './plan-load.ts';
import { proveCount } from './prove-count.ts';
import { readParts } from './read-parts.ts';
import { rereadRecords } from './reread-records.ts';

export type LoadOutcome =
  | { readonly kind: 'live'; readonly rows: number }
  /** Another worker goes on with this load. */
  | { readonly kind: 'taken_over' }
  /** Nothing to do: the object is not selected any more, paused, or not waiting for a load. */
  | { readonly kind: 'not_wanted' }
  /** Recorded at the object: it failed, or is tried again later. */
  | { readonly kind: 'troubled' };

/**
 * Loads an object whole, or goes on with a load that a crash interrupted.
 *
 *   describe ─▶ count, note the position, plan the parts ─▶ part by part, some side by side: job ─▶ page by page: COPY +
 *   bookmark in one transaction ─▶ rows of each part = its job's count ─▶ of all = the org's ─▶ live, polling from the
 *   position
 *
 * Durable after each step: the plan with the position; each job; each page with the bookmark behind it; the end. Whatever
 * happens between, the next call starts after the last durable step. A part whose job failed or is gone begins anew, in
 * smaller ranges if its rows were too many. Failures of the connection as a whole are thrown; the object's own are recorded
 * at the object.
 */
export async function loadObject(
  ports: EnginePorts,
  workspaceId: string,
  sobject: string,
  signal: AbortSignal,
  sizes: LoadSizes = LOAD_SIZES,
): Promise<LoadOutcome> {
  const object = await ports.objects.read(workspaceId, sobject);
  if (object === undefined || object.paused || (object.state !== 'waiting' && object.state !== 'loading'))
    return { kind: 'not_wanted' };
  try {
    return await runLoad(ports, object, sizes, signal);
  } catch (error) {
    const current = (await ports.objects.read(workspaceId, sobject)) ?? object;
    await handleObjectError(ports, current, error, signal);
    return { kind: 'troubled' };
  }
}

async function runLoad(
  ports: EnginePorts,
  object: StoredObject,
  sizes: LoadSizes,
  signal: AbortSignal,
): Promise<LoadOutcome> {
  const { workspaceId, sobject } = object.table;
  const reload = object.cursor !== null;
  const resumed =
    object.state === 'loading' ? await ports.objects.resumeLoad(workspaceId, sobject) : undefined;
  let load = resumed ?? (await ports.objects.startLoad(workspaceId, sobject, { reload, restart: false }));
  await ports.objects.writeState(workspaceId, sobject, nextObjectState(object.state, 'start_load'), null, {
    from: object.state,
  });

  for (;;) {
    const ended = await runOnce(ports, object, load, sizes, signal);
    if (ended.kind !== 'missing') return ended;
    if (load.attempts >= MAX_LOAD_ATTEMPTS) throw new SyncError('LOAD_INCOMPLETE', ended.words);
    load = await ports.objects.startLoad(workspaceId, sobject, { reload, restart: true });
  }
}

async function runOnce(
  ports: EnginePorts,
  object: StoredObject,
  load: StoredLoad,
  sizes: LoadSizes,
  signal: AbortSignal,
): Promise<LoadOutcome | { readonly kind: 'missing'; readonly words: string }> {
  const { workspaceId, sobject } = object.table;
  const context = { cause: 'load', sobject, signal } as const;
  const current = await describeBeforeParts(ports, object, load, signal);
  if (current === 'taken_over') return { kind: 'taken_over' };
  const { table } = current;
  const planned = load.planned
    ? load
    : await ports.objects.planLoad(load.loadId, await planLoad(ports, table, sizes, context));
  if (planned === undefined) return { kind: 'taken_over' };

  const run: LoadRun = { ports, table, load: planned, sizes, context };
  await ports.objects.writeLoadPhase(load.loadId, 'job_running');
  if ((await readParts(run)) === 'taken_over') return { kind: 'taken_over' };

  await ports.objects.writeLoadPhase(load.loadId, 'checking');
  const read = await ports.objects.readLoad(workspaceId, sobject);
  if (read === undefined || read.loadId !== load.loadId || read.position === null)
    return { kind: 'taken_over' };
  await rereadRecords({ ...run, load: read });
  const rows = read.parts.reduce((sum, part) => sum + (part.fills ? 0 : part.rowsLoaded), 0);
  const proof = await proveCount(run, rows);
  if (proof.kind === 'missing') return proof;
  await ports.objects.finishLoad(workspaceId, sobject, load.loadId, {
    readThrough: read.position,
    deepReadAt: null,
    deepReadRows: 0,
  });
  return { kind: 'live', rows };
}

/**
 * Before anything is read the fields are looked up again; a load under way keeps the fields its pages were made with. A
 * first load begins with an empty table: rows of an earlier try may be gone from the org by now. A reload keeps its rows,
 * because its cursor covers the gap.
 */
async function describeBeforeParts(
  ports: EnginePorts,
  object: StoredObject,
  load: StoredLoad,
  signal: AbortSignal,
): Promise<StoredObject | 'taken_over'> {
  if (load.planned) return object;
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
