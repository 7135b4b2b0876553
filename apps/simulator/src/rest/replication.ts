/** `/sobjects/X/updated` and `/deleted`: ids of what changed in a window. Source: [GETUPD], [GETDEL] in facts 2.10. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { QueryRecord } from '../org/types.ts';
import { purgedTo, runPurgeJob } from './delete-log.ts';
import { orgOf } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UPDATED_WINDOW_MS = 30 * DAY_MS;
const DELETED_WINDOW_MS = 15 * DAY_MS;

export function addReplicationRoutes(router: Router<RestHandler>): void {
  router
    .on('GET', '/sobjects/:object/updated', answerUpdated)
    .on('GET', '/sobjects/:object/deleted', answerDeleted);
}

function answerUpdated(request: RestRequest): Answer {
  const window = readWindow(request, UPDATED_WINDOW_MS);
  const rows = readChanged(request, window, false);
  return json(200, {
    ids: rows.map((row) => row['Id']),
    latestDateCovered: restDate(latestCovered(request, window)),
  });
}

function answerDeleted(request: RestRequest): Answer {
  const { world } = request;
  const window = readWindow(request, DELETED_WINDOW_MS);
  const object = findObject(request).name;
  if (world.settings.current.replication.deleteLogLimit !== null) {
    const now = world.org.clock.now();
    const all = { start: now - DELETED_WINDOW_MS, end: now + MINUTE_MS };
    runPurgeJob(
      world,
      object,
      readDeleted(request, all).map((row) => Date.parse(row.deletedDate)),
    );
  }
  const forgotten = purgedTo(world, object);
  const remembered = readDeleted(request, window).filter(
    (row) => forgotten === undefined || Date.parse(row.deletedDate) > forgotten,
  );
  assertFewIds(request, remembered.length);
  const earliest = Math.max(world.org.clock.now() - DELETED_WINDOW_MS, forgotten ?? 0);
  return json(200, {
    deletedRecords: remembered,
    earliestDateAvailable: restDate(earliest),
    latestDateCovered: restDate(latestCovered(request, window)),
  });
}

interface DeletedRow {
  readonly id: string;
  readonly deletedDate: string;
}

/** In the recycle bin, or out of it. */
function readDeleted(request: RestRequest, window: Window): DeletedRow[] {
  const stamp = stampField(request);
  const inBin = readChanged(request, window, true).map((row) => ({
    id: String(row['Id']),
    deletedDate: String(row[stamp]),
  }));
  const gone = orgOf(request)
    .removedBetween(request.caller, findObject(request).name, soqlDate(window.start), soqlDate(window.end))
    .map((row) => ({ id: row.id, deletedDate: restDate(Date.parse(row.deletedAt)) }));
  return [...inBin, ...gone].toSorted((a, b) => a.deletedDate.localeCompare(b.deletedDate));
}

function assertFewIds(request: RestRequest, count: number): void {
  const { maxIds } = request.world.settings.current.replication;
  if (count > maxIds) {
    throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', `exceeded id limit (limit: ${maxIds})`);
  }
}

interface Window {
  readonly start: number;
  readonly end: number;
}

/** Seconds do not count: both ends are cut to the minute. */
function readWindow(request: RestRequest, furthestBackMs: number): Window {
  const start = readTime(request, 'start');
  const end = readTime(request, 'end');
  if (start >= end) {
    throw new SalesforceError(
      400,
      'INVALID_REPLICATION_DATE',
      'endDate must be at least one minute greater than startDate',
    );
  }
  if (start < orgOf(request).clock.now() - furthestBackMs - MINUTE_MS) {
    throw new SalesforceError(
      400,
      'INVALID_REPLICATION_DATE',
      `startDate cannot be more than ${furthestBackMs / DAY_MS} days ago`,
    );
  }
  const { enabledAt } = request.world.settings.current.replication;
  if (enabledAt !== null && start < Math.floor(Date.parse(enabledAt) / MINUTE_MS) * MINUTE_MS) {
    throw new SalesforceError(
      400,
      'INVALID_REPLICATION_DATE',
      'startDate before org replication enabled date',
    );
  }
  return { start, end };
}

/** ISO, or what a JavaScript date prints. A `+` that was not encoded arrives as a space. */
function readTime(request: RestRequest, name: string): number {
  const text = request.query.get(name) ?? '';
  const ms = Date.parse(text.replace(/ (\d{2}:?\d{2})$/, '+$1').replace(/GMT (\d{4})/, 'GMT+$1'));
  const fallback = Number.isNaN(ms) ? Date.parse(text) : ms;
  if (Number.isNaN(fallback)) {
    throw new SalesforceError(400, 'INVALID_REPLICATION_DATE', `${name} is not a valid date: ${text}`);
  }
  return Math.floor(fallback / MINUTE_MS) * MINUTE_MS;
}

function stampField(request: RestRequest): string {
  const names = new Set(findObject(request).fields.map((field) => field.name));
  return ['SystemModstamp', 'LastModifiedDate'].find((name) => names.has(name)) ?? 'CreatedDate';
}

function readChanged(request: RestRequest, window: Window, deleted: boolean): QueryRecord[] {
  const object = findObject(request);
  if (!object.replicateable) {
    throw new SalesforceError(400, 'INVALID_TYPE', `object type ${object.name} is not replicable`);
  }
  if (deleted && !object.fields.some((field) => field.name === 'IsDeleted')) return [];
  const stamp = stampField(request);
  const between = `${stamp} >= ${soqlDate(window.start)} AND ${stamp} < ${soqlDate(window.end)}`;
  const isDeleted = deleted ? ' AND IsDeleted = true' : '';
  const soql = `SELECT Id, ${stamp} FROM ${object.name} WHERE ${between}${isDeleted} ORDER BY ${stamp}, Id`;
  const options = { includeDeleted: deleted, batchSize: 2000 };
  // Only rows that the caller may see, deleted ones too.
  const { caller } = request;
  let page = orgOf(request).query(caller, soql, options);
  assertFewIds(request, page.totalSize);
  const rows = [...page.records];
  while (page.nextLocator !== undefined) {
    page = orgOf(request).queryMore(caller, page.nextLocator, options);
    rows.push(...page.records);
  }
  return rows;
}

/** Not past a transaction that is still open: its rows will carry stamps from before. Source: [GUR]. */
function latestCovered(request: RestRequest, window: Window): number {
  const open = [...request.world.heldTransactions.values()];
  const limit = Math.min(window.end, orgOf(request).clock.now(), ...open);
  return Math.floor(limit / MINUTE_MS) * MINUTE_MS;
}

function soqlDate(ms: number): string {
  return new Date(ms).toISOString();
}

function restDate(ms: number): string {
  return new Date(Math.floor(ms / 1000) * 1000).toISOString().replace('Z', '+0000');
}
