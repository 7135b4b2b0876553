import { isSyncError } from '@sync-user/contract';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { READS_PER_COMPOSITE } from '../ports/source-org.ts';
import { readFilter, startFit } from '../select/row-filter.ts';
import { toRowQuery } from '../soql/build-soql.ts';
import { IDS_PER_QUERY, idIn } from '../soql/read-rows.ts';
import { findStale } from './find-stale.ts';
import { type FormulaGraph, formulaGraph } from './formula-graph.ts';
import { localDate } from './local-date.ts';

export interface FormulaReport {
  /** Records whose formulas were read again. */
  readonly read: number;
  /** Of them, those that had changed. */
  readonly changed: number;
  /** Objects whose moving columns are read again for all rows. */
  readonly swept: readonly string[];
}

/** Changes of the feed looked at together. */
const CHANGES_PER_LOOK = 5000;

/** More stale records than this are read in one go with all others, by bulk where that is cheaper. */
const MOST_BY_ID = 10_000;

/** A formula hangs on a formula hangs on … Salesforce allows ten levels of relationships. */
const MOST_ROUNDS = 10;

/** A day's sweep begins so long after midnight: clocks differ. */
const AFTER_MIDNIGHT_MS = 2 * 60_000;

/**
 * Brings formulas and roll-ups up to date: what hangs on a record that changed is read again by id, what hangs on the clock
 * once a day after midnight where the org is, with everything else that moves without a stamp. Values that differ are
 * entered in the feed, and may make others stale in turn. Other columns are not touched.
 */
export async function refreshFormulas(
  ports: EnginePorts,
  place: { readonly workspaceId: string; readonly schema: string },
  signal: AbortSignal,
): Promise<FormulaReport> {
  const objects = (await ports.objects.list(place.workspaceId)).filter((object) => object.state !== 'failed');
  const tables = new Map(objects.map((object) => [object.table.sobject, object.table]));
  const graph = formulaGraph([...tables.values()]);
  const live = objects.filter((object) => object.state === 'live' && !object.paused);
  let read = 0;
  let changed = 0;

  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    await lookThroughFeed(ports, place, tables, graph, objects);
    const stale = await ports.fields.countStale(place.workspaceId);
    const due = live.filter((object) => (stale[object.table.sobject] ?? 0) > 0);
    if (due.length === 0) break;
    for (const object of due) {
      try {
        const done = await readStale(ports, object, graph, stale[object.table.sobject] ?? 0, signal);
        read += done.read;
        changed += done.changed;
      } catch (error) {
        if (!isSyncError(error)) throw error;
        await handleObjectError(ports, object, error, signal);
      }
    }
  }
  return { read, changed, swept: await startSweeps(ports, live, graph, signal) };
}

async function lookThroughFeed(
  ports: EnginePorts,
  { workspaceId, schema }: { readonly workspaceId: string; readonly schema: string },
  tables: Parameters<typeof findStale>[1],
  graph: FormulaGraph,
  objects: readonly StoredObject[],
): Promise<void> {
  const coming = new Set(
    objects.filter((object) => object.state !== 'live').map((object) => object.table.sobject),
  );
  for (;;) {
    const { from, changes } = await ports.fields.listUnseenChanges(workspaceId, schema, CHANGES_PER_LOOK);
    const last = changes.at(-1);
    if (last === undefined) return;
    if (last.seq <= from) throw new Error('the feed goes back');
    const stale = await findStale(ports.fields, tables, graph, changes);
    await ports.fields.markStale(workspaceId, stale, last.seq);
    // Rows of an object that is being loaded are not all there to be found: its columns are read again when it is live.
    for (const sobject of coming) {
      const hit = graph.watches.some(
        (watch) => watch.target === sobject && changes.some((change) => change.sobject === watch.sobject),
      );
      const object = objects.find((one) => one.table.sobject === sobject);
      if (hit && object !== undefined) await startSweep(ports, object, graph.movingFields(sobject));
    }
  }
}

/** Reads the stale records of an object again, five queries to a call. Those that are gone have no formulas any more. */
async function readStale(
  ports: EnginePorts,
  object: StoredObject,
  graph: FormulaGraph,
  count: number,
  signal: AbortSignal,
): Promise<{ read: number; changed: number }> {
  const { table } = object;
  const { workspaceId, sobject } = table;
  const fields = graph.movingFields(sobject);
  let read = 0;
  let changed = 0;
  for (;;) {
    const ids = await ports.fields.listStale(workspaceId, sobject, IDS_PER_QUERY * READS_PER_COMPOSITE);
    if (ids.length === 0) return { read, changed };
    if (fields.length > 0 && count > MOST_BY_ID) {
      await startSweep(ports, object, fields);
    } else if (fields.length > 0) {
      const soqls: string[] = [];
      for (let at = 0; at < ids.length; at += IDS_PER_QUERY) {
        soqls.push(
          toRowQuery(table, {
            select: [...new Set(['Id', table.cursorField, ...fields])],
            where: [idIn(ids.slice(at, at + IDS_PER_QUERY))],
          }),
        );
      }
      const context = { cause: 'formula', sobject, signal } as const;
      const answers = await ports.org.queryTogether(soqls, { withDeleted: false }, context);
      for (const outcome of answers.value) {
        if (outcome.kind === 'refused') throw outcome.error;
        let { page } = outcome;
        for (;;) {
          changed += await ports.mirror.fillColumns(table, page.records, { cause: 'formula' });
          read += page.records.length;
          if (page.nextRecordsUrl === undefined) break;
          page = await ports.org.fetchNextPage(page.nextRecordsUrl, context);
        }
      }
    }
    await ports.fields.clearStale(workspaceId, sobject, ids);
  }
}

/** Begins the day's reading of columns that nothing tells of, and of row filters that hang on parents or the clock. */
async function startSweeps(
  ports: EnginePorts,
  live: readonly StoredObject[],
  graph: FormulaGraph,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const swept: string[] = [];
  let timeZone: string | undefined;
  for (const object of live) {
    const { workspaceId, sobject } = object.table;
    const { rowFilter } = object.table;
    if (rowFilter !== null && readFilter(rowFilter).follows !== 'record') {
      timeZone ??= await readTimeZone(ports, workspaceId, signal);
      const fitted = await ports.fields.readBackfill(workspaceId, sobject, 'filter');
      if (!isOfToday(fitted?.begunAt, ports.clock.nowMs(), timeZone)) await startFit(ports, object);
    }
    const fields = graph.sweptFields(sobject);
    if (fields.length === 0) continue;
    timeZone ??= await readTimeZone(ports, workspaceId, signal);
    const before = await ports.fields.readBackfill(workspaceId, sobject, 'sweep');
    const isDone =
      // One that waited over midnight reads the new day.
      isOfToday(before?.asOf ?? before?.begunAt, ports.clock.nowMs(), timeZone) &&
      fields.every((field) => before?.fields.includes(field));
    if (isDone) continue;
    await startSweep(ports, object, fields);
    swept.push(sobject);
  }
  return swept;
}

function isOfToday(begunAt: IsoInstant | undefined, nowMs: number, timeZone: string): boolean {
  return (
    begunAt !== undefined &&
    localDate(toEpochMs(begunAt), timeZone) >= localDate(nowMs - AFTER_MIDNIGHT_MS, timeZone)
  );
}

async function startSweep(
  ports: EnginePorts,
  { table }: StoredObject,
  fields: readonly string[],
): Promise<void> {
  const { workspaceId, sobject } = table;
  const before = await ports.fields.readBackfill(workspaceId, sobject, 'sweep');
  // One that has not begun to read serves both.
  const waits =
    before?.phase === 'reading' &&
    before.asOf === null &&
    fields.every((field) => before.fields.includes(field));
  if (waits || fields.length === 0) return;
  await ports.fields.startBackfill(table, {
    kind: 'sweep',
    fields,
    tailFrom: null,
    at: toInstant(ports.clock.nowMs()),
  });
}

/** Where a day begins for TODAY(). Who may not read it gets UTC. */
async function readTimeZone(ports: EnginePorts, workspaceId: string, signal: AbortSignal): Promise<string> {
  const known = await ports.fields.readTimeZone(workspaceId);
  if (known !== null) return known;
  let timeZone = 'UTC';
  try {
    const soql = 'SELECT TimeZoneSidKey FROM Organization';
    const context = { cause: 'formula', sobject: null, signal } as const;
    const answer = await ports.org.query(soql, { withDeleted: false }, context);
    const found = answer.value.records[0]?.['TimeZoneSidKey'];
    if (typeof found === 'string') timeZone = found;
  } catch (error) {
    if (!isSyncError(error, 'SF_OBJECT_NOT_READABLE', 'SF_FIELD_NOT_READABLE', 'SF_QUERY_REFUSED'))
      throw error;
  }
  await ports.fields.writeTimeZone(workspaceId, timeZone);
  return timeZone;
}
