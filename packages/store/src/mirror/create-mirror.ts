import type { Mirror } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { applyRecords } from './apply-records.ts';
import { prepareLoad } from './prepare-load.ts';
import { ensureTable } from './ensure-table.ts';
import { loadPage } from './load-page.ts';

export function createMirror(db: Database): Mirror {
  return {
    ensureTable: (table) => ensureTable(db, table),
    prepareLoad: (table, load) => prepareLoad(db, table, load),
    loadPage: (table, page, bookmark) => loadPage(db, table, page, bookmark),
    applyRecords: (table, records, options) => applyRecords(db, table, records, options),
  };
}
