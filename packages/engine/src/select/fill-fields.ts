import { isSyncError, SyncError } from '@sync-user/contract';
import { readBulkJob } from '../load/read-bulk-job.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { BackfillKind, StoredBackfill } from '../ports/field-store.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { DEEP_OVERLAP_MS } from '../poll/poll-window.ts';
import { changedSince, isRead, toRowQuery } from '../soql/build-soql.ts';
import { readCsvRecords } from '../soql/csv-records.ts';
import { retryDelayMs, toTrouble } from '../trouble.ts';
import { fitRows } from './fit-rows.ts';
import { lostColumns } from './lost-columns.ts';

/** Up to so many rows a keyset of queries costs no more calls than a bulk job does. */
export const ROWS_BY_QUERY = 20_000;

/** Rows of one query's first page; more would need a second call anyway. */
const ROWS_PER_PAGE = 2000;
const ROWS_PER_BULK_PAGE = 50_000;
/** A poll must have come by before the tail is read. One was asked for, so it is looked for often, and later seldom. */
const TAIL_LOOK_MS = 2000;
const LATER_LOOK_MS = 60_000;

export type FillOutcome =
  | { readonly kind: 'filled'; readonly rows: number }
  /** It goes on later: a poll must come first, the job is not done, or Salesforce had a hiccup. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'not_wanted' };

/**
 * Reads some columns for all rows of a live object: those that were added, or (`sweep`) those that move without a stamp.
 * Small objects page by page along the Id, large ones by a bulk job. Durable after each page; a crash goes on there.
 *
 * Rows whose stamp is another than the mirror's are left alone: polls read them whole. But a poll that was under way when
 * columns were added wrote rows without them. So when a later poll has come by, what changed since the cursor then is read
 * once more: the tail.
 */
export async function fillFields(
  ports: EnginePorts,
  workspaceId: string,
  sobject: string,
  kind: BackfillKind,
  signal: AbortSignal,
): Promise<FillOutcome> {
  const object = await ports.objects.read(workspaceId, sobject);
  const backfill = await ports.fields.readBackfill(workspaceId, sobject, kind);
  if (object === undefined || backfill === undefined) return { kind: 'not_wanted' };
  if (backfill.phase === 'done' || backfill.phase === 'failed') return { kind: 'not_wanted' };
  if (object.state !== 'live' || object.paused || object.cursor === null) return { kind: 'waiting' };
  const wanted = new Set(backfill.fields);
  const fields = object.table.columns
    .filter((column) => wanted.has(column.field) && isRead(column))
    .map((column) => column.field);
  const fill: Fill = {
    ports,
    object,
    backfill,
    fields,
    context: { cause: kind === 'sweep' ? 'formula' : 'backfill', sobject, signal },
  };
  try {
    return kind === 'filter' ? await fitRows(fill) : await run(fill);
  } catch (error) {
    if (!isSyncError(error)) {
      if (await lostColumns(ports, object)) return { kind: 'waiting' };
      throw error;
    }
    const now = ports.clock.nowMs();
    const delayMs = retryDelayMs(error.code) ?? (isSyncError(error, 'SF_NOT_FOUND') ? 0 : undefined);
    await ports.fields.writeBackfill(backfill.backfillId, {
      trouble: toTrouble(error, toInstant(now)),
      ...(isSyncError(error, 'SF_NOT_FOUND') && { jobId: null, place: null, rowsRead: 0 }),
      ...(delayMs === undefined && !concernsLogin(error.spec.retry)
        ? { phase: 'failed' as const, finishedAt: toInstant(now) }
        : { nextAttemptAt: toInstant(now + Math.max(delayMs ?? 60_000, 1000)) }),
    });
    throw error;
  }
}

function concernsLogin(retry: string): boolean {
  return retry === 'after_reauthentication';
}

export interface Fill {
  readonly ports: EnginePorts;
  readonly object: StoredObject;
  readonly backfill: StoredBackfill;
  /** Those that can be read now. */
  readonly fields: readonly string[];
  readonly context: CallContext;
}

async function run(fill: Fill): Promise<FillOutcome> {
  const { ports, backfill, fields } = fill;
  let rows = backfill.rowsRead;
  if (backfill.phase === 'reading' && fields.length > 0) {
    const byBulk = backfill.jobId !== null || (backfill.rowsExpected ?? 0) > ROWS_BY_QUERY;
    const read = byBulk ? await readByBulkIfItMay(fill) : await readByQuery(fill);
    if (read === 'taken_over') return { kind: 'not_wanted' };
    if (read === 'waiting') return { kind: 'waiting' };
    rows = read;
  }
  if (backfill.tailFrom !== null && fields.length > 0) {
    if (!(await ports.fields.writeBackfill(backfill.backfillId, { phase: 'tail', trouble: null })))
      return { kind: 'not_wanted' };
    const nowMs = ports.clock.nowMs();
    const sinceMs = nowMs - toEpochMs(backfill.begunAt);
    // Nobody applies a batch of events for a minute; polls may drain pages for hours.
    const isOver = fill.object.transport === 'events' && sinceMs > LATER_LOOK_MS;
    if (!isOver && !polledSince(fill.object, backfill.begunAt)) {
      await ports.fields.writeBackfill(backfill.backfillId, {
        nextAttemptAt: toInstant(nowMs + (sinceMs < LATER_LOOK_MS ? TAIL_LOOK_MS : LATER_LOOK_MS)),
      });
      return { kind: 'waiting' };
    }
    const from = toInstant(toEpochMs(backfill.tailFrom) - DEEP_OVERLAP_MS);
    rows += await readRest(fill, [changedSince(fill.object.table, from)]);
  }
  const done = await ports.fields.writeBackfill(backfill.backfillId, {
    phase: 'done',
    trouble: null,
    rowsRead: rows,
    finishedAt: toInstant(ports.clock.nowMs()),
  });
  if (!done) return { kind: 'not_wanted' };
  const { workspaceId, sobject } = fill.object.table;
  const asOf = (await ports.fields.readBackfill(workspaceId, sobject, backfill.kind))?.asOf ?? null;
  const moving = fill.object.table.columns.filter(
    (column) => fields.includes(column.field) && (backfill.kind === 'sweep' || column.calculated),
  );
  if (asOf !== null && moving.length > 0) {
    await ports.fields.writeAsOf(
      workspaceId,
      sobject,
      moving.map((column) => column.field),
      asOf,
    );
  }
  return { kind: 'filled', rows };
}

/** Whether a poll that began after `begunAt` (our clock) has been applied whole. */
function polledSince({ cursor }: StoredObject, begunAt: IsoInstant): boolean {
  return cursor?.deepReadAt !== null && cursor?.deepReadAt !== undefined && cursor.deepReadAt > begunAt;
}

function selectOf({ object, fields }: Fill): string[] {
  return [...new Set(['Id', object.table.cursorField, ...fields])];
}

async function readByQuery(fill: Fill): Promise<number | 'taken_over'> {
  const { ports, object, backfill } = fill;
  let { place, rowsRead } = backfill;
  for (;;) {
    const soql = toRowQuery(object.table, {
      select: selectOf(fill),
      where: place === null ? [] : [`Id > '${place}'`],
      orderBy: ['Id'],
      limit: ROWS_PER_PAGE,
    });
    const { value: page, askedAt } = await ports.org.query(soql, { withDeleted: false }, fill.context);
    const records = await drain(fill, page.records, page.nextRecordsUrl);
    await apply(fill, records);
    rowsRead += records.length;
    place = records.length === 0 ? place : String(records.at(-1)?.['Id']);
    const written = await ports.fields.writeBackfill(backfill.backfillId, {
      place,
      rowsRead,
      trouble: null,
      ...(backfill.asOf === null &&
        backfill.rowsRead === 0 &&
        rowsRead === records.length && { asOf: askedAt }),
    });
    if (!written) return 'taken_over';
    if (records.length < ROWS_PER_PAGE) return rowsRead;
  }
}

/** What bulk jobs do not read, and when the day's jobs are used up, queries do. */
async function readByBulkIfItMay(fill: Fill): Promise<number | 'taken_over' | 'waiting'> {
  try {
    return await readByBulk(fill);
  } catch (error) {
    if (!isSyncError(error, 'SF_BULK_NOT_SUPPORTED', 'SF_BULK_LIMIT') || fill.backfill.jobId !== null)
      throw error;
    return await readByQuery(fill);
  }
}

async function readByBulk(fill: Fill): Promise<number | 'taken_over' | 'waiting'> {
  const { ports, object, backfill, context } = fill;
  let { jobId, place, rowsRead } = backfill;
  if (jobId === null) {
    const soql = toRowQuery(object.table, { select: selectOf(fill) });
    const made = await ports.org.createBulkQuery(soql, { withDeleted: false }, context);
    jobId = made.value.id;
    if (!(await ports.fields.writeBackfill(backfill.backfillId, { jobId, asOf: made.askedAt })))
      return 'taken_over';
  }
  let counted = 0;
  for (let attempt = 0; ; attempt += 1) {
    const poll = readBulkJob(await ports.org.fetchBulkJob(jobId, context), attempt);
    if (poll.kind === 'complete') {
      counted = poll.recordCount;
      break;
    }
    if (poll.kind === 'lost') {
      await ports.fields.writeBackfill(backfill.backfillId, { jobId: null, place: null, rowsRead: 0 });
      return 'waiting';
    }
    await ports.clock.sleep(poll.lookAgainInMs, context.signal);
  }
  for (let first = place === null; first || place !== null; first = false) {
    const page = await ports.org.openBulkResultPage(jobId, place ?? undefined, ROWS_PER_BULK_PAGE, context);
    let batch: SourceRecord[] = [];
    for await (const record of readCsvRecords(page.body)) {
      batch.push(record);
      rowsRead += 1;
      if (batch.length < ROWS_PER_PAGE) continue;
      await apply(fill, batch);
      batch = [];
    }
    await apply(fill, batch);
    place = page.nextLocator ?? null;
    if (!(await ports.fields.writeBackfill(backfill.backfillId, { place, rowsRead, trouble: null })))
      return 'taken_over';
  }
  await ports.org.deleteBulkJob(jobId, context);
  if (rowsRead !== counted) {
    await ports.fields.writeBackfill(backfill.backfillId, { jobId: null, place: null, rowsRead: 0 });
    throw new SyncError('SF_ANSWER_CUT', `${rowsRead} rows arrived, the job counted ${counted}`);
  }
  return rowsRead;
}

/** Rows under a condition, all of them. */
async function readRest(fill: Fill, where: readonly string[]): Promise<number> {
  const { ports, object, context } = fill;
  const soql = toRowQuery(object.table, { select: selectOf(fill), where });
  let { value: page } = await ports.org.query(soql, { withDeleted: false }, context);
  for (let rows = page.records.length; ; rows += page.records.length) {
    await apply(fill, page.records);
    if (page.nextRecordsUrl === undefined) return rows;
    page = await ports.org.fetchNextPage(page.nextRecordsUrl, context);
  }
}

/** Salesforce cuts pages of wide rows earlier than asked. */
async function drain(
  fill: Fill,
  first: readonly SourceRecord[],
  nextRecordsUrl: string | undefined,
): Promise<readonly SourceRecord[]> {
  const records = [...first];
  for (let next = nextRecordsUrl; next !== undefined; ) {
    const page = await fill.ports.org.fetchNextPage(next, fill.context);
    records.push(...page.records);
    next = page.nextRecordsUrl;
  }
  return records;
}

async function apply(fill: Fill, records: readonly SourceRecord[]): Promise<void> {
  if (records.length === 0) return;
  const { ports, object, backfill, context } = fill;
  await ports.mirror.fillColumns(object.table, records, { cause: context.cause, fresh: backfill.fresh });
}
