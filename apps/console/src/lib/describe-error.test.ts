import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeError } from './describe-error.ts';

test('a file of the console that does not come is told as such, in the words of every browser', () => {
  for (const message of [
    'Unable to preload CSS for http://localhost/assets/a.css',
    'Failed to fetch dynamically imported module: http://localhost/assets/a.js',
    'error loading dynamically imported module: http://localhost/assets/a.js',
    'Importing a module script failed.',
  ]) {
    assert.equal(describeError(new TypeError(message)).title, 'A part of the console could not be fetched');
  }
  assert.match(describeError(new TypeError('x is undefined')).detail, /x is undefined/);
});
