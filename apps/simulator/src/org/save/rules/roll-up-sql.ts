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

/**
 * The value for one parent as a scalar query.
 *
 * @param parentSql SQL of the parent's id
 * @param currencySql SQL of the parent's currency; undefined in an org with one currency
 */
export function rollUpSql(
  source: RollUpSource,
  field: FieldDefinition,
  parentSql: string,
  currencySql: string | undefined,
): string | undefined {
  const { rollUp } = field;
  if (rollUp === null) return undefined;
  const [objectName, lookupName] = splitName(rollUp.summaryForeignKey);
  const child = source.schema.get(objectName);
  const lookup = child?.field(lookupName);
  if (child === undefined || lookup === undefined) return undefined;
  const alias = 'c';
  const conditions = [`${alias}.${quote(lookup.name)} = ${parentSql}`];
  if (child.hasIsDeleted) conditions.push(`${alias}."IsDeleted" = 0`);
  for (const filter of rollUp.summaryFilterItems) conditions.push(filterSql(source, child, filter, alias));
  const what = summarized(source, child, rollUp, alias, currencySql);
  return `(select ${what} from ${tableName(child.name)} ${alias} where ${conditions.join(' and ')})`;
}

function summarized(
  source: RollUpSource,
  child: ObjectModel,
  rollUp: RollUpSummary,
  alias: string,
  currencySql: string | undefined,
): string {
  if (rollUp.summaryOperation === 'count') return 'count(*)';
  const field = child.field(splitName(rollUp.summarizedField ?? '')[1]);
  if (field === undefined) return 'null';
  let sql = valueSql(source, child, field, alias);
  if (field.type === 'currency' && currencySql !== undefined && child.has('CurrencyIsoCode')) {
    sql = convertedSql(sql, `${alias}."CurrencyIsoCode"`, currencySql, undefined);
  }
  // A sum keeps the digits that decimals would have.
  return rollUp.summaryOperation === 'sum'
    ? `coalesce(sf_decimal(sum(${sql})), 0)`
    : `${rollUp.summaryOperation}(${sql})`;
}

function valueSql(source: RollUpSource, model: ObjectModel, field: FieldDefinition, alias: string): string {
  if (!isFormula(field)) return `${alias}.${quote(field.name)}`;
  let aliases = 0;
  const nextAlias = (): string => {
    aliases += 1;
    return `${alias}${aliases}`;
  };
  return formulaFieldSql((name) => source.schema.get(name), model, field, alias, {
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

function filterSql(source: RollUpSource, child: ObjectModel, filter: RollUpFilter, alias: string): string {
  const field = child.field(splitName(filter.field)[1]);
  if (field === undefined) return '0';
  const sql = valueSql(source, child, field, alias);
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
      return `'${value.replaceAll("'", "''")}'`;
  }
}
