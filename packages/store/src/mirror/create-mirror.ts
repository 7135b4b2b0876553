import type { Mirror } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { applyRecords } from './apply-records.ts';
import { fillColumns, listPresent, listRange } from './fill-columns.ts';
import { prepareLoad } from './prepare-load.ts';
import { ensureTable } from './ensure-table.ts';
import { applyPage, loadPage } from './load-page.ts';
import { withQuarantine } from '../quarantine/with-quarantine.ts';

/** `organizationId`: records of that org alone are applied, as long as the workspace holds its data. */
export function createMirror(db: Database, organizationId?: string): Mirror {
  return {
    ensureTable: (table) => ensureTable(db, table),
    prepareLoad: (table, load) => prepareLoad(db, table, load),
    loadPage: (table, page, bookmark) => loadPage(db, table, page, bookmark),
    applyPage: (table, page, options) => applyPage(db, table, page, { ...options, organizationId }),
    applyRecords: (table, records, options) =>
      withQuarantine(db, table, records, (fitting) =>
        applyRecords(db, table, fitting, { ...options, organizationId }),
      ),
    fillColumns: (table, records, options) =>
      withQuarantine(db, table, records, (fitting) =>
        fillColumns(db, table, fitting, { ...options, organizationId }),
      ),
    listRange: (table, range) => listRange(db, table, range),
    listPresent: (table, ids) => listPresent(db, table, ids),
  };
}
