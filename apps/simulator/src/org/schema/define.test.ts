import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completeDefinition, defineField, defineObject, expandField } from './define.ts';
import { Schema } from './schema.ts';
import type { FieldDefinition } from './types.ts';

test('a custom object gets the system fields, and an owner unless it is the detail of a master', () => {
  const free = defineObject({ name: 'Visit__c', fields: [] }).fields.map((field) => field.name);
  assert.deepEqual(free, [
    'Id',
    'OwnerId',
    'IsDeleted',
    'Name',
    'CreatedDate',
    'CreatedById',
    'LastModifiedDate',
    'LastModifiedById',
    'SystemModstamp',
    'LastViewedDate',
    'LastReferencedDate',
  ]);
  const detail = defineObject({
    name: 'Line__c',
    fields: [{ name: 'Invoice__c', type: 'reference', referenceTo: ['Invoice__c'], masterDetail: true }],
  });
  assert.ok(!detail.fields.some((field) => field.name === 'OwnerId'));
  assert.equal(detail.fields.find((field) => field.name === 'Invoice__c')?.cascadeDelete, true);
});

test('a declared Name keeps its declaration', () => {
  const object = defineObject({
    name: 'Invoice__c',
    fields: [{ name: 'Name', type: 'string', autoNumberFormat: 'INV-{0000}' }],
  });
  const name = object.fields.find((field) => field.name === 'Name');
  assert.equal(name?.autoNumberFormat, 'INV-{0000}');
  assert.equal(name?.createable, false);
  assert.equal(name?.nameField, true);
});

test('fields get the lengths and digits that setup would give them', () => {
  const length = (type: 'string' | 'email' | 'phone' | 'url' | 'picklist'): number =>
    defineField({ name: 'X__c', type }).length;
  assert.deepEqual(
    [length('string'), length('email'), length('phone'), length('url'), length('picklist')],
    [255, 80, 40, 255, 255],
  );
  const money = defineField({ name: 'Price__c', type: 'currency' });
  assert.deepEqual([money.precision, money.scale], [18, 2]);
});

test('a long text can be neither filtered nor sorted nor grouped', () => {
  const field = defineField({ name: 'Notes__c', type: 'textarea', length: 32_768 });
  assert.deepEqual([field.filterable, field.sortable, field.groupable], [false, false, false]);
});

test('a location is three fields', () => {
  const names = expandField({ name: 'Location__c', type: 'location' }).map((field) => field.name);
  assert.deepEqual(names, ['Location__c', 'Location__Latitude__s', 'Location__Longitude__s']);
});

test('custom objects are allotted key prefixes one after the other, platform events their own', () => {
  const schema = new Schema();
  const prefixes = ['A__c', 'B__c', 'Ping__e'].map(
    (name) => schema.put(schema.withDeclaration({ name, fields: [] })).definition.keyPrefix,
  );
  assert.deepEqual(prefixes, ['a00', 'a01', 'e00']);
});

test('declaring a known object again adds the fields it lacks and changes nothing else', () => {
  const schema = new Schema();
  schema.put(
    schema.withDeclaration({ name: 'A__c', label: 'First', fields: [{ name: 'X__c', type: 'string' }] }),
  );
  const again = schema.withDeclaration({
    name: 'a__c',
    label: 'Second',
    fields: [
      { name: 'x__c', type: 'double' },
      { name: 'Y__c', type: 'double' },
    ],
  });
  assert.equal(again.label, 'First');
  assert.equal(again.fields.find((field) => field.name === 'X__c')?.type, 'string');
  assert.ok(again.fields.some((field) => field.name === 'Y__c'));
});

test('a lookup declared without a relationship has none', () => {
  const lookup = { type: 'reference', referenceTo: ['Contact'] } as const;
  assert.equal(defineField({ name: 'ContactId', ...lookup, relationshipName: null }).relationshipName, null);
  assert.equal(defineField({ name: 'ContactId', ...lookup }).relationshipName, 'Contact');
});

test('a definition of an earlier version gets what it lacks, and keeps what it has', () => {
  const whole = defineObject({
    name: 'Visit__c',
    fields: [{ name: 'Cost__c', type: 'currency', label: 'Price' }],
  });
  const fields = whole.fields.map(({ rollUp: _rollUp, ...field }) => field as FieldDefinition);
  assert.deepEqual(completeDefinition({ ...whole, fields }), whole);
});
