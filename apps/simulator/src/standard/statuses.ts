/** The values of status picklists as rows, with what each means. One key prefix serves them all. */
import type { FieldDeclaration, ObjectDeclaration } from '../org/schema/types.ts';
import {
  audit,
  checkbox,
  id,
  integer,
  readOnly,
  required,
  createOnly,
  system,
  text,
  always,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

function statusObject(name: string, label: string, meaning: readonly FieldDeclaration[]): ObjectDeclaration {
  return setupObject(name, '01J', {
    label,
    labelPlural: label,
    fields: [
      id(label),
      text('MasterLabel', 255, { ...readOnly, label: 'Master Label', nameField: true }),
      text('ApiName', 255, { ...readOnly, nillable: false, label: 'Api Name' }),
      integer('SortOrder', 9, { ...readOnly, label: 'Sort Order' }),
      checkbox('IsDefault', { ...system, label: 'Is Default' }),
      ...meaning,
      ...audit(),
    ],
  });
}

const closed = () => checkbox('IsClosed', { ...system, label: 'Is Closed' });

const leadStatus = statusObject('LeadStatus', 'Lead Status Value', [
  checkbox('IsConverted', { ...system, label: 'Is Converted' }),
]);
const caseStatus = statusObject('CaseStatus', 'Case Status Value', [closed()]);
const taskStatus = statusObject('TaskStatus', 'Task Status Value', [closed()]);
const taskPriority = statusObject('TaskPriority', 'Task Priority Value', [
  checkbox('IsHighPriority', { ...system, label: 'Is High Priority' }),
]);

/** The sales and support processes that record types choose from. */
const businessProcess: ObjectDeclaration = setupObject('BusinessProcess', '019', {
  labelPlural: 'Business Processes',
  createable: true,
  updateable: true,
  fields: [
    id('Business Process'),
    text('Name', 80, { ...required, nameField: true }),
    text('NamespacePrefix', 15, readOnly),
    text('Description', 255, always),
    text('TableEnumOrId', 40, { ...createOnly, nillable: false, label: 'Entity Enumeration Or ID' }),
    checkbox('IsActive', { ...always, label: 'Active' }),
    ...audit(),
  ],
});

export const STATUS_OBJECTS: readonly ObjectDeclaration[] = [
  leadStatus,
  caseStatus,
  taskStatus,
  taskPriority,
  businessProcess,
];
