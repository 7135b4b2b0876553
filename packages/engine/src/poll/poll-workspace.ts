import { SyncError } from '@sync-user/contract';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { PollCursor } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import {
  type ChangeOutcome,
  type ChangeRead,
  type DeletedRecord,
  READS_PER_COMPOSITE,
  type SourceOrg,
  type SourceRecord,
} from '../ports/source-org.ts';
import { toTrouble } from '../trouble.ts';
import { advanceCursor, choosePollWindow, type PollWindow } from './poll-window.ts';
import { toPollQuery } from '../soql/build-soql.ts';

export interface PollReport {
  readonly objects: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Objects whose own read failed; the others went on. */
  readonly troubled: readonly string[];
}

interface LiveObject extends StoredObject {
  readonly cursor: PollCursor;
}

/**
 * Reads what changed in every live object since its cursor, five objects to an API call, and applies it.
 *
 * One object's failure is recorded at the object and the others go on. A failure of the whole call (session, limit,
 * host) is thrown: nothing moved, the next poll reads the same window again.
 */
export async function pollWorkspace(
  ports: EnginePorts,
  workspaceId: string,
  signal: AbortSignal,
): Promise<PollReport> {
  const objects = (await ports.objects.list(workspaceId)).filter(isLive);
  const total = { created: 0, updated: 0, deleted: 0 };
  const troubled: string[] = [];

  for (let start = 0; start < objects.length; start += READS_PER_COMPOSITE) {
    const group = objects.slice(start, start + READS_PER_COMPOSITE);
    const now = toInstant(ports.clock.nowMs());
    const windows = group.map((object) => choosePollWindow(object.cursor, now));
    const orgNowMs = ports.clock.nowMs() + Math.max(0, orgLeads.get(ports.org) ?? 0);
    const reads = group.map((object, index) => toRead(object, windowAt(windows, index), orgNowMs));
    const answer = await ports.org.fetchChanges(reads, {
      cause: 'poll',
      sobject: group.length === 1 ? (group[0]?.table.sobject ?? null) : null,
      signal,
    });
    orgLeads.set(ports.org, toEpochMs(answer.askedAt) - toEpochMs(now));
    for (const [index, object] of group.entries()) {
      const outcome = answer.value[index];
      if (outcome === undefined) throw new Error(`no outcome for read ${index} of a composite call`);
      try {
        const applied = await applyOutcome(ports, object, outcome, {
          window: windowAt(windows, index),
          readThrough: coveredBy(reads[index], answer.askedAt),
          now,
          signal,
        });
        total.created += applied.created;
        total.updated += applied.updated;
        total.deleted += applied.deleted;
        await noteTrouble(ports, object, outcome);
      } catch (error) {
        // Deselected while it was read: its table went away under us, and nobody waits for it.
        if ((await ports.objects.read(workspaceId, object.table.sobject)) === undefined) continue;
        await handleObjectError(ports, object, error, signal);
        troubled.push(object.table.sobject);
      }
    }
  }
  return { objects: objects.length, ...total, troubled };
}

/**
 * Applies the first page and drains the rest; the cursor moves with the last page and not before. Deletes that no page
 * told of (they left no trace but their id) are applied with the last page.
 */
async function applyOutcome(
  ports: EnginePorts,
  object: LiveObject,
  outcome: ChangeOutcome,
  read: {
    readonly window: PollWindow;
    readonly readThrough: IsoInstant;
    readonly now: IsoInstant;
    readonly signal: AbortSignal;
  },
): Promise<{ created: number; updated: number; deleted: number }> {
  if (outcome.kind === 'refused') throw outcome.error;
  const total = { created: 0, updated: 0, deleted: 0 };
  const untold = new Map(outcome.deleted.map((record) => [record.id, record]));
  let page = outcome.page;
  for (let rows = page.records.length; ; rows += page.records.length) {
    for (const record of page.records) untold.delete(String(record['Id']));
    const last = page.nextRecordsUrl === undefined;
    const cursor = last
      ? advanceCursor(object.cursor, {
          askedAt: read.readThrough,
          now: read.now,
          window: read.window,
          rows,
        })
      : null;
    const records = last ? [...page.records, ...toDeletedRows(object, untold.values())] : page.records;
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

/** After a read that worked the object's trouble is over, but for deleted ids that Salesforce keeps to itself. */
async function noteTrouble(ports: EnginePorts, object: LiveObject, outcome: ChangeOutcome): Promise<void> {
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

/** Salesforce answers for 15 days back at most; asked for more it refuses. Source: REST API Developer Guide, "sObject Get Deleted". */
const DELETED_WINDOW_MS = 14 * 24 * 60 * 60_000;

/** The end of a window is cut to the minute and may lie ahead of the org's clock. */
const DELETED_AHEAD_MS = 2 * 60_000;

/**
 * How far each org's clock is ahead of ours, from its latest answer. Only saves a poll: what a window that ended too early did
 * not cover is read by the next one.
 */
const orgLeads = new WeakMap<SourceOrg, number>();

function toRead(object: LiveObject, window: PollWindow, orgNowMs: number): ChangeRead {
  const { table } = object;
  const soql = toPollQuery(table, window.from);
  if (!table.hasDeletedFeed) return { soql, deleted: null };
  // The org's clock may be ahead of ours, but not behind what it told us.
  const latest = Math.max(orgNowMs, toEpochMs(object.cursor.readThrough));
  const from = toInstant(Math.max(toEpochMs(window.from), latest - DELETED_WINDOW_MS));
  return { soql, deleted: { sobject: table.sobject, from, to: toInstant(latest + DELETED_AHEAD_MS) } };
}

/** Up to when a read tells everything: deletes are told up to the whole minute of its end only, whatever the org's clock says. */
function coveredBy(read: ChangeRead | undefined, askedAt: IsoInstant): IsoInstant {
  const to = read?.deleted?.to;
  if (to === undefined) return askedAt;
  const minute = toInstant(Math.floor(toEpochMs(to) / 60_000) * 60_000);
  return minute < askedAt ? minute : askedAt;
}

function isLive(object: StoredObject): object is LiveObject {
  return object.state === 'live' && object.cursor !== null;
}

function windowAt(windows: readonly PollWindow[], index: number): PollWindow {
  const window = windows[index];
  if (window === undefined) throw new SyncError('INTERNAL', `no window for query ${index}`);
  return window;
}
