/** Deleted rows stay in the recycle bin for 15 days. Source: Salesforce Help, "Manage the Recycle Bin". */
import type { DatabaseSync } from 'node:sqlite';
import type { Schema } from './schema/schema.ts';
import type { RowStore } from './storage/row-store.ts';
import { tableName } from './storage/tables.ts';
import type { Transactions } from './storage/transactions.ts';
import type { OrgClock } from './types.ts';

const DAYS_KEPT = 15;
const HOUR_MS = 3_600_000;

export interface RecycleBinParts {
  readonly database: DatabaseSync;
  readonly schema: Schema;
  readonly rows: RowStore;
  readonly transactions: Transactions;
  readonly clock: OrgClock;
}

export class RecycleBin {
  readonly #parts: RecycleBinParts;
  #sweptHour = Number.NaN;

  constructor(parts: RecycleBinParts) {
    this.#parts = parts;
  }

  /** Lets go of what was deleted too long ago. Call it before rows are read or saved; it looks once an hour of the org's clock. */
  sweep(): void {
    const { transactions, clock } = this.#parts;
    const hour = Math.floor(clock.now() / HOUR_MS);
    if (hour === this.#sweptHour || transactions.open) return;
    this.#sweptHour = hour;
    const before = new Date(clock.now() - DAYS_KEPT * 24 * HOUR_MS).toISOString();
    transactions.runNow(() => this.#removeDeletedBefore(before));
  }

  #removeDeletedBefore(before: string): void {
    const { schema, rows, database } = this.#parts;
    for (const model of schema.models()) {
      const { recycleBin, kind } = model.definition;
      if (!recycleBin || kind === 'platformEvent' || !model.hasIsDeleted || !model.has('SystemModstamp'))
        continue;
      const expired = database
        .prepare(
          `select "Id" as id, "SystemModstamp" as stamp from ${tableName(model.name)} where "IsDeleted" = 1 and "SystemModstamp" < ?`,
        )
        .all(before);
      for (const row of expired) {
        rows.removeForGood(model, String(row['id']), String(row['stamp']));
        rows.takeCleared(String(row['id']));
      }
    }
  }

  /** After a reset the clock may stand anywhere. */
  forget(): void {
    this.#sweptHour = Number.NaN;
  }
}
