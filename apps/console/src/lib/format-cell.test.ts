import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCell, formatChanged } from './format-cell.ts';

test('decimals keep every digit that arrived as text', () => {
  assert.equal(formatCell('9007199254740993.25', 'currency'), '9,007,199,254,740,993.25');
  assert.equal(formatCell('12.125', 'double'), '12.125');
});

test('a year keeps its look, large numbers are grouped', () => {
  assert.equal(formatCell(2026, 'int'), '2026');
  assert.equal(formatCell(12500, 'int'), '12,500');
});

test('amounts show their currency when the record has one', () => {
  assert.equal(formatCell('1500', 'currency', 'EUR'), '1,500.00 EUR');
  assert.equal(formatCell(1500, 'currency', null), '1,500.00');
  assert.equal(formatCell(20, 'percent'), '20%');
});

test('a date has no zone and never moves to the day before', () => {
  assert.equal(formatCell('2026-03-01', 'date'), '1 Mar 2026');
});

test('what is not there is empty, and what does not fit its type is shown as it is', () => {
  assert.equal(formatCell(null, 'string'), '');
  assert.equal(formatCell(undefined, 'int'), '');
  assert.equal(formatCell('n/a', 'double'), 'n/a');
  assert.equal(formatCell(false, 'boolean'), 'No');
});

test('a changed value says when it was empty', () => {
  assert.equal(formatChanged(null), 'empty');
  assert.equal(formatChanged(12000), '12,000');
  assert.equal(formatChanged('0012'), '0012');
});
