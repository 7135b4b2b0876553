import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldInfo } from '@sync-user/contract';
import { countGroup, findFields } from './find-fields.ts';

const field = (label: string, state: FieldInfo['state']) =>
  ({ name: `${label}__c`, label, column: `${label.toLowerCase()}__c`, state }) as FieldInfo;
const FIELDS = [
  field('Title', 'mapped'),
  field('Lost', 'lost'),
  field('Secret', 'private'),
  field('Size', 'available'),
  field('Old', 'removed'),
];
const labels = (fields: readonly FieldInfo[]): readonly string[] => fields.map(({ label }) => label);

test('what is lost stands among the mapped ones, first', () => {
  assert.deepEqual(labels(findFields(FIELDS, 'mapped', '')), ['Lost', 'Title']);
  assert.equal(countGroup(FIELDS, 'mapped'), 2);
  assert.deepEqual(labels(findFields(FIELDS, 'removed', ' ')), ['Old']);
});

test('a search looks at every group, by label, name and column', () => {
  assert.deepEqual(labels(findFields(FIELDS, 'mapped', 'secret')), ['Secret']);
  assert.deepEqual(labels(findFields(FIELDS, 'mapped', 'size__c')), ['Size']);
});
