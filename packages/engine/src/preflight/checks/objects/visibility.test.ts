import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { hiddenOf } from './visibility.ts';

describe('records that are not seen', () => {
  test('an exact count tells every one', () => {
    assert.equal(hiddenOf({ visible: 999, existing: 1000, exact: true }), 1);
    assert.equal(hiddenOf({ visible: 1000, existing: 1000, exact: true }), 0);
  });
  test('a count that lags behind raises no alarm over a few', () => {
    assert.equal(hiddenOf({ visible: 960, existing: 1000, exact: false }), 0);
    assert.equal(hiddenOf({ visible: 900, existing: 1000, exact: false }), 100);
    assert.equal(hiddenOf({ visible: 0, existing: 5, exact: false }), 5);
  });
  test('what was not counted tells nothing', () => {
    assert.equal(hiddenOf({ visible: null, existing: 5, exact: true }), 0);
    assert.equal(hiddenOf({ visible: 5, existing: null, exact: true }), 0);
    assert.equal(hiddenOf({ visible: 7, existing: 5, exact: false }), 0);
  });
});
