/** Arithmetic. Null stands for what cannot be computed: a division by zero, the root of a negative number. */
import type { FormulaType } from './expression.ts';
import type { FormulaFunction } from './function-library.ts';
import { roundTo, toDecimal } from './decimal.ts';

const NUMBER: readonly FormulaType[] = ['number'];
const TEXT: readonly FormulaType[] = ['text'];

const one = (name: string, compute: (value: number) => number): FormulaFunction => ({
  name,
  parameters: [NUMBER],
  result: 'number',
  apply: (value: number) => toDecimal(compute(value)),
});

export const NUMBER_FUNCTIONS: readonly FormulaFunction[] = [
  one('NEGATE', (value) => 0 - value),
  one('ABS', Math.abs),
  one('SQRT', Math.sqrt),
  one('EXP', Math.exp),
  one('LN', Math.log),
  one('LOG', Math.log10),
  // Away from zero, and toward it. Source: Salesforce Help, "CEILING" and "FLOOR".
  one('CEILING', (value) => (value < 0 ? Math.floor(value) : Math.ceil(value))),
  one('FLOOR', (value) => Math.trunc(value) + 0),
  one('MCEILING', (value) => Math.ceil(value) + 0),
  one('MFLOOR', Math.floor),
  { name: 'PI', parameters: [], result: 'number', apply: () => toDecimal(Math.PI) },
  {
    name: 'ROUND',
    parameters: [NUMBER, NUMBER],
    result: 'number',
    apply: (value: number, digits: number) => roundTo(value, digits),
  },
  {
    name: 'TRUNC',
    parameters: [NUMBER, NUMBER],
    optional: 1,
    result: 'number',
    apply: (value: number, digits = 0) => {
      const factor = 10 ** Math.trunc(digits);
      return toDecimal(Math.trunc(toDecimal(value * factor)) / factor + 0);
    },
  },
  {
    name: 'MOD',
    parameters: [NUMBER, NUMBER],
    result: 'number',
    apply: (value: number, divisor: number) => toDecimal((value % divisor) + 0),
  },
  {
    name: '^',
    parameters: [NUMBER, NUMBER],
    result: 'number',
    apply: (base: number, exponent: number) => toDecimal(base ** exponent),
  },
  {
    name: 'MAX',
    parameters: [NUMBER],
    variadic: true,
    result: 'number',
    apply: (...values: number[]) => Math.max(...values),
  },
  {
    name: 'MIN',
    parameters: [NUMBER],
    variadic: true,
    result: 'number',
    apply: (...values: number[]) => Math.min(...values),
  },
  {
    name: 'VALUE',
    parameters: [TEXT],
    result: 'number',
    apply: (text: string) => (isNumber(text) ? Number(text) : null),
  },
  { name: 'ISNUMBER', parameters: [TEXT], result: 'boolean', apply: isNumber },
];

function isNumber(text: string): boolean {
  return /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*$/.test(text);
}
