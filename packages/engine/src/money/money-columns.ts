import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import { isRead } from '../soql/build-soql.ts';

/** Every record of an org with several currencies says its own in this field; an org with one does not have it. */
export const CURRENCY_FIELD = 'CurrencyIsoCode';

/**
 * Objects whose amounts convert by the rate of a day where rates are dated, and the field with the day; null: it is in
 * another object. Source: Salesforce Help, "About Advanced Currency Management".
 */
const DATED_BY: Readonly<Record<string, string | null>> = {
  Opportunity: 'CloseDate',
  OpportunityHistory: 'CloseDate',
  OpportunityLineItem: null,
  OpportunityLineItemSchedule: null,
  OpportunitySplit: null,
};

/** What an object has of amounts in currencies. */
export interface MoneyColumns {
  readonly amounts: readonly MappedColumn[];
  /** The column with each row's currency; undefined where the org has one currency, or it is not mirrored. */
  readonly currency: MappedColumn | undefined;
  /** Which rate counts where rates are dated: today's, that of a column's day, or that of a day which is not in the table. */
  readonly dated: 'no' | MappedColumn | 'elsewhere';
}

export function moneyColumns(table: Pick<MirrorTable, 'sobject' | 'columns'>): MoneyColumns {
  const kept = table.columns.filter((column) => column.removedAt === null);
  const dateField = DATED_BY[table.sobject];
  const date = kept.find((column) => column.field === dateField && isRead(column));
  return {
    amounts: kept.filter((column) => column.sfType === 'currency' && column.columnType === 'numeric'),
    currency: kept.find((column) => column.field === CURRENCY_FIELD),
    dated: dateField === undefined ? 'no' : (date ?? 'elsewhere'),
  };
}
