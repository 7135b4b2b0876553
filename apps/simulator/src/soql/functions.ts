/** SOQL's functions as SQL. */
import { defineField } from '../org/schema/define.ts';
import type { FieldDefinition, FieldType } from '../org/schema/types.ts';
import type { FunctionCall } from './ast.ts';
import { formatSql, labelSql, toCorporateCurrency, toUserCurrency } from './currencies.ts';
import { queryError, findWord, malformed } from './marker.ts';
import type { ResolvedField, Scope } from './scope.ts';
import { groupingSql } from './subtotals.ts';
import { sortable } from './text-order.ts';
import { isUtc } from './time-zone.ts';
import { userCalendar } from './user-calendar.ts';

const AGGREGATES = new Set(['COUNT', 'COUNT_DISTINCT', 'SUM', 'AVG', 'MIN', 'MAX', 'GROUPING']);

export function isAggregate(call: FunctionCall): boolean {
  return AGGREGATES.has(call.name);
}

/** SQL of the function's value, and a field that says how the value is compared and shown. */
export interface ResolvedFunction {
  readonly sql: string;
  readonly field: FieldDefinition;
}

/** Integer SQL over a stored date or datetime, both of which begin `YYYY-MM-DD`. */
function datePart(name: string, value: string, fiscalStartMonth: number): string | undefined {
  const year = `cast(substr(${value}, 1, 4) as integer)`;
  const month = `cast(substr(${value}, 6, 2) as integer)`;
  const date = `substr(${value}, 1, 10)`;
  const dayOfYear = `cast(strftime('%j', ${date}) as integer)`;
  const fiscalMonth = `((${month} - ${fiscalStartMonth} + 12) % 12 + 1)`;
  const parts: Readonly<Record<string, string>> = {
    CALENDAR_YEAR: year,
    CALENDAR_MONTH: month,
    CALENDAR_QUARTER: `((${month} + 2) / 3)`,
    DAY_IN_MONTH: `cast(substr(${value}, 9, 2) as integer)`,
    DAY_IN_WEEK: `(cast(strftime('%w', ${date}) as integer) + 1)`,
    DAY_IN_YEAR: dayOfYear,
    WEEK_IN_YEAR: `((${dayOfYear} - 1) / 7 + 1)`,
    WEEK_IN_MONTH: `((cast(substr(${value}, 9, 2) as integer) - 1) / 7 + 1)`,
    HOUR_IN_DAY: `cast(substr(${value}, 12, 2) as integer)`,
    FISCAL_MONTH: fiscalMonth,
    FISCAL_QUARTER: `((${fiscalMonth} + 2) / 3)`,
    // A fiscal year is named after the calendar year it ends in. Source: Salesforce Help, "Set the Fiscal Year".
    FISCAL_YEAR: fiscalStartMonth === 1 ? year : `(${year} + (${month} >= ${fiscalStartMonth}))`,
  };
  return parts[name];
}

function argument(scope: Scope, call: FunctionCall): ResolvedField {
  const [first] = call.args;
  if (first === undefined) throw malformed(`unexpected token: '${call.raw}'`);
  if (first.kind === 'function') {
    if (first.name === 'CONVERTTIMEZONE') {
      const inner = argument(scope, first);
      const { timeZone } = userCalendar(scope.run);
      if (inner.field.type !== 'datetime' || isUtc(timeZone)) return inner;
      return { ...inner, sql: `sf_local(${inner.sql}, '${timeZone.replaceAll("'", "''")}')` };
    }
    const inner = resolveFunction(scope, first);
    return { ...inner, model: undefined, alias: undefined, parents: [] };
  }
  return scope.resolve(first);
}

/** Text that differs only in case counts once. */
function distinctSql({ sql, field }: ResolvedField): string {
  return sortable(sql, field);
}

function numberField(name: string, type: FieldType): FieldDefinition {
  return defineField({ name, type, precision: 18 });
}

/**
 * Types that no aggregate function takes.
 * Source: SOQL and SOSL Reference, "Support for Field Types in Aggregate Functions"; the text is that of SUM over a text.
 */
const NEVER_AGGREGATED = new Set<FieldType>([
  'address',
  'anyType',
  'base64',
  'boolean',
  'encryptedstring',
  'location',
  'multipicklist',
  'time',
]);
/** A longer text area is a long one. */
const SHORT_TEXT = 255;

function aggregated(scope: Scope, call: FunctionCall): ReturnType<typeof argument> {
  const resolved = argument(scope, call);
  const { name, type, length } = resolved.field;
  if (NEVER_AGGREGATED.has(type) || (type === 'textarea' && length > SHORT_TEXT)) {
    const message = `field ${name} does not support aggregate operator ${call.name}`;
    throw queryError(scope.run.soql, findWord(scope.run.soql, call.name), 'MALFORMED_QUERY', message);
  }
  return resolved;
}

/** @throws SalesforceError for unknown functions and fields */
export function resolveFunction(scope: Scope, call: FunctionCall): ResolvedFunction {
  switch (call.name) {
    case 'COUNT':
      if (call.args.length === 0) return { sql: 'count(*)', field: numberField('count', 'int') };
      return { sql: `count(${aggregated(scope, call).sql})`, field: numberField('count', 'int') };
    case 'COUNT_DISTINCT':
      return {
        sql: `count(distinct ${distinctSql(aggregated(scope, call))})`,
        field: numberField('count', 'int'),
      };
    case 'SUM':
    case 'AVG': {
      const resolved = argument(scope, call);
      const { field } = resolved;
      const amount = toCorporateCurrency(scope.run, resolved);
      if (!['int', 'long', 'double', 'currency', 'percent'].includes(field.type)) {
        const message = `field ${field.name} does not support aggregate operator ${call.name}`;
        throw queryError(scope.run.soql, findWord(scope.run.soql, call.name), 'MALFORMED_QUERY', message);
      }
      return {
        // As decimals add up: 0.1 and 0.2 are 0.3.
        sql: call.name === 'SUM' ? `sf_decimal(sum(${amount}))` : `avg(${amount})`,
        field: numberField(call.name, call.name === 'AVG' ? 'double' : field.type),
      };
    }
    case 'MIN':
    case 'MAX': {
      const resolved = aggregated(scope, call);
      const sql = toCorporateCurrency(scope.run, resolved);
      return { sql: `${call.name.toLowerCase()}(${sql})`, field: resolved.field };
    }
    case 'GROUPING':
      return { sql: groupingSql(argument(scope, call).sql), field: numberField('grouping', 'int') };
    case 'TOLABEL': {
      const resolved = argument(scope, call);
      return { sql: labelSql(resolved), field: { ...resolved.field, restrictedPicklist: false } };
    }
    case 'CONVERTCURRENCY': {
      const resolved = argument(scope, call);
      return { sql: toUserCurrency(scope.run, resolved), field: resolved.field };
    }
    case 'FORMAT': {
      const [first] = call.args;
      return formatSql(scope, argument(scope, call), first?.kind === 'function' ? first : undefined);
    }
    case 'CONVERTTIMEZONE': {
      const { sql, field } = argument(scope, call);
      return { sql, field };
    }
    case 'DAY_ONLY':
      return {
        sql: `substr(${argument(scope, call).sql}, 1, 10)`,
        field: defineField({ name: 'DAY_ONLY', type: 'date' }),
      };
    case 'DISTANCE':
      return distanceFunction(scope, call);
    default: {
      const [first] = call.args;
      const part =
        first === undefined
          ? undefined
          : datePart(call.name, argument(scope, call).sql, scope.run.context.fiscalYearStartMonth());
      if (part === undefined) throw malformed(`unexpected token: '${call.name}'`);
      return { sql: part, field: numberField(call.name, 'int') };
    }
  }
}

/** `DISTANCE(Location__c, GEOLOCATION(37.7, -122.4), 'mi')` */
function distanceFunction(scope: Scope, call: FunctionCall): ResolvedFunction {
  const [place, point, unit] = call.args;
  if (place?.kind !== 'path' || point?.kind !== 'function' || unit?.kind !== 'path')
    throw malformed("unexpected token: 'DISTANCE'");
  const compound = scope.resolve(place);
  const part = (axis: string): string => {
    const field = compound.model?.definition.fields.find(
      (candidate) => candidate.compoundFieldName === compound.field.name && candidate.name.includes(axis),
    );
    if (field === undefined || compound.alias === undefined) throw malformed("unexpected token: 'DISTANCE'");
    return `${compound.alias}."${field.name}"`;
  };
  const [latitude, longitude] = point.args.map((arg) => Number(arg.raw));
  if (!Number.isFinite(latitude) || !Number.isFinite(longitude))
    throw malformed("unexpected token: 'GEOLOCATION'");
  const measure = unit.raw.toLowerCase().includes('mi') ? 'mi' : 'km';
  return {
    sql: `sf_distance(${part('Latitude')}, ${part('Longitude')}, ${latitude}, ${longitude}, '${measure}')`,
    field: numberField('DISTANCE', 'double'),
  };
}
