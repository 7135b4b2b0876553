import type { MoneyServices } from '@sync-user/api';
import { SyncError } from '@sync-user/contract';
import { CURRENCY_FIELD, type MirrorTable, moneyColumns } from '@sync-user/engine';
import type { Store } from '@sync-user/store';

export function createMoneyServices(store: Store): MoneyServices {
  return {
    async read(workspaceId) {
      const objects = await store.objects.list(workspaceId);
      const described = objects.map(({ table, label }) => {
        const { amounts, dated } = moneyColumns(table);
        return {
          object: table.sobject,
          label,
          fields: amounts.map((column) => ({
            field: column.field,
            label: column.label,
            column: column.column,
          })),
          view: store.money.viewOf(table),
          dateField: typeof dated === 'string' ? null : dated.field,
        };
      });
      return {
        currencies: objects.some(({ table }) => moneyColumns(table).currency !== undefined)
          ? 'several'
          : 'one',
        ...(await store.money.read(workspaceId)),
        objects: described.filter(({ fields }) => fields.length > 0),
      };
    },

    async summarize(workspaceId, query) {
      const object = await store.objects.read(workspaceId, query.object);
      if (object === undefined)
        throw new SyncError('OBJECT_NOT_SELECTED', `${query.object} is not selected.`);
      const { table } = object;
      const { amounts, currency, dated } = moneyColumns(table);
      const amount = amounts.find(({ field }) => isSame(field, query.field));
      if (amount === undefined)
        throw new SyncError('API_INVALID_REQUEST', `${table.sobject} has no mirrored amount ${query.field}.`);
      const groupBy = query.groupBy === undefined ? undefined : findColumn(table, query.groupBy);
      if (currency === undefined) await refuseUnknownCurrencies(store, table);
      const rates = await store.money.read(workspaceId);
      return {
        object: table.sobject,
        field: amount.field,
        groupBy: groupBy?.field ?? null,
        corporateCurrency: currency === undefined ? null : rates.corporateCurrency,
        datedRates: dated !== 'no' && rates.datedRates,
        ratesReadAt: currency === undefined ? null : rates.ratesReadAt,
        ...(await store.money.summarize(table, amount, groupBy)),
      };
    },
  };
}

/** The org has a currency for each record, but the mirror was not given it: every sum would be a mixed one. */
async function refuseUnknownCurrencies(store: Store, table: MirrorTable): Promise<void> {
  const known = await store.fields.readKnown(table.workspaceId, table.sobject);
  if (known?.some((field) => isSame(field, CURRENCY_FIELD)) !== true) return;
  throw new SyncError(
    'API_CONFLICT',
    `${table.sobject} has amounts in several currencies, and ${CURRENCY_FIELD} is not mirrored: they cannot be added. ` +
      'Map the field first.',
  );
}

function findColumn(table: MirrorTable, field: string) {
  const found = table.columns.find((column) => column.removedAt === null && isSame(column.field, field));
  if (found === undefined)
    throw new SyncError('API_INVALID_REQUEST', `${table.sobject} has no mirrored field ${field}.`);
  return found;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
