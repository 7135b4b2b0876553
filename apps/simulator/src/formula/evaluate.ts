/** Computes a checked formula over one row that need not be in the table yet. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Row } from '../org/types.ts';
import { addDecimals, toDecimal } from './decimal.ts';
import type { Expression, FormulaValue, GlobalRow } from './expression.ts';
import { blankOf, callFunction } from './function-library.ts';

export interface FormulaGlobals {
  /** Milliseconds since 1970, by the org's clock. */
  now(): number;
  /** `2026-01-31`, in the user's time zone. */
  today(): string;
  /** The user's own row, profile …; undefined when there is none. */
  globalRow(which: GlobalRow): Readonly<Row> | undefined;
  hasCustomPermission(name: string): boolean;
  /** Units of the currency per unit of the corporate one. */
  rate(isoCode: unknown): number;
}

export interface FormulaRows extends FormulaGlobals {
  readonly row: Readonly<Row>;
  /** Undefined for a row that is being made. */
  readonly before: Readonly<Row> | undefined;
  read(model: ObjectModel, id: string): Readonly<Row> | undefined;
}

export function evaluate(expression: Expression, rows: FormulaRows): FormulaValue {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'permission':
      return rows.hasCustomPermission(expression.name);
    case 'global':
      return fromRow(expression.field, rows.globalRow(expression.row));
    case 'field':
      return readField(expression, rows, rows.row);
    case 'call': {
      const { call, type, args } = expression;
      return callFunction(
        call,
        type,
        args.map((arg) => evaluate(arg, rows)),
      );
    }
    default:
      return evaluateSpecial(expression, rows);
  }
}

function readField(
  expression: Expression & { kind: 'field' },
  rows: FormulaRows,
  start: Readonly<Row> | undefined,
): FormulaValue {
  let row = start;
  for (const { lookup, model } of expression.steps) {
    const id = row?.[lookup.name];
    row =
      typeof id === 'string' && id.startsWith(model.definition.keyPrefix ?? '')
        ? rows.read(model, id)
        : undefined;
  }
  const { field, formula, blankIsZero, type } = expression;
  let value: FormulaValue;
  if (formula === undefined) value = fromRow(field, row);
  else value = row === undefined ? blankOf(type) : evaluate(formula, { ...rows, row });
  if (expression.convert)
    value = converted(value, row?.['CurrencyIsoCode'], start?.['CurrencyIsoCode'], rows);
  return value === null && blankIsZero ? 0 : value;
}

function converted(value: FormulaValue, from: unknown, to: unknown, rows: FormulaRows): FormulaValue {
  if (typeof value !== 'number' || (from ?? to) === to) return value;
  return toDecimal((value * rows.rate(to)) / rows.rate(from));
}

/** A stored value as formulas see it: percents as fractions, ids in 15 characters. */
export function fromRow(field: FieldDefinition, row: Readonly<Row> | undefined): FormulaValue {
  const value = row?.[field.name] ?? null;
  switch (field.type) {
    case 'boolean':
      return value === 1 || value === true;
    case 'percent':
      return typeof value === 'number' ? value / 100 : null;
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'date':
    case 'datetime':
    case 'time':
      return value;
    case 'id':
    case 'reference':
      return typeof value === 'string' ? value.slice(0, 15) : '';
    default:
      return value ?? '';
  }
}

function evaluateSpecial(expression: Expression & { kind: 'special' }, rows: FormulaRows): FormulaValue {
  const { args } = expression;
  const value = (index: number): FormulaValue => {
    const arg = args[index];
    return arg === undefined ? null : evaluate(arg, rows);
  };
  switch (expression.name) {
    case 'IF':
      return value(0) === true ? value(1) : value(2);
    case 'CASE':
      return evaluateCase(args, rows);
    case 'AND':
      return args.every((arg) => evaluate(arg, rows) === true);
    case 'OR':
      return args.some((arg) => evaluate(arg, rows) === true);
    case 'NOT':
      return value(0) !== true;
    case 'ISBLANK':
      return isBlank(value(0));
    case 'BLANKVALUE': {
      const first = value(0);
      return isBlank(first) ? value(1) : first;
    }
    case '=':
      return value(0) === value(1);
    case '<':
    case '<=':
      return isBelow(value(0), value(1), expression.name === '<=');
    case '+':
    case '-':
    case '*':
    case '/':
      return compute(expression.name, value(0), value(1));
    case 'TODAY':
      return rows.today();
    case 'NOW':
      return new Date(rows.now()).toISOString();
    case 'ISNEW':
      return rows.before === undefined;
    case 'ISCHANGED': {
      const { before } = rows;
      return before !== undefined && value(0) !== prior(args, rows, before);
    }
    default:
      // PRIORVALUE
      return rows.before === undefined ? value(0) : prior(args, rows, rows.before);
  }
}

function prior(args: readonly Expression[], rows: FormulaRows, before: Readonly<Row>): FormulaValue {
  const [field] = args;
  return field?.kind === 'field' ? readField(field, rows, before) : null;
}

function evaluateCase(args: readonly Expression[], rows: FormulaRows): FormulaValue {
  const [subject, ...rest] = args.map((arg) => () => evaluate(arg, rows));
  const wanted = subject?.() ?? null;
  for (let index = 0; index + 1 < rest.length; index += 2) {
    if (rest[index]?.() === wanted) return rest[index + 1]?.() ?? null;
  }
  return rest.at(-1)?.() ?? null;
}

function isBlank(value: FormulaValue): boolean {
  return value === null || value === '';
}

function isBelow(left: FormulaValue, right: FormulaValue, orEqual: boolean): boolean {
  if (left === null || right === null) return false;
  return left < right || (orEqual && left === right);
}

function compute(operator: '+' | '-' | '*' | '/', left: FormulaValue, right: FormulaValue): number | null {
  if (typeof left !== 'number' || typeof right !== 'number') return null;
  if (operator === '+' || operator === '-')
    return finite(addDecimals(left, operator === '+' ? right : -right));
  return finite(toDecimal(operator === '*' ? left * right : left / right));
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
