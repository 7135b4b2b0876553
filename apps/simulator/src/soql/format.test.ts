import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatMoney, formatValue } from './format.ts';

const EXAMPLES: readonly (readonly [Parameters<typeof formatValue>, string | null])[] = [
  [[1234.5, 'double', 2, 'en_US', 'GMT'], '1,234.50'],
  [[1234.5, 'double', 1, 'de_DE', 'GMT'], '1.234,5'],
  [[7, 'int', 0, 'fr_FR', 'GMT'], '7'],
  [[12.5, 'percent', 1, 'en_US', 'GMT'], '12.5%'],
  [[44_000, 'currency', 2, 'en_US', 'GMT'], '$44,000.00'],
  [[44_000, 'currency', 2, 'de_DE', 'GMT'], '44.000,00 €'],
  [['2015-12-28', 'date', 0, 'en_US', 'America/Los_Angeles'], '12/28/2015'],
  [['2015-12-28', 'date', 0, 'de_DE', 'GMT'], '28.12.2015'],
  [['2015-12-28', 'date', 0, 'en_GB', 'GMT'], '28/12/2015'],
  [['2025-04-10T22:31:37.000Z', 'datetime', 0, 'en_US', 'America/Los_Angeles'], '4/10/2025, 3:31 PM'],
  [['2025-04-10T22:31:37.000Z', 'datetime', 0, 'de_DE', 'Nowhere/Land'], '10.04.2025, 22:31'],
  [['17:30:00.000Z', 'time', 0, 'en_US', 'GMT'], '5:30 PM'],
  [['Hot', 'picklist', 0, 'en_US', 'GMT'], 'Hot'],
  [[1, 'double', 0, 'no such locale', 'GMT'], '1'],
  [[null, 'double', 0, 'en_US', 'GMT'], null],
];

for (const [args, expected] of EXAMPLES) {
  test(`${args.join(' ')} shows as ${expected}`, () => {
    assert.equal(formatValue(...args), expected);
  });
}

test('an amount in another currency shows the user’s behind it', () => {
  assert.equal(formatMoney(1500, 'AED', 1000, 'USD', 'en_US', 2), 'AED 1,500.00 (USD 1,000.00)');
  assert.equal(formatMoney(1500, 'USD', 1500, 'USD', 'en_US', 2), 'USD 1,500.00');
  assert.equal(formatMoney(null, 'USD', null, 'USD', 'en_US', 2), null);
});
