import type { Mirror } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { applyRecords } from './apply-records.ts';
import { fillColumns, listPresent } from './fill-columns.ts';
import { prepareLoad } from './prepare-load.ts';
import { ensureTable } from './ensure-table.ts';
import { loadPage } from './load-page.ts';

/** `organizationId`: records of that org alone are applied, as long as the workspace holds its data. */
export function createMirror(db: Database, organizationId?: string): Mirror {
  return {
    ensureTable: (table) => ensureTable(db, table),
    prepareLoad: (table, load) => prepareLoad(db, table, load),
    loadPage: (table, page, bookmark) => loadPage(db, table, page, bookmark),
    applyRecords: (table, records, options) =>
      applyRecords(db, table, records, { ...options, organizationId }),
    fillColumns: (table, records, options) => fillColumns(db, table, records, { ...options, organizationId }),
    listPresent: (table, ids) => listPresent(db, table, ids),
  };
}
