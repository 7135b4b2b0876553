import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCHEMA_CHANGE_KINDS } from '@sync-user/contract';
import type { FieldInfo, SchemaChange } from '@sync-user/contract';
import { describeSchemaChange, describeType } from './field-words.ts';

const field = (values: Partial<FieldInfo>) =>
  ({ type: 'string', length: 0, precision: 0, scale: 0, referenceTo: [], ...values }) as FieldInfo;
const change = (values: Partial<SchemaChange>): SchemaChange => ({
  id: 1,
  object: 'Account',
  field: 'Tier__c',
  label: 'Tier',
  type: 'picklist',
  kind: 'added',
  before: null,
  after: null,
  seenAt: '2026-11-22T06:00:00.000Z',
  decision: 'waiting',
  decidedAt: null,
  decidedBy: null,
  ...values,
});

test('a type shows what limits its values', () => {
  assert.equal(describeType(field({ length: 80 })), 'string(80)');
  assert.equal(describeType(field({ type: 'currency', precision: 18, scale: 2 })), 'currency(16, 2)');
  assert.equal(
    describeType(
      field({ type: 'reference', length: 18, referenceTo: ['Account', 'Contact', 'Lead', 'Case'] }),
    ),
    'reference → Account, Contact, Lead …',
  );
  assert.equal(describeType(field({ type: 'boolean' })), 'boolean');
});

test('each kind of change is a sentence, and says from what to what', () => {
  assert.equal(describeSchemaChange(change({})), 'Tier is new (picklist)');
  assert.equal(
    describeSchemaChange(change({ kind: 'widened', before: 'string(40)', after: 'string(80)' })),
    'Tier holds more: from string(40) to string(80)',
  );
  const said = SCHEMA_CHANGE_KINDS.map((kind) => describeSchemaChange(change({ kind })));
  assert.equal(new Set(said).size, SCHEMA_CHANGE_KINDS.length, 'each has words of its own');
});
