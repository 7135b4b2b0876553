import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dateSpan } from './date-literals.ts';

/** A Wednesday. */
const NOW = Date.parse('2026-05-13T10:00:00Z');

const CASES: readonly (readonly [literal: string, start: string, end: string])[] = [
  ['TODAY', '2026-05-13', '2026-05-14'],
  ['YESTERDAY', '2026-05-12', '2026-05-13'],
  ['TOMORROW', '2026-05-14', '2026-05-15'],
  ['THIS_WEEK', '2026-05-10', '2026-05-17'],
  ['LAST_WEEK', '2026-05-03', '2026-05-10'],
  ['NEXT_WEEK', '2026-05-17', '2026-05-24'],
  ['THIS_MONTH', '2026-05-01', '2026-06-01'],
  ['LAST_MONTH', '2026-04-01', '2026-05-01'],
  ['NEXT_MONTH', '2026-06-01', '2026-07-01'],
  ['LAST_90_DAYS', '2026-02-12', '2026-05-14'],
  ['NEXT_90_DAYS', '2026-05-14', '2026-08-12'],
  ['LAST_N_DAYS:3', '2026-05-10', '2026-05-14'],
  ['NEXT_N_DAYS:3', '2026-05-14', '2026-05-17'],
  ['N_DAYS_AGO:3', '2026-05-10', '2026-05-11'],
  ['LAST_N_WEEKS:2', '2026-04-26', '2026-05-10'],
  ['N_WEEKS_AGO:1', '2026-05-03', '2026-05-10'],
  ['LAST_N_MONTHS:2', '2026-03-01', '2026-05-01'],
  ['NEXT_N_MONTHS:2', '2026-06-01', '2026-08-01'],
  ['N_MONTHS_AGO:5', '2025-12-01', '2026-01-01'],
  ['THIS_QUARTER', '2026-04-01', '2026-07-01'],
  ['LAST_QUARTER', '2026-01-01', '2026-04-01'],
  ['NEXT_N_QUARTERS:3', '2026-07-01', '2027-04-01'],
  ['THIS_YEAR', '2026-01-01', '2027-01-01'],
  ['LAST_N_YEARS:2', '2024-01-01', '2026-01-01'],
  ['NEXT_YEAR', '2027-01-01', '2028-01-01'],
  ['THIS_FISCAL_QUARTER', '2026-04-01', '2026-07-01'],
  ['LAST_FISCAL_QUARTER', '2026-01-01', '2026-04-01'],
  ['NEXT_FISCAL_QUARTER', '2026-07-01', '2026-10-01'],
  ['THIS_FISCAL_YEAR', '2026-01-01', '2027-01-01'],
  ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
  ['NEXT_FISCAL_YEAR', '2027-01-01', '2028-01-01'],
  ['LAST_N_FISCAL_QUARTERS:5', '2025-01-01', '2026-04-01'],
  ['NEXT_N_FISCAL_QUARTERS:2', '2026-07-01', '2027-01-01'],
  ['N_FISCAL_QUARTERS_AGO:1', '2026-01-01', '2026-04-01'],
  ['LAST_N_FISCAL_YEARS:2', '2024-01-01', '2026-01-01'],
  ['NEXT_N_FISCAL_YEARS:1', '2027-01-01', '2028-01-01'],
  ['N_FISCAL_YEARS_AGO:3', '2023-01-01', '2024-01-01'],
  ['NEXT_QUARTER', '2026-07-01', '2026-10-01'],
  ['LAST_N_QUARTERS:2', '2025-10-01', '2026-04-01'],
  ['N_QUARTERS_AGO:2', '2025-10-01', '2026-01-01'],
  ['LAST_YEAR', '2025-01-01', '2026-01-01'],
  ['NEXT_N_YEARS:2', '2027-01-01', '2029-01-01'],
  ['N_YEARS_AGO:1', '2025-01-01', '2026-01-01'],
  ['NEXT_N_WEEKS:2', '2026-05-17', '2026-05-31'],
];

for (const [literal, start, end] of CASES) {
  test(`${literal} runs from ${start} to before ${end}`, () => {
    assert.deepEqual(dateSpan(literal, NOW, 1), { start, end });
  });
}

test('fiscal literals follow the month in which the fiscal year starts', () => {
  assert.deepEqual(dateSpan('THIS_FISCAL_YEAR', NOW, 2), { start: '2026-02-01', end: '2027-02-01' });
  assert.deepEqual(dateSpan('THIS_FISCAL_QUARTER', NOW, 2), { start: '2026-05-01', end: '2026-08-01' });
  assert.deepEqual(dateSpan('LAST_FISCAL_YEAR', NOW, 7), { start: '2024-07-01', end: '2025-07-01' });
});

test('weeks begin on the day that they begin on where the user lives', () => {
  assert.deepEqual(dateSpan('THIS_WEEK', NOW, 1, 1), { start: '2026-05-11', end: '2026-05-18' });
  assert.deepEqual(dateSpan('LAST_WEEK', NOW, 1, 6), { start: '2026-05-02', end: '2026-05-09' });
});

test('words that are no date literals are refused', () => {
  assert.throws(() => dateSpan('SOMEDAY', NOW, 1), { errorCode: 'MALFORMED_QUERY' });
  assert.throws(() => dateSpan('LAST_N_MOONS:3', NOW, 1), { errorCode: 'MALFORMED_QUERY' });
});
