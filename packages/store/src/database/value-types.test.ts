import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { toExactNumber } from './value-types.ts';

test('numbers that JavaScript holds exactly are numbers, longer ones stay text', () => {
  assert.equal(toExactNumber('10.00'), 10);
  assert.equal(toExactNumber('-0.5'), -0.5);
  assert.equal(toExactNumber('100'), 100);
  assert.equal(toExactNumber('9007199254740993'), '9007199254740993');
  assert.equal(toExactNumber('1234567890123456.780'), '1234567890123456.78');
  assert.equal(toExactNumber('NaN'), 'NaN');
});

test('no decimal changes its value', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
      fc.integer({ min: 0, max: 6 }),
      (digits, scale) => {
        const sign = digits < 0n ? '-' : '';
        const all = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
        const text = scale === 0 ? `${sign}${all}` : `${sign}${all.slice(0, -scale)}.${all.slice(-scale)}`;
        const exact = toExactNumber(text);
        const back = String(exact);
        const plain = (value: string) =>
          (value.includes('.') ? value.replace(/\.?0+$/, '') : value).replace(/^-0$/, '0');
        assert.equal(plain(back), plain(text));
      },
    ),
  );
});
