import type { CensusStore, IsoInstant, RecordComparison, SourceRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { withQuarantine } from '../quarantine/with-quarantine.ts';
import {
  askForCensus,
  beginCensuses,
  compareAfterLoad,
  listDueCensuses,
  listPlannedCensuses,
  planNextCensus,
  readCensusInterval,
  writeCensusInterval,
} from './census-schedule.ts';
import { listCensusRuns, listDrift, readValueRound, recordCensus } from './census-run.ts';
import { compareRecords, listUnsettledFields } from './compare-records.ts';
import { listRowStamps, measureTable, splitTableIds, summariseTable } from './mirror-side.ts';

/** Records that travel to PostgreSQL together: each is there three times while it is compared. */
const COMPARED_AT_ONCE = 2000;

/** The engine's port, and what the server asks of censuses beside it. */
export function createCensusStore(db: Database) {
  return {
    /** The engine's port; `everyHours` is the installation's interval. */
    port: (everyHours: number): CensusStore => ({
      measure: (table, through) => measureTable(db, table, through),
      summarise: (table, query) => summariseTable(db, table, query),
      listStamps: (table, range, limit) => listRowStamps(db, table, range, limit),
      splitIds: (table, range, parts) => splitTableIds(db, table, range, parts),
      listUnsettled: (table) => listUnsettledFields(db, table),
      compare: async (table, records) => {
        const compared: RecordComparison[] = [];
        for (const some of inPages(records)) {
          const page = await withQuarantine(db, table, some, (fitting) => compareRecords(db, table, fitting));
          for (const comparison of page) compared.push(comparison);
        }
        return compared;
      },
      readRound: (table) => readValueRound(db, table),
      record: async (table, run) => {
        await recordCensus(db, table, run);
        if (run.stopped) return;
        await planNextCensus(db, table.workspaceId, table.sobject, { now: run.finishedAt, everyHours });
      },
    }),
    listDue: (now: IsoInstant, query: Parameters<typeof listDueCensuses>[2]) =>
      listDueCensuses(db, now, query),
    begin: (workspaceId: string, query: Parameters<typeof beginCensuses>[2]) =>
      beginCensuses(db, workspaceId, query),
    ask: (workspaceId: string, query: Parameters<typeof askForCensus>[2]) =>
      askForCensus(db, workspaceId, query),
    compareAfterLoad: (workspaceId: string, sobject: string, now: IsoInstant) =>
      compareAfterLoad(db, workspaceId, sobject, now),
    readInterval: (workspaceId: string) => readCensusInterval(db, workspaceId),
    writeInterval: (workspaceId: string, change: Parameters<typeof writeCensusInterval>[2]) =>
      writeCensusInterval(db, workspaceId, change),
    listPlanned: (workspaceId: string) => listPlannedCensuses(db, workspaceId),
    listRuns: (workspaceId: string, query: Parameters<typeof listCensusRuns>[2]) =>
      listCensusRuns(db, workspaceId, query),
    listDrift: (workspaceId: string, sobject: string) => listDrift(db, workspaceId, sobject),
  };
}

function* inPages(records: readonly SourceRecord[]): Generator<readonly SourceRecord[]> {
  for (let start = 0; start < records.length; start += COMPARED_AT_ONCE)
    yield records.slice(start, start + COMPARED_AT_ONCE);
}
