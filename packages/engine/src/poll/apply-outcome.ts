import { isSyncError, SyncError } from '@sync-user/contract';
import { loadDelta } from '../load/load-delta.ts';
import { type IsoInstant, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { ChangeOutcome, DeletedRecord, SourceRecord } from '../ports/source-org.ts';
import { toTrouble } from '../trouble.ts';
import { toLeavingRows } from './leaving-rows.ts';
import type { LiveObject } from './poll-reads.ts';
import { advanceCursor, type PollWindow } from './poll-window.ts';

/**
 * Applies the first page and drains the rest; the cursor moves with the last page and not before. Deletes that no page
 * told of (they left no trace but their id) are applied with the last page.
 */
export async function applyOutcome(
  ports: EnginePorts,
  object: LiveObject,
  outcome: ChangeOutcome,
  read: {
    readonly window: PollWindow;
    readonly readThrough: IsoInstant;
    readonly now: IsoInstant;
    readonly signal: AbortSignal;
    /** Of an object with a row filter: what changed, whether it meets the filter or not. */
    readonly changed: readonly SourceRecord[];
    /** More changes than this are fetched by a bulk job. */
    readonly deltaByBulkRows: number;
  },
): Promise<{ created: number; updated: number; deleted: number }> {
  if (outcome.kind === 'refused') throw outcome.error;
  const isLarge = outcome.page.totalSize > read.deltaByBulkRows;
  const byBulk =
    isLarge && read.changed.length === 0 ? await readByBulk(ports, object, outcome, read) : undefined;
  if (byBulk !== undefined) return byBulk;
  const total = { created: 0, updated: 0, deleted: 0 };
  const untold = new Map(outcome.deleted.map((record) => [record.id, record]));
  const met = new Set<string>();
  let page = outcome.page;
  for (let rows = page.records.length; ; rows += page.records.length) {
    for (const record of page.records) {
      untold.delete(String(record['Id']));
      if (read.changed.length > 0) met.add(String(record['Id']));
    }
    const last = page.nextRecordsUrl === undefined;
    const cursor = last
      ? advanceCursor(object.cursor, {
          askedAt: read.readThrough,
          now: read.now,
          window: read.window,
          rows,
        })
      : null;
    const records = last
      ? [
          ...page.records,
          ...toDeletedRows(object, untold.values()),
          ...(await toLeavingRows(ports, object.table, read.changed, met)),
        ]
      : page.records;
    const applied = await ports.mirror.applyRecords(object.table, records, { cause: 'poll', cursor });
    total.created += applied.created;
    total.updated += applied.updated;
    total.deleted += applied.deleted;
    if (page.nextRecordsUrl === undefined) break;
    page = await ports.org.fetchNextPage(page.nextRecordsUrl, {
      cause: 'drain',
      sobject: object.table.sobject,
      signal: read.signal,
    });
  }
  return total;
}

/** Undefined when bulk jobs are used up, refused or come to nothing: queries read it then. */
async function readByBulk(
  ports: EnginePorts,
  object: LiveObject,
  outcome: ChangeOutcome & { readonly kind: 'page' },
  read: {
    readonly window: PollWindow;
    readonly readThrough: IsoInstant;
    readonly now: IsoInstant;
    readonly signal: AbortSignal;
  },
): Promise<{ created: number; updated: number; deleted: number } | undefined> {
  const { window, now, readThrough: askedAt, signal } = read;
  try {
    return await loadDelta(
      ports,
      object,
      {
        from: window.from,
        deleted: toDeletedRows(object, outcome.deleted),
        cursorAfter: (rows) => advanceCursor(object.cursor, { askedAt, now, window, rows }),
      },
      signal,
    );
  } catch (error) {
    if (isSyncError(error, 'SF_BULK_LIMIT', 'SF_BULK_NOT_SUPPORTED', 'SF_BULK_JOB_FAILED')) return undefined;
    throw error;
  }
}

/** After a read that worked the object's trouble is over, but for deleted ids that Salesforce keeps to itself. */
export async function noteTrouble(
  ports: EnginePorts,
  object: LiveObject,
  outcome: ChangeOutcome,
): Promise<void> {
  const { workspaceId, sobject } = object.table;
  const refused = outcome.kind === 'page' ? outcome.deletedRefused : null;
  if (refused === null) {
    if (object.trouble !== null)
      await ports.objects.writeState(workspaceId, sobject, 'live', null, { from: 'live' });
    return;
  }
  const error = new SyncError(
    'SF_DELETES_NOT_TOLD',
    `Salesforce does not tell which records of ${sobject} were deleted: ${refused.message}`,
    { salesforceCode: refused.code },
  );
  if (object.trouble?.code === error.code) return;
  await ports.objects.writeState(
    workspaceId,
    sobject,
    'live',
    toTrouble(error, toInstant(ports.clock.nowMs())),
    { from: 'live' },
  );
}

/** The stamp is the delete's own: a row that came back since is newer and stays. */
function toDeletedRows(object: LiveObject, deleted: Iterable<DeletedRecord>): SourceRecord[] {
  return Array.from(deleted, ({ id, deletedAt }) => ({
    Id: id,
    IsDeleted: true,
    [object.table.cursorField]: deletedAt,
  }));
}
