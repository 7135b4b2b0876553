import { z } from 'zod';
import { Instant, Trouble } from './common-schemas.ts';

const Decimal = z.string().describe('A decimal number as text, so that no digit is lost');

/** A currency of the org. */
export const Currency = z
  .object({
    isoCode: z.string(),
    rate: Decimal.describe('Units of it for one of the corporate currency'),
    decimalPlaces: z.number().int(),
    active: z.boolean(),
    corporate: z.boolean(),
    dated: z.number().int().describe('How many rates it has that hold from a day on'),
  })
  .meta({ id: 'Currency' });
export type Currency = z.infer<typeof Currency>;

/** An object with amounts in currencies, and the view that has them in the corporate one. */
export const MoneyObject = z
  .object({
    object: z.string(),
    label: z.string(),
    fields: z.array(z.object({ field: z.string(), label: z.string(), column: z.string() })),
    view: z.string().nullable().describe('Null where the org has one currency'),
    dateField: z
      .string()
      .nullable()
      .describe('Field of the day whose rate Salesforce converts by, when rates are dated'),
  })
  .meta({ id: 'MoneyObject' });
export type MoneyObject = z.infer<typeof MoneyObject>;

export const Money = z
  .object({
    currencies: z.enum(['one', 'several']).describe('`several`: every record says its own currency'),
    corporateCurrency: z.string().nullable(),
    datedRates: z
      .boolean()
      .describe('Advanced currency management: opportunities convert by their close date'),
    ratesReadAt: Instant.nullable(),
    trouble: Trouble.nullable().describe('Why the rates could not be read'),
    rates: z.array(Currency),
    objects: z.array(MoneyObject),
  })
  .meta({ id: 'Money' });
export type Money = z.infer<typeof Money>;

/** An amount that is a sum of amounts of one currency. */
export const MoneySum = z
  .object({
    currency: z
      .string()
      .nullable()
      .describe('Null where the org has one currency, and of rows that say none'),
    rows: z.number().int().describe('Rows with an amount'),
    sum: Decimal,
  })
  .meta({ id: 'MoneySum' });
export type MoneySum = z.infer<typeof MoneySum>;

/** Rows of a group: a sum per currency, and one in the corporate currency where every row converts. Never a mixed sum. */
export const MoneyGroup = z
  .object({
    key: z.string().nullable().describe('Value of the column grouped by'),
    rows: z.number().int(),
    perCurrency: z.array(MoneySum),
    corporate: Decimal.nullable().describe('Null when a row does not convert'),
    unconverted: z.array(z.object({ reason: z.string(), rows: z.number().int() })),
  })
  .meta({ id: 'MoneyGroup' });
export type MoneyGroup = z.infer<typeof MoneyGroup>;

export const MoneySummary = z
  .object({
    object: z.string(),
    field: z.string(),
    groupBy: z.string().nullable(),
    corporateCurrency: z.string().nullable(),
    datedRates: z.boolean(),
    ratesReadAt: Instant.nullable(),
    total: MoneyGroup,
    groups: z.array(MoneyGroup).describe('Those with most rows first'),
    moreGroups: z.boolean(),
  })
  .meta({ id: 'MoneySummary' });
export type MoneySummary = z.infer<typeof MoneySummary>;
