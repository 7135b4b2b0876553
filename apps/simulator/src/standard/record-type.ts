import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  id,
  lookup,
  picklist,
  readOnly,
  required,
  text,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

export const recordType: ObjectDeclaration = setupObject('RecordType', '012', {
  createable: true,
  updateable: true,
  replicateable: true,
  fields: [
    id('Record Type'),
    text('Name', 80, { ...required, nameField: true }),
    text('DeveloperName', 80, { ...required, label: 'Record Type Name' }),
    text('NamespacePrefix', 15, readOnly),
    text('Description', 255, always),
    lookup('BusinessProcessId', 'BusinessProcess', always),
    picklist('SobjectType', '', { ...createOnly, nillable: false, label: 'SObject Type Name' }),
    checkbox('IsActive', { ...always, label: 'Active' }),
    ...audit(),
  ],
});
