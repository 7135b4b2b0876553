import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatCompact, formatCount, formatCounted, formatRate, formatShare } from './format-number.ts';

test('counts have thousands separators, and large ones are shortened only where asked', () => {
  assert.equal(formatCount(12011), '12,011');
  assert.equal(formatCompact(1_240_000), '1,240,000');
  assert.equal(formatCompact(1_240_000_000), '1.2B');
});

test('one row is a row, and no rows are rows', () => {
  assert.equal(formatCounted(1, 'row'), '1 row');
  assert.equal(formatCounted(0, 'row'), '0 rows');
  assert.equal(formatCounted(2, 'entry', 'entries'), '2 entries');
});

test('a share never rounds up to done or down to not begun', () => {
  assert.equal(formatShare(999_999, 1_000_000), '99%');
  assert.equal(formatShare(1, 1_000_000), '<1%');
  assert.equal(formatShare(1_000_000, 1_000_000), '100%');
  assert.equal(formatShare(0, 1_000_000), '0%');
  assert.equal(formatShare(0, 0), '0%');
});

test('slow rates keep a digit', () => {
  assert.equal(formatRate(0.42), '0.4 rows/s');
  assert.equal(formatRate(9812.4), '9,812 rows/s');
});
