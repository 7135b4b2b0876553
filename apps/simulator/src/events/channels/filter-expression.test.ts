import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileFilter, FilterError } from './filter-expression.ts';

const COLUMNS = ['Name', 'Size', 'Open', 'Day'];
const passes = (expression: string, told: Record<string, string | number | null>): boolean =>
  compileFilter(expression, (name) => COLUMNS.find((one) => one.toLowerCase() === name.toLowerCase()))(told);

test('comparisons, lists, patterns and their combinations', () => {
  const told = { Name: "O'Hara", Size: 7, Open: 1, Day: '2026-02-03', Gone: null };
  const yes = [
    String.raw`name = 'o\'hara'`,
    "Name LIKE 'O_Ha%'",
    'Size >= 7 AND Size < 8',
    "Size IN (1, 7) AND NOT Name IN ('a', 'b')",
    'Open = true',
    'Day > 2026-01-31',
    "Size = 1 OR (Size = 7 AND Name != 'x')",
  ];
  for (const expression of yes) assert.equal(passes(expression, told), true, expression);
  for (const expression of ["Name = 'x'", 'Size > 7', 'Open = false', 'Day <= 2026-02-02']) {
    assert.equal(passes(expression, told), false, expression);
  }
  assert.equal(passes('Name = null', {}), true);
  assert.equal(passes('Size < 3', {}), false);
});

test('what is no expression is refused', () => {
  for (const expression of [
    '',
    "WHERE Name = 'x'",
    'Name =',
    'Name = Size',
    "Other = 'x'",
    "(Name = 'x'",
    'Name # 1',
  ]) {
    assert.throws(() => passes(expression, {}), FilterError, expression);
  }
});
