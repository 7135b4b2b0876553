/** Roll-up summaries as SQL over the children. Source: Salesforce Help, "Roll-Up Summary Field". */
import { formulaFieldSql, isFormula } from '../../../formula/formula-field.ts';
import type { FormulaGlobals } from '../../../formula/evaluate.ts';
import { convertedSql } from '../../../currency/rates-sql.ts';
import type { ObjectModel, Schema } from '../../schema/schema.ts';
import type { FieldDefinition, RollUpFilter, RollUpSummary } from '../../schema/types.ts';
import { quote, tableName } from '../../storage/tables.ts';

export interface RollUpSource {
  readonly schema: Schema;
  readonly globals: FormulaGlobals;
}

/** The object and field of `Line__c.Amount__c`. */
export function splitName(name: string): readonly [object: string, field: string] {
  const [object = '', field = ''] = name.split('.');
  return [object, field];
}

export function isRolledUpBy(rollUp: RollUpSummary, child: ObjectModel, lookup: FieldDefinition): boolean {
  return rollUp.summaryForeignKey.toLowerCase() === `${child.name}.${lookup.name}`.toLowerCase();
}

/** Counts and sums of nothing are zero; there is no least of nothing. */
export function emptyRollUp(rollUp: RollUpSummary): number | null {
  return rollUp.summaryOperation === 'count' || rollUp.summaryOperation === 'sum' ? 0 : null;
}

interface Parts {
  readonly child: ObjectModel;
  readonly lookup: FieldDefinition;
  /** SQL of what one child adds; `1` for a count. */
  readonly value: string;
  /** SQL conditions on a child. */
  readonly filters: readonly string[];
}

const ALIAS = 'c';

function partsOf(
  source: RollUpSource,
  rollUp: RollUpSummary,
  currencySql: string | undefined,
): Parts | undefined {
  const [objectName, lookupName] = splitName(rollUp.summaryForeignKey);
  const child = source.schema.get(objectName);
  const lookup = child?.field(lookupName);
  if (child === undefined || lookup === undefined) return undefined;
  const filters = rollUp.summaryFilterItems.map((filter) => filterSql(source, child, filter));
  return { child, lookup, value: contributionSql(source, child, rollUp, currencySql), filters };
}

/**
 * The value for one parent as a scalar query.
 *
 * @param parentSql SQL of the parent's id
 * @param currencySql SQL of the parent's currency; undefined in an org with one currency
 */
export function rollUpSql(
  source: RollUpSource,
  rollUp: RollUpSummary,
  parentSql: string,
  currencySql: string | undefined,
): string | undefined {
  const parts = partsOf(source, rollUp, currencySql);
  if (parts === undefined) return undefined;
  const { child, lookup, value, filters } = parts;
  const live = child.hasIsDeleted ? [`${ALIAS}."IsDeleted" = 0`] : [];
  const conditions = [`${ALIAS}.${quote(lookup.name)} = ${parentSql}`, ...live, ...filters];
  const what = {
    count: 'count(*)',
    // A sum keeps the digits that decimals would have.
    sum: `sf_sum(${value})`,
    min: `min(${value})`,
    max: `max(${value})`,
  }[rollUp.summaryOperation];
  return `(select ${what} from ${tableName(child.name)} ${ALIAS} where ${conditions.join(' and ')})`;
}

/** What one child adds, over a row of its stored fields given as parameters; no row when a filter keeps it out. */
export function contributionQuery(
  source: RollUpSource,
  rollUp: RollUpSummary,
  currencySql: string | undefined,
): { readonly sql: string; readonly fields: readonly FieldDefinition[] } | undefined {
  const parts = partsOf(source, rollUp, currencySql);
  if (parts === undefined) return undefined;
  const fields = parts.child.storedFields;
  const columns = fields.map((field) => `? as ${quote(field.name)}`).join(', ');
  const where = parts.filters.length === 0 ? '' : ` where ${parts.filters.join(' and ')}`;
  return { sql: `select ${parts.value} as value from (select ${columns}) ${ALIAS}${where}`, fields };
}

function contributionSql(
  source: RollUpSource,
  child: ObjectModel,
  rollUp: RollUpSummary,
  currencySql: string | undefined,
): string {
  if (rollUp.summaryOperation === 'count') return '1';
  const field = child.field(splitName(rollUp.summarizedField ?? '')[1]);
  if (field === undefined) return 'null';
  const sql = valueSql(source, child, field);
  if (field.type !== 'currency' || currencySql === undefined || !child.has('CurrencyIsoCode')) return sql;
  return convertedSql(sql, `${ALIAS}."CurrencyIsoCode"`, currencySql, undefined);
}

function valueSql(source: RollUpSource, model: ObjectModel, field: FieldDefinition): string {
  if (!isFormula(field)) return `${ALIAS}.${quote(field.name)}`;
  let aliases = 0;
  const nextAlias = (): string => {
    aliases += 1;
    return `${ALIAS}${aliases}`;
  };
  return formulaFieldSql((name) => source.schema.get(name), model, field, ALIAS, {
    ...source.globals,
    nextAlias,
  });
}

const OPERATORS: Readonly<Record<RollUpFilter['operation'], string>> = {
  equals: '=',
  notEqual: '<>',
  lessThan: '<',
  greaterThan: '>',
  lessOrEqual: '<=',
  greaterOrEqual: '>=',
};

function filterSql(source: RollUpSource, child: ObjectModel, filter: RollUpFilter): string {
  const field = child.field(splitName(filter.field)[1]);
  if (field === undefined) return '0';
  const sql = valueSql(source, child, field);
  const operator = OPERATORS[filter.operation];
  const values = filter.value.split(',').map((value) => literalSql(field, value.trim()));
  const each = values.map((value) =>
    value === 'null' ? `${sql} is ${operator === '=' ? '' : 'not '}null` : `${sql} ${operator} ${value}`,
  );
  // Empty is not equal to anything, so it is "not equal to" a value.
  if (operator === '<>') return `(${each.map((one) => `coalesce(${one}, 1)`).join(' and ')})`;
  return `(${each.join(' or ')})`;
}

function literalSql(field: FieldDefinition, value: string): string {
  if (value === '') return 'null';
  switch (field.type) {
    case 'boolean':
      return /^(?:true|1)$/i.test(value) ? '1' : '0';
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return Number.isFinite(Number(value)) ? String(Number(value)) : 'null';
    default:
      return `'${value.replaceAll("'", "''")}' collate nocase`;
  }
}
