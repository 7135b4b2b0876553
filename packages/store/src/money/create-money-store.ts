import type { IsoInstant, MappedColumn, MirrorTable, RateStore } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { corporateViewName, hasCorporateView } from './corporate-view.ts';
import { claimDueRates, readStoredRates, wantRates, writeRates, writeRatesTrouble } from './rates.ts';
import { summarizeMoney } from './summarize.ts';

/** Exchange rates, and amounts in them. */
export function createMoneyStore(db: Database) {
  return {
    /** The engine's port. `organizationId`: rates of that org alone are written. */
    port: (organizationId: string | null): RateStore => ({
      writeRates: (workspaceId, rates) => writeRates(db, workspaceId, rates, organizationId),
      writeTrouble: (workspaceId, trouble) => writeRatesTrouble(db, workspaceId, trouble),
    }),
    claimDue: (now: IsoInstant, limit: number) => claimDueRates(db, now, limit),
    want: (workspaceId: string) => wantRates(db, workspaceId),
    read: (workspaceId: string) => readStoredRates(db, workspaceId),
    viewOf: (table: MirrorTable) => (hasCorporateView(table) ? corporateViewName(table) : null),
    summarize: (table: MirrorTable, amount: MappedColumn, groupBy: MappedColumn | undefined) =>
      summarizeMoney(db, table, amount, groupBy),
  };
}
