/** Currencies and their rates. A changed rate stamps no row that uses it. Source: facts 8.2. */
import { currencyValues } from '../../../currency/currency-fields.ts';
import type { ObjectModel } from '../../schema/schema.ts';
import type { ObjectDefinition } from '../../schema/types.ts';
import type { Row, Scalar } from '../../types.ts';
import { refuse } from '../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../save-context.ts';

const LAST_DAY = '9999-12-31';
const CURRENCY_FIELDS = ['CurrencyIsoCode', 'DefaultCurrencyIsoCode'];

/** @throws RowFailure Source: SOAP API Developer Guide, StatusCode `INVALID_CURRENCY_…`. */
export function checkCurrencyType(context: SaveContext, change: RowChange): void {
  const { row, before } = change;
  checkRate(row);
  checkIsoCode(row);
  if (before === undefined) {
    const taken = context.rows.findIds(change.model, 'IsoCode', row['IsoCode'] ?? null);
    if (taken.length > 0)
      throw refuse(
        'DUPLICATE_VALUE',
        `duplicate value found: IsoCode duplicates value on record with id: ${taken[0]?.slice(0, 15)}`,
      );
    if (row['IsActive'] === null) setField(change, 'IsActive', 1);
  }
  if (row['IsCorporate'] !== 1) return;
  if (row['ConversionRate'] !== 1) {
    throw refuse('INVALID_CURRENCY_CORP_RATE', 'The corporate currency must have a conversion rate of 1', [
      'ConversionRate',
    ]);
  }
  if (row['IsActive'] !== 1) {
    throw refuse('FIELD_INTEGRITY_EXCEPTION', 'The corporate currency must be active', ['IsActive']);
  }
}

function checkRate(row: Readonly<Row>): void {
  const rate = row['ConversionRate'];
  if (typeof rate === 'number' && rate > 0) return;
  throw refuse('INVALID_CURRENCY_CONV_RATE', 'The conversion rate must be greater than zero', [
    'ConversionRate',
  ]);
}

function checkIsoCode(row: Readonly<Row>): void {
  if (/^[A-Z]{3}$/.test(String(row['IsoCode']))) return;
  throw refuse('INVALID_CURRENCY_ISO', `The currency ISO code is invalid: ${String(row['IsoCode'])}`, [
    'IsoCode',
  ]);
}

/** Rows may be in active currencies only: the picklists of currencies follow. */
export function offerCurrencies(context: SaveContext, change: RowChange): void {
  const { schema, rows, store } = context;
  if (change.before !== undefined && change.before['IsActive'] === change.row['IsActive']) return;
  const all = [...rows.all(change.model)];
  const corporate = String(all.find((row) => row['IsCorporate'] === 1)?.['IsoCode']);
  const values = currencyValues(
    corporate,
    all.map((row) => ({ isoCode: String(row['IsoCode']), isActive: row['IsActive'] === 1 })),
  );
  for (const { definition } of schema.models()) {
    if (!definition.fields.some((field) => CURRENCY_FIELDS.includes(field.name))) continue;
    const fields = definition.fields.map((field) =>
      CURRENCY_FIELDS.includes(field.name) ? { ...field, picklistValues: values } : field,
    );
    const changed: ObjectDefinition = { ...definition, fields };
    schema.put(changed);
    store.writeObject(changed);
  }
}

/** A rate holds until the next one of its currency begins. @throws RowFailure */
export function checkDatedRate(context: SaveContext, change: RowChange): void {
  const { row, before } = change;
  checkRate(row);
  checkIsoCode(row);
  const currencies = context.schema.get('CurrencyType');
  const known =
    currencies !== undefined &&
    context.rows.findIds(currencies, 'IsoCode', row['IsoCode'] ?? null).length > 0;
  if (!known)
    throw refuse('INVALID_CURRENCY_ISO', `The currency ISO code is invalid: ${String(row['IsoCode'])}`, [
      'IsoCode',
    ]);
  const same = others(context, change).find((one) => one['StartDate'] === row['StartDate']);
  if (same !== undefined && before === undefined) {
    throw refuse(
      'DUPLICATE_VALUE',
      `duplicate value found: StartDate duplicates value on record with id: ${String(same['Id']).slice(0, 15)}`,
    );
  }
  const next = others(context, change)
    .map((one) => String(one['StartDate']))
    .filter((start) => start > String(row['StartDate']))
    .toSorted()[0];
  setField(change, 'NextStartDate', next ?? LAST_DAY);
}

/** The ends of a currency's rates move when one comes, goes or moves. */
export function joinDatedRates(context: SaveContext, model: ObjectModel, isoCode: Scalar): void {
  const rates = [...context.rows.all(model)]
    .filter((rate) => rate['IsoCode'] === isoCode)
    .toSorted((a, b) => (String(a['StartDate']) < String(b['StartDate']) ? -1 : 1));
  for (const [index, rate] of rates.entries()) {
    const next = rates[index + 1]?.['StartDate'] ?? LAST_DAY;
    if (rate['NextStartDate'] !== next)
      context.rows.update(model, String(rate['Id']), { NextStartDate: next });
  }
}

function others({ rows }: SaveContext, { model, row }: RowChange): Row[] {
  return [...rows.all(model)].filter((one) => one['IsoCode'] === row['IsoCode'] && one['Id'] !== row['Id']);
}
