import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describedField } from '../../testing/described-field.ts';
import { mappedColumn } from '../../testing/mapped-column.ts';
import { toInstant } from '../ports/clock.ts';
import type { MappedColumn } from '../ports/mirror.ts';
import type { FieldDescribe } from '../ports/source-org.ts';
import { compareFields } from './compare-fields.ts';

const NOW = toInstant(Date.parse('2031-03-03T08:00:00.000Z'));

/** What has to be read again when a field that was mapped as `before` is found as `found`. */
function refillAfter(
  before: Partial<MappedColumn>,
  found: Partial<FieldDescribe>,
  name = 'Title__c',
): readonly string[] {
  const describe = {
    name: 'Widget__c',
    label: 'Widget',
    custom: true,
    queryable: true,
    replicateable: true,
    fields: [describedField(name, before.sfType ?? 'string', found)],
  };
  return compareFields(describe, {
    columns: [mappedColumn(name, before)],
    cursorField: 'SystemModstamp',
    known: [name],
    privateFields: [],
    policy: 'add',
    now: NOW,
    whereGone: () => 'unknown',
  }).refill;
}

test('a field that holds less than before is read again, because its values were cut and no stamp moved', () => {
  assert.deepEqual(refillAfter({ length: 40 }, { length: 10 }), ['Title__c']);
  assert.deepEqual(refillAfter({ length: 40 }, { length: 40 }), []);
  assert.deepEqual(refillAfter({ length: 40 }, { length: 10 }, 'Title'), ['Title']);
});

test('a custom field that may have been made anew is read again, whatever changed in it; a standard one cannot have been', () => {
  const lookup = { sfType: 'reference', referenceTo: ['Account'] };
  assert.deepEqual(refillAfter({ length: 40 }, { length: 80 }), ['Title__c']);
  assert.deepEqual(refillAfter({ length: 40 }, { length: 80 }, 'Title'), []);
  assert.deepEqual(refillAfter({}, { label: 'Heading' }), ['Title__c']);
  assert.deepEqual(refillAfter({}, { label: 'Heading' }, 'Title'), []);
  assert.deepEqual(refillAfter({}, { calculated: true }), ['Title__c']);
  assert.deepEqual(refillAfter(lookup, { referenceTo: ['Contact'] }), ['Title__c']);
  assert.deepEqual(refillAfter(lookup, { referenceTo: ['Account'] }), []);
});
