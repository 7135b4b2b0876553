/** Formula fields: what a row's formula comes to, as the field that shows it. */
import type { ObjectModel } from '../org/schema/schema.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Scalar } from '../org/types.ts';
import { checkFieldFormula } from './check.ts';
import { toDecimal } from './decimal.ts';
import { evaluate, type FormulaRows } from './evaluate.ts';
import { TYPE_NAMES, type Expression } from './expression.ts';
import { FormulaError } from './formula-error.ts';
import { typeOf } from './names.ts';
import { toSql, type SqlGlobals } from './to-sql.ts';

export type ObjectFinder = (name: string) => ObjectModel | undefined;

export function isFormula(field: FieldDefinition): boolean {
  return field.calculatedFormula !== null;
}

/** @throws FormulaError when the formula is wrong, or of another type than its field */
export function checkFormulaField(
  object: ObjectFinder,
  model: ObjectModel,
  field: FieldDefinition,
): Expression {
  const expression = checkFieldFormula({ model, object, within: [] }, field);
  const wanted = typeOf(field) ?? 'text';
  const given = expression.type;
  if (given !== wanted && given !== 'null') {
    const message = `Formula result is data type (${TYPE_NAMES[given]}), incompatible with expected data type (${TYPE_NAMES[wanted]}).`;
    throw new FormulaError(message, field.calculatedFormula ?? '', 0);
  }
  return expression;
}

/** Undefined when the formula has lost what it was made of: the field shows nothing then. */
function formulaOf(object: ObjectFinder, model: ObjectModel, field: FieldDefinition): Expression | undefined {
  try {
    return checkFormulaField(object, model, field);
  } catch (error) {
    if (error instanceof FormulaError) return undefined;
    throw error;
  }
}

/** SQL of a formula field's value, stored like any other field's. */
export function formulaFieldSql(
  object: ObjectFinder,
  model: ObjectModel,
  field: FieldDefinition,
  alias: string,
  globals: SqlGlobals,
): string {
  const expression = formulaOf(object, model, field);
  if (expression === undefined) return 'null';
  const sql = toSql(expression, alias, globals);
  if (field.type === 'percent') return `sf_decimal(${sql} * 100.0)`;
  return typeOf(field) === 'text' ? `(nullif(${sql}, '') collate nocase)` : sql;
}

/** The same, over a row that need not be in the table. */
export function formulaFieldValue(
  object: ObjectFinder,
  model: ObjectModel,
  field: FieldDefinition,
  rows: FormulaRows,
): Scalar {
  const expression = formulaOf(object, model, field);
  const value = expression === undefined ? null : evaluate(expression, rows);
  if (value === '') return null;
  if (field.type === 'percent' && typeof value === 'number') return toDecimal(value * 100);
  return typeof value === 'boolean' ? Number(value) : value;
}
