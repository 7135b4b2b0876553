/** `/sobjects/X/updated` and `/deleted`: ids of what changed in a window. Source: [GETUPD], [GETDEL] in facts 2.10. */
import { SalesforceError } from '../errors.ts';
import { json } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { platformCaller } from '../org/system-user.ts';
import type { QueryRecord } from '../org/types.ts';
import { orgOf } from './rest-request.ts';
import type { RestHandler, RestRequest } from './rest-request.ts';
import { findObject } from './rows.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const UPDATED_WINDOW_MS = 30 * DAY_MS;
const DELETED_WINDOW_MS = 15 * DAY_MS;
const MAX_IDS = 600_000;

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
  const window = readWindow(request, DELETED_WINDOW_MS);
  const inBin = readChanged(request, window, true).map((row) => ({
    id: String(row['Id']),
    deletedDate: String(row[stampField(request)]),
  }));
  const gone = orgOf(request)
    .removedBetween(findObject(request).name, soqlDate(window.start), soqlDate(window.end))
    .map((row) => ({ id: row.id, deletedDate: restDate(Date.parse(row.deletedAt)) }));
  return json(200, {
    deletedRecords: [...inBin, ...gone].sort((a, b) => a.deletedDate.localeCompare(b.deletedDate)),
    earliestDateAvailable: restDate(orgOf(request).clock.now() - DELETED_WINDOW_MS),
    latestDateCovered: restDate(latestCovered(request, window)),
  });
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
  return { start, end };
}

/** ISO, or what a JavaScript date prints. A `+` that was not encoded arrives as a space. */
function readTime(request: RestRequest, name: string): number {
  const text = request.query.get(name) ?? '';
  const ms = Date.parse(text.replace(/ (\d{2}:?\d{2})$/, '+$1'));
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
  // Which rows were deleted is not a matter of reading them: the caller's access was checked on the object.
  const caller = deleted ? platformCaller() : request.caller;
  let page = orgOf(request).query(caller, soql, options);
  if (page.totalSize > MAX_IDS) {
    throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', `exceeded id limit (limit: ${MAX_IDS})`);
  }
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
  return new Date(ms).toISOString().replace('Z', '+0000');
}
