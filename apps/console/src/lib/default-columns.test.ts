import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MappedField } from '@sync-user/contract';
import { defaultColumns, nameField } from './default-columns.ts';

const field = (name: string, type = 'string'): MappedField => ({
  name,
  label: name,
  type,
  column: name.toLowerCase(),
  columnType: 'text',
  trouble: null,
});

test('the name comes first, then the id, a few telling fields, and the last change', () => {
  const fields = [
    field('Id', 'id'),
    field('IsDeleted', 'boolean'),
    field('AccountId', 'reference'),
    field('Name'),
    field('Phone'),
    field('Description', 'textarea'),
    field('SystemModstamp', 'datetime'),
  ];
  assert.deepEqual(defaultColumns(fields), ['name', 'id', 'phone', 'systemmodstamp']);
});

test('objects without a Name are called by their subject or number', () => {
  assert.equal(nameField([field('Id'), field('Subject')])?.name, 'Subject');
  assert.equal(nameField([field('Id'), field('Amount')]), undefined);
});

test('parts of a name give way to what people look for', () => {
  const fields = ['Salutation', 'FirstName', 'Name', 'Street', 'Status', 'Company'].map((name) =>
    field(name),
  );
  assert.deepEqual(defaultColumns(fields), ['name', 'company', 'status', 'street']);
});

test('at most five telling fields are shown', () => {
  const fields = Array.from({ length: 30 }, (_, index) => field(`Field${index}`));
  assert.equal(defaultColumns(fields).length, 5);
});
