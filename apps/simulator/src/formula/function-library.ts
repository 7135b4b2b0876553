/** Functions whose arguments are all computed first. Source: Salesforce Help, "Formula Operators and Functions". */
import { DATE_FUNCTIONS } from './date-functions.ts';
import type { FormulaType, FormulaValue } from './expression.ts';
import { NUMBER_FUNCTIONS } from './number-functions.ts';
import { TEXT_FUNCTIONS } from './text-functions.ts';

export interface FormulaFunction {
  readonly name: string;
  /** Types that each argument may have. */
  readonly parameters: readonly (readonly FormulaType[])[];
  /** How many of the last parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be given any number of times. */
  readonly variadic?: boolean;
  readonly result: FormulaType | ((types: readonly FormulaType[]) => FormulaType);
  /** Gets no nulls; null stands for what Salesforce shows as `#Error!` and its API as null. */
  // oxlint-disable-next-line typescript/no-explicit-any -- the checker has seen to the types of arguments
  readonly apply: (...values: any[]) => FormulaValue;
}

const LIBRARY = [...TEXT_FUNCTIONS, ...NUMBER_FUNCTIONS, ...DATE_FUNCTIONS];
const BY_NAME = new Map<string, FormulaFunction[]>();
for (const one of LIBRARY) BY_NAME.set(one.name, [...(BY_NAME.get(one.name) ?? []), one]);

/** Every function of that name: the types of the arguments tell which one is meant. */
export function functionsNamed(name: string): readonly FormulaFunction[] {
  return BY_NAME.get(name) ?? [];
}

/** What a function is called in SQL. */
export function sqlFunctionName(one: FormulaFunction): string {
  return `sf_formula_${LIBRARY.indexOf(one)}`;
}

export function allFunctions(): readonly FormulaFunction[] {
  return LIBRARY;
}

/** A blank argument makes the answer blank, except blank texts, which are empty. */
export function callFunction(
  one: FormulaFunction,
  type: FormulaType,
  values: readonly FormulaValue[],
): FormulaValue {
  const result = values.includes(null) ? null : one.apply(...values);
  if (typeof result === 'number' && !Number.isFinite(result)) return null;
  return result ?? blankOf(type);
}

/** What nothing looks like among values of a type. */
export function blankOf(type: FormulaType): FormulaValue {
  if (type === 'text' || type === 'picklist' || type === 'multipicklist') return '';
  return type === 'boolean' ? false : null;
}
