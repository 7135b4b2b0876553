/** A checked formula as an SQL expression over a table's alias, so that queries filter, sort and group by formula fields. */
import type { DatabaseSync } from 'node:sqlite';
import { convertedSql } from '../currency/rates-sql.ts';
import { quote, tableName } from '../org/storage/tables.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import { addDecimals, toDecimal } from './decimal.ts';
import { fromRow, type FormulaGlobals } from './evaluate.ts';
import type { Expression, FormulaType, FormulaValue } from './expression.ts';
import { allFunctions, blankOf, callFunction, sqlFunctionName } from './function-library.ts';

export interface SqlGlobals extends FormulaGlobals {
  /** A table alias nobody else in this query has. */
  nextAlias(): string;
}

/** Makes the library callable from SQL. */
export function registerFormulaFunctions(database: DatabaseSync): void {
  const options = { deterministic: true, varargs: true };
  database.function('sf_decimal', { deterministic: true }, (value) =>
    typeof value === 'number' ? toDecimal(value) : null,
  );
  database.function('sf_add', { deterministic: true }, (a, b) =>
    typeof a === 'number' && typeof b === 'number' ? addDecimals(a, b) : null,
  );
  database.aggregate('sf_sum', {
    start: 0,
    step: (sum, value) => (typeof value === 'number' ? addDecimals(Number(sum), value) : sum),
  });
  for (const one of allFunctions()) {
    const type = typeof one.result === 'string' ? one.result : 'text';
    database.function(sqlFunctionName(one), options, (...values) => {
      const result = callFunction(one, type, values as FormulaValue[]);
      return typeof result === 'boolean' ? Number(result) : result;
    });
  }
}

export function toSql(expression: Expression, alias: string, globals: SqlGlobals): string {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'permission':
      return literal(globals.hasCustomPermission(expression.name));
    case 'global':
      return literal(fromRow(expression.field, globals.globalRow(expression.row)));
    case 'field':
      return fieldSql(expression, alias, globals);
    case 'call': {
      const args = expression.args.map((arg) => toSql(arg, alias, globals));
      return `${sqlFunctionName(expression.call)}(${args.join(', ')})`;
    }
    default:
      return specialSql(expression, alias, globals);
  }
}

function literal(value: FormulaValue): string {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  // Always with a point: SQL divides whole numbers into whole numbers.
  return Number.isInteger(value) ? `${value.toFixed(0)}.0` : String(value);
}

function fieldSql(expression: Expression & { kind: 'field' }, alias: string, globals: SqlGlobals): string {
  const { steps, field, formula, type } = expression;
  let source = alias;
  let id = '';
  const tables: string[] = [];
  for (const [index, { lookup, model }] of steps.entries()) {
    const lookupSql = `${source}.${quote(lookup.name)}`;
    source = globals.nextAlias();
    if (index === 0) {
      tables.push(`${tableName(model.name)} ${source}`);
      id = `${source}."Id" = ${lookupSql}`;
    } else {
      tables.push(`join ${tableName(model.name)} ${source} on ${source}."Id" = ${lookupSql}`);
    }
  }
  let sql = formula === undefined ? columnSql(field, source) : toSql(formula, source, globals);
  if (expression.convert) {
    sql = convertedSql(sql, `${source}."CurrencyIsoCode"`, `${alias}."CurrencyIsoCode"`, undefined);
  }
  if (steps.length > 0) sql = withBlank(`(select ${sql} from ${tables.join(' ')} where ${id})`, type);
  return expression.blankIsZero ? `coalesce(${sql}, 0.0)` : sql;
}

/** A stored value as formulas see it; the same as `fromRow`. */
function columnSql(field: FieldDefinition, alias: string): string {
  const column = `${alias}.${quote(field.name)}`;
  switch (field.type) {
    case 'boolean':
      return `coalesce(${column}, 0)`;
    case 'percent':
      return `(${column} / 100.0)`;
    case 'int':
    case 'long':
      return `(${column} * 1.0)`;
    case 'double':
    case 'currency':
    case 'date':
    case 'datetime':
    case 'time':
      return column;
    case 'id':
    case 'reference':
      return `coalesce(substr(${column}, 1, 15), '')`;
    default:
      // A function's value has no collation of its own: formulas tell upper case from lower case.
      return `coalesce(${column}, '')`;
  }
}

/** Where there is no parent row, there still is a blank. */
function withBlank(sql: string, type: FormulaType): string {
  const blank = blankOf(type);
  return blank === null ? sql : `coalesce(${sql}, ${literal(blank)})`;
}

function specialSql(
  expression: Expression & { kind: 'special' },
  alias: string,
  globals: SqlGlobals,
): string {
  const args = expression.args.map((arg) => toSql(arg, alias, globals));
  const [first = 'null', second = 'null', third = 'null'] = args;
  switch (expression.name) {
    case 'IF':
      return `(case when ${first} then ${second} else ${third} end)`;
    case 'CASE':
      return caseSql(args);
    case 'AND':
      return `(${args.join(' and ')})`;
    case 'OR':
      return `(${args.join(' or ')})`;
    case 'NOT':
      return `(not ${first})`;
    case 'ISBLANK':
      return `(coalesce(${first}, '') = '')`;
    case 'BLANKVALUE':
      return `coalesce(nullif(${first}, ''), ${second})`;
    case '=':
      return `(${first} is ${second})`;
    case '<':
    case '<=':
      return `coalesce(${first} ${expression.name} ${second}, 0)`;
    case '+':
      return `sf_add(${first}, ${second})`;
    case '-':
      return `sf_add(${first}, -(${second}))`;
    case '*':
    case '/':
      return `sf_decimal(${first} ${expression.name} ${second})`;
    case 'TODAY':
      return literal(globals.today());
    case 'NOW':
      return literal(new Date(globals.now()).toISOString());
    default:
      // The checker lets what asks for earlier values into validation rules only.
      throw new Error(`${expression.name} has no SQL.`);
  }
}

function caseSql(args: readonly string[]): string {
  const [subject = 'null', ...rest] = args;
  const branches: string[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) {
    branches.push(`when ${subject} is ${rest[index]} then ${rest[index + 1]}`);
  }
  return `(case ${branches.join(' ')} else ${rest.at(-1) ?? 'null'} end)`;
}
