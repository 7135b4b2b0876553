/** Amounts from one currency to another, as SQL. Source: facts 8.2. */
import type { ObjectModel } from '../org/schema/schema.ts';

/** Objects whose amounts convert by the rate of a day, and the path to that day. Source: Salesforce Help, "About Advanced Currency Management". */
const DATED_BY: Readonly<Record<string, (alias: string) => string>> = {
  Opportunity: (alias) => `${alias}."CloseDate"`,
  OpportunityLineItem: (alias) =>
    `(select d."CloseDate" from "o_Opportunity" d where d."Id" = ${alias}."OpportunityId")`,
  OpportunityHistory: (alias) => `${alias}."CloseDate"`,
};

/** SQL of the day whose rate a row's amounts convert by; undefined when it is today's. */
export function rateDateSql(model: ObjectModel, alias: string, dated: boolean): string | undefined {
  return dated ? DATED_BY[model.name]?.(alias) : undefined;
}

/** Units of a currency per unit of the corporate one; a currency nobody knows counts as the corporate one. */
function rateSql(isoSql: string, dateSql: string | undefined): string {
  const fixed = `select r."ConversionRate" from "o_CurrencyType" r where r."IsoCode" = ${isoSql}`;
  if (dateSql === undefined) return `coalesce((${fixed}), 1.0)`;
  const dated = `select r."ConversionRate" from "o_DatedConversionRate" r where r."IsoCode" = ${isoSql}
    and r."StartDate" <= ${dateSql} and (r."NextStartDate" is null or r."NextStartDate" > ${dateSql})`;
  return `coalesce((${dated}), (${fixed}), 1.0)`;
}

/** SQL of an amount in another currency; unchanged where the currencies are the same. */
export function convertedSql(
  amountSql: string,
  fromSql: string,
  toSql: string,
  dateSql: string | undefined,
): string {
  const converted = `sf_decimal(${amountSql} * ${rateSql(toSql, dateSql)} / ${rateSql(fromSql, dateSql)})`;
  return `(case when coalesce(${fromSql}, ${toSql}) = ${toSql} then ${amountSql} else ${converted} end)`;
}
