import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  createOnly,
  dateTime,
  id,
  lookup,
  picklist,
  readOnly,
  required,
  system,
  systemModstamp,
  text,
} from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';

const access = (name: string) =>
  picklist(name, 'None=Private|Read=Read Only|Edit=Read/Write', {
    ...always,
    nillable: false,
    defaultedOnCreate: true,
  });

export const userRole: ObjectDeclaration = setupObject('UserRole', '00E', {
  ...writable,
  label: 'Role',
  labelPlural: 'Role',
  replicateable: true,
  searchable: true,
  fields: [
    id('Role'),
    text('Name', 80, { ...required, nameField: true }),
    lookup('ParentRoleId', 'UserRole', { ...always, relationshipName: null }),
    text('RollupDescription', 80, { ...always, label: 'Description' }),
    access('OpportunityAccessForAccountOwner'),
    access('CaseAccessForAccountOwner'),
    access('ContactAccessForAccountOwner'),
    lookup('ForecastUserId', 'User', { ...readOnly, relationshipName: null }),
    dateTime('LastModifiedDate', system),
    lookup('LastModifiedById', 'User', { ...system, relationshipName: null }),
    systemModstamp(),
    text('DeveloperName', 80, { ...always, defaultedOnCreate: true }),
    lookup('PortalAccountId', 'Account', { ...createOnly, relationshipName: null }),
    picklist('PortalType', 'None|CustomerPortal=Customer Portal|Partner', readOnly),
  ],
});
