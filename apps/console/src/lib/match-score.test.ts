import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchScore } from './match-score.ts';

test('exact, beginning, word, inside, letters in order: in this order', () => {
  const scores = ['Account', 'Account Team', 'Big Account', 'Subaccount', 'A big company counts'].map(
    (text) => matchScore('account', text),
  );
  assert.deepEqual(
    scores.toSorted((a, b) => b - a),
    scores,
  );
  assert.ok(scores.every((score) => score > 0));
});

test('letters that are missing or out of order do not match', () => {
  assert.equal(matchScore('opphist', 'Opportunity History') > 0, true);
  assert.equal(matchScore('histopp', 'Opportunity History'), 0);
  assert.equal(matchScore('xyz', 'Account'), 0);
});

test('no query finds everything alike', () => {
  assert.equal(matchScore('  ', 'Account'), matchScore('', 'Contact'));
});
