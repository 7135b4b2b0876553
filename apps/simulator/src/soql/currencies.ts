/** Amounts in orgs with several currencies. Source: SOQL and SOSL Reference, "convertCurrency()". */
import { convertedSql, rateDateSql } from '../currency/rates-sql.ts';
import { defineField } from '../org/schema/define.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { FunctionCall, Literal } from './ast.ts';
import type { QueryRun } from './context.ts';
import { malformed } from './marker.ts';
import type { ResolvedField, Scope } from './scope.ts';
import { userCalendar } from './user-calendar.ts';

interface Amount {
  readonly sql: string;
  /** SQL of the row's currency. */
  readonly isoSql: string;
  readonly dateSql: string | undefined;
}

function hasCurrencies(run: QueryRun): boolean {
  return run.context.schema.get('CurrencyType') !== undefined;
}

/** Undefined for what is no amount in a currency of its own. */
function amountOf(run: QueryRun, resolved: ResolvedField): Amount | undefined {
  const { field, model, alias, sql } = resolved;
  if (field.type !== 'currency' || !hasCurrencies(run)) return undefined;
  if (model?.has('CurrencyIsoCode') !== true || alias === undefined) return undefined;
  return {
    sql,
    isoSql: `${alias}."CurrencyIsoCode"`,
    dateSql: rateDateSql(model, alias, run.context.datedRates()),
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL of the corporate currency. */
const CORPORATE = '(select "IsoCode" from "o_CurrencyType" where "IsCorporate" = 1)';

/** SQL of the user's own currency. */
function userCurrency(run: QueryRun): string {
  const user = run.context.formulaGlobals(run.caller.userId).globalRow('$User');
  const iso = user?.['DefaultCurrencyIsoCode'] ?? user?.['CurrencyIsoCode'];
  return typeof iso === 'string' ? quoted(iso) : CORPORATE;
}

/** The amount in the user's currency; in an org with one currency the amount. */
export function toUserCurrency(run: QueryRun, resolved: ResolvedField): string {
  const amount = amountOf(run, resolved);
  if (amount === undefined) return resolved.sql;
  return convertedSql(amount.sql, amount.isoSql, userCurrency(run), amount.dateSql);
}

/** Aggregates and sorting compare amounts in the organization's own currency. */
export function toCorporateCurrency(run: QueryRun, resolved: ResolvedField): string {
  const amount = amountOf(run, resolved);
  if (amount === undefined) return resolved.sql;
  return convertedSql(amount.sql, amount.isoSql, CORPORATE, amount.dateSql);
}

/** `Amount > USD5000`: the row's amount in that currency. */
export function toLiteralCurrency(run: QueryRun, resolved: ResolvedField, literal: Literal): string {
  const amount = amountOf(run, resolved);
  if (amount === undefined || !literal.type.endsWith('_WITH_CURRENCY_PREFIX')) return resolved.sql;
  return convertedSql(
    amount.sql,
    amount.isoSql,
    quoted(literal.text.slice(0, 3).toUpperCase()),
    amount.dateSql,
  );
}

/** @throws SalesforceError where convertCurrency() may not stand */
export function refuseConvertCurrency(call: FunctionCall): void {
  if (call.name === 'CONVERTCURRENCY') {
    throw malformed('convertCurrency() can only be used in the SELECT list, and not in a grouped query');
  }
}

/** FORMAT() of a field, or of what a function makes of one. */
export function formatSql(
  scope: Scope,
  resolved: ResolvedField,
  inner: FunctionCall | undefined,
): { readonly sql: string; readonly field: FieldDefinition } {
  const { run } = scope;
  const { field, sql } = resolved;
  const shown = defineField({ name: field.name, type: 'string' });
  const user = run.context.formulaGlobals(run.caller.userId).globalRow('$User');
  const locale = quoted(String(user?.['LocaleSidKey'] ?? 'en_US'));
  const scale = field.type === 'int' || field.type === 'long' ? 0 : field.scale;
  if (field.type === 'currency' && hasCurrencies(run)) {
    const amount = amountOf(run, resolved);
    const mine = userCurrency(run);
    if (amount !== undefined) {
      const converted = convertedSql(sql, amount.isoSql, mine, amount.dateSql);
      return {
        sql: `sf_format_money(${sql}, ${amount.isoSql}, ${converted}, ${mine}, ${locale}, ${scale})`,
        field: shown,
      };
    }
    const iso = inner?.name === 'CONVERTCURRENCY' ? mine : CORPORATE;
    return { sql: `sf_format_money(${sql}, ${iso}, null, null, ${locale}, ${scale})`, field: shown };
  }
  const zone = quoted(userCalendar(run).timeZone);
  return { sql: `sf_format(${sql}, '${field.type}', ${scale}, ${locale}, ${zone})`, field: shown };
}

/** toLabel(): a picklist's labels in place of its values. */
export function labelSql({ field, sql }: ResolvedField): string {
  const differing = field.picklistValues.filter(({ value, label }) => value !== label);
  if (differing.length === 0) return sql;
  const branches = differing.map(({ value, label }) => `when ${quoted(value)} then ${quoted(label)}`);
  return `(case ${sql} ${branches.join(' ')} else ${sql} end collate nocase)`;
}
