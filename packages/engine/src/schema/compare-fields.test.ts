import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describedField } from '../../testing/described-field.ts';
import { mappedColumn } from '../../testing/mapped-column.ts';
import { toInstant } from '../ports/clock.ts';
import { compareFields } from './compare-fields.ts';

const NOW = toInstant(Date.parse('2031-03-03T08:00:00.000Z'));

/** What has to be read again when a text of 40 characters is found with `length`. */
function refillAfter(length: number): readonly string[] {
  const describe = {
    name: 'Widget__c',
    label: 'Widget',
    custom: true,
    queryable: true,
    replicateable: true,
    fields: [describedField('Title__c', 'string', { length })],
  };
  return compareFields(describe, {
    columns: [mappedColumn('Title__c', { length: 40 })],
    cursorField: 'SystemModstamp',
    known: ['Title__c'],
    privateFields: [],
    policy: 'add',
    now: NOW,
    whereGone: () => 'unknown',
  }).refill;
}

test('a field that holds less than before is read again, because its values were cut and no stamp moved', () => {
  assert.deepEqual(refillAfter(10), ['Title__c']);
  assert.deepEqual(refillAfter(40), []);
  assert.deepEqual(refillAfter(80), []);
});
