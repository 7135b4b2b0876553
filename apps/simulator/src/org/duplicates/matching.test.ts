import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchKey } from './matching.ts';
import type { MatchingMethod } from '../setup/org-setup.ts';

const SAME: readonly (readonly [MatchingMethod, string, string])[] = [
  ['exact', 'Acme', 'ACME'],
  ['email', 'A@x.example', ' a@X.example '],
  ['phone', '+1 (415) 555-1212', '415.555.1212'],
  ['firstName', 'M.', 'Mary'],
  ['lastName', "O'Néill", 'oneill'],
  ['companyName', 'The Acme Company, Inc.', 'ACME'],
];
for (const [method, one, other] of SAME) {
  test(`${method} takes "${one}" for "${other}"`, () =>
    assert.equal(matchKey(method, one), matchKey(method, other)));
}

test('nothing is the same as no value, and different values differ', () => {
  assert.equal(matchKey('exact', null), null);
  assert.equal(matchKey('phone', ''), null);
  assert.notEqual(matchKey('exact', 'Acme, Inc.'), matchKey('exact', 'Acme'));
  assert.notEqual(matchKey('companyName', 'Acme North'), matchKey('companyName', 'Acme South'));
});
