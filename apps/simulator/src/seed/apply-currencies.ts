/** Makes the org one with several currencies. */
import { currencyFieldDeclaration } from '../currency/currency-fields.ts';
import { switchDatedRates } from '../currency/dated-rates.ts';
import type { Org } from '../org/types.ts';
import { MULTI_CURRENCY_OBJECTS } from '../standard/index.ts';
import type { RowWriter } from './row-writer.ts';
import type { Seed } from './seed.ts';

/** Objects whose rows carry a currency in an org with several. Source: describe answers of multi-currency orgs. */
const WITH_CURRENCY = `Account Contact Lead Opportunity OpportunityHistory OpportunityContactRole Campaign
  CampaignMember Task Event Case User OpportunityLineItem PricebookEntry Product2 Asset Contract Order OrderItem Quote
  QuoteLineItem`.split(/\s+/);
/** The first day of the calendar, and the last: rates before the first and after the last of a currency. */
const FIRST_DAY = '0001-01-01';
const LAST_DAY = '9999-12-31';

export function applyCurrencies(org: Org, writer: RowWriter, { currencies }: Seed): void {
  const corporate = currencies.find((currency) => currency.corporate);
  if (corporate === undefined) return;
  for (const declaration of MULTI_CURRENCY_OBJECTS) org.defineObject(declaration);
  const values = currencies.map(({ isoCode, isActive }) => ({ isoCode, isActive }));
  const custom = org
    .objects()
    .filter(({ kind }) => kind === 'custom')
    .map(({ name }) => name);
  const known = WITH_CURRENCY.filter((name) => org.object(name) !== undefined);
  for (const name of [...known, ...custom])
    org.addField(name, currencyFieldDeclaration('CurrencyIsoCode', corporate.isoCode, values));
  for (const name of ['User', 'Organization'])
    org.addField(name, currencyFieldDeclaration('DefaultCurrencyIsoCode', corporate.isoCode, values));
  writer.write(
    'CurrencyType',
    currencies.map(({ isoCode, rate, decimals, corporate: isCorporate, isActive }) => ({
      IsoCode: isoCode,
      ConversionRate: rate,
      DecimalPlaces: decimals,
      IsCorporate: isCorporate,
      IsActive: isActive,
    })),
  );
  writeDatedRates(org, writer, currencies);
}

/** Every day has a rate: the plain one before the first that is dated. Source: Object Reference, DatedConversionRate. */
function writeDatedRates(org: Org, writer: RowWriter, currencies: Seed['currencies']): void {
  if (!currencies.some(({ datedRates }) => datedRates.length > 0)) return;
  switchDatedRates(org, true);
  for (const { isoCode, rate, datedRates } of currencies) {
    const rates = datedRates.toSorted((a, b) => (a.startDate < b.startDate ? -1 : 1));
    if (rates[0]?.startDate !== FIRST_DAY) rates.unshift({ startDate: FIRST_DAY, rate });
    writer.write(
      'DatedConversionRate',
      rates.map((one, index) => ({
        IsoCode: isoCode,
        StartDate: one.startDate,
        NextStartDate: rates[index + 1]?.startDate ?? LAST_DAY,
        ConversionRate: one.rate,
      })),
    );
  }
}
