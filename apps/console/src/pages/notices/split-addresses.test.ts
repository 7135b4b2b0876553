import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitAddresses } from './split-addresses.ts';

test('addresses are taken apart however they are separated, each once', () => {
  assert.deepEqual(splitAddresses(' a@x.example, b@y.example;c@z.example\na@x.example '), {
    addresses: ['a@x.example', 'b@y.example', 'c@z.example'],
    wrong: [],
  });
  assert.deepEqual(splitAddresses(''), { addresses: [], wrong: [] });
});

test('what is none is named', () => {
  assert.deepEqual(splitAddresses('a@x, @y.example, oncall, ok@z.example').wrong, [
    'a@x',
    '@y.example',
    'oncall',
  ]);
});
