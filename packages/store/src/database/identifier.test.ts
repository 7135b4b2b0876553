import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { quote, toIdentifier } from './identifier.ts';

test('any name is one quoted identifier of at most 63 bytes', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 120, unit: 'grapheme' }), (name) => {
      fc.pre(!name.includes('\0') && name.isWellFormed());
      assert.ok(Buffer.byteLength(toIdentifier(name)) <= 63);
      assert.match(quote(name), /^"(?:[^"]|"")+"$/s);
    }),
  );
});

test('long names that begin alike stay apart', () => {
  const long = 'x'.repeat(70);
  assert.notEqual(toIdentifier(`${long}1`), toIdentifier(`${long}2`));
  assert.equal(toIdentifier(long), toIdentifier(long));
});

test('a name cannot leave its quotes', () => {
  assert.equal(quote('a"; drop table b; --'), '"a""; drop table b; --"');
});
