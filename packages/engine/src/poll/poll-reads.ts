import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { PollCursor } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { ChangeRead, SourceOrg, Watch } from '../ports/source-org.ts';
import { toPollQuery } from '../soql/build-soql.ts';
import { choosePollWindow, type PollWindow } from './poll-window.ts';

/** An object that is loaded, and that nobody paused. */
export interface LiveObject extends StoredObject {
  readonly cursor: PollCursor;
}

export function isPolled(object: StoredObject): object is LiveObject {
  return object.state === 'live' && object.cursor !== null && !object.paused;
}

/** What is asked of one object, and what the answer stands for. */
export interface PollRead {
  readonly object: LiveObject;
  readonly window: PollWindow;
  readonly read: ChangeRead;
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

export function noteOrgTime(org: SourceOrg, askedAt: IsoInstant, ourNow: IsoInstant): void {
  orgLeads.set(org, toEpochMs(askedAt) - toEpochMs(ourNow));
}

/** `ourNowMs`: our own clock. */
export function toRead(org: SourceOrg, object: LiveObject, ourNowMs: number): PollRead {
  const { table } = object;
  const window = choosePollWindow(object.cursor, toInstant(ourNowMs));
  const soql = toPollQuery(table, window.from);
  if (!table.hasDeletedFeed) return { object, window, read: { soql, deleted: null } };
  const latest = latestMs(org, object, ourNowMs);
  const from = toInstant(Math.max(toEpochMs(window.from), latest - DELETED_WINDOW_MS));
  const to = toInstant(latest + DELETED_AHEAD_MS);
  return { object, window, read: { soql, deleted: { sobject: table.sobject, from, to } } };
}

/** The org's clock may be ahead of ours, but not behind what it told us. */
function latestMs(org: SourceOrg, object: LiveObject, ourNowMs: number): number {
  return Math.max(ourNowMs + Math.max(0, orgLeads.get(org) ?? 0), toEpochMs(object.cursor.readThrough));
}

/**
 * Whether it is enough to ask if the object changed at all: nothing was found when it was read last, and Salesforce can
 * tell of the whole span that a read would cover. It tells of stamps, so an object with another cursor is always read.
 */
export function isQuiet(org: SourceOrg, object: LiveObject, ourNowMs: number): boolean {
  const { table, cursor, trouble } = object;
  const { from, deep } = choosePollWindow(cursor, toInstant(ourNowMs));
  return (
    table.hasDeletedFeed &&
    table.cursorField === 'SystemModstamp' &&
    trouble === null &&
    cursor.deepReadAt !== null &&
    cursor.deepReadRows === 0 &&
    deep &&
    latestMs(org, object, ourNowMs) - toEpochMs(from) <= DELETED_WINDOW_MS
  );
}

/** The span that a read of the object would cover. */
export function toWatch({ object, window, read }: PollRead): Watch {
  if (read.deleted === null) throw new Error(`${object.table.sobject} cannot be watched`);
  return { sobject: object.table.sobject, from: window.from, to: read.deleted.to };
}

/** Up to when a read tells everything: deletes are told up to the whole minute of its end only, whatever the org's clock says. */
export function coveredBy(read: ChangeRead, askedAt: IsoInstant): IsoInstant {
  if (read.deleted === null) return askedAt;
  const minute = toInstant(Math.floor(toEpochMs(read.deleted.to) / 60_000) * 60_000);
  return minute < askedAt ? minute : askedAt;
}
