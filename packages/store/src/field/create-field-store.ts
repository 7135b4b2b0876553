import type { FieldStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { readBackfill, startBackfill, writeBackfill } from './backfill.ts';
import { readDescribed, readPolicy, readTimeZone, writeRowFilter, writeTimeZone } from './field-work.ts';
import { dropColumns, listPrivate, makePrivate, makeShown } from './private-fields.ts';
import {
  clearStale,
  countStale,
  findChildren,
  findParents,
  listStale,
  listUnseenChanges,
  markStale,
  writeAsOf,
} from './stale-formulas.ts';
import { writeFound } from './write-found.ts';

export function createFieldStore(db: Database): FieldStore {
  return {
    readPolicy: (workspaceId) => readPolicy(db, workspaceId),
    listPrivate: (workspaceId, sobject) => listPrivate(db, workspaceId, sobject),
    readKnown: async (workspaceId, sobject) => (await readDescribed(db, workspaceId, sobject)).known,
    writeFound: (table, found) => writeFound(db, table, found),
    makePrivate: (table, fields) => makePrivate(db, table, fields),
    makeShown: (workspaceId, sobject, fields) => makeShown(db, workspaceId, sobject, fields),
    dropColumns: (table, fields) => dropColumns(db, table, fields),
    writeRowFilter: (workspaceId, sobject, filter) => writeRowFilter(db, workspaceId, sobject, filter),
    readBackfill: (workspaceId, sobject, kind) => readBackfill(db, workspaceId, sobject, kind),
    startBackfill: (table, backfill) => startBackfill(db, table, backfill),
    writeBackfill: (backfillId, change) => writeBackfill(db, backfillId, change),
    listUnseenChanges: (workspaceId, schema, limit) => listUnseenChanges(db, workspaceId, schema, limit),
    markStale: (workspaceId, stale, through) => markStale(db, workspaceId, stale, through),
    findChildren: (table, lookup, ids) => findChildren(db, table, lookup, ids),
    findParents: (table, lookup, ids) => findParents(db, table, lookup, ids),
    listStale: (workspaceId, sobject, limit) => listStale(db, workspaceId, sobject, limit),
    countStale: (workspaceId) => countStale(db, workspaceId),
    clearStale: (workspaceId, sobject, ids) => clearStale(db, workspaceId, sobject, ids),
    writeAsOf: (workspaceId, sobject, fields, asOf) => writeAsOf(db, workspaceId, sobject, fields, asOf),
    readTimeZone: (workspaceId) => readTimeZone(db, workspaceId),
    writeTimeZone: (workspaceId, timeZone) => writeTimeZone(db, workspaceId, timeZone),
  };
}
