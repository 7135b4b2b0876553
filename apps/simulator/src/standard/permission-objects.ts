/** Licences, profiles, permission sets and what hangs on them. Source: Object Reference; flags as far as documented. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  date,
  dateTime,
  id,
  integer,
  isDeleted,
  lastViewed,
  lookup,
  picklist,
  readOnly,
  required,
  restrictedPicklist,
  system,
  systemModstamp,
  text,
} from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';
import { systemPermissionFields } from './system-permissions.ts';

const fixed = { ...createOnly, nillable: false } as const;
const licenceCounts = () => [
  restrictedPicklist('Status', 'Active|Disabled', readOnly),
  integer('TotalLicenses', 9, readOnly),
  integer('UsedLicenses', 9, readOnly),
];

const userLicense = setupObject('UserLicense', '100', {
  fields: [
    id('User License'),
    text('LicenseDefinitionKey', 40, { ...readOnly, label: 'License Def. ID' }),
    ...licenceCounts(),
    text('Name', 40, { ...readOnly, nameField: true }),
    text('MasterLabel', 40, readOnly),
    integer('MonthlyLoginsUsed', 9, readOnly),
    integer('MonthlyLoginsEntitlement', 9, readOnly),
    dateTime('CreatedDate', system),
    dateTime('LastModifiedDate', system),
    systemModstamp(),
  ],
});

const profile = setupObject('Profile', '00e', {
  createable: true,
  updateable: true,
  deletable: true,
  fields: [
    id('Profile'),
    text('Name', 255, { ...required, nameField: true }),
    ...systemPermissionFields(),
    lookup('UserLicenseId', 'UserLicense', { ...fixed, childRelationshipName: null }),
    restrictedPicklist(
      'UserType',
      'Standard|Guest|AutomatedProcess=Automated Process|CsnOnly=Chatter Free',
      readOnly,
    ),
    ...audit(),
    text('Description', 255, always),
    ...lastViewed(),
  ],
});

const permissionSet = setupObject('PermissionSet', '0PS', {
  ...writable,
  fields: [
    id('PermissionSet'),
    text('Name', 80, { ...required, nameField: true }),
    text('Label', 80, required),
    lookup('LicenseId', 'PermissionSetLicense UserLicense', createOnly),
    lookup('ProfileId', 'Profile', { ...readOnly, childRelationshipName: null }),
    checkbox('IsOwnedByProfile', { ...system, label: 'Is Owned By Profile' }),
    checkbox('IsCustom', { ...system, label: 'Is Custom' }),
    ...systemPermissionFields(),
    text('Description', 255, always),
    ...audit(),
    text('NamespacePrefix', 15, readOnly),
    checkbox('HasActivationRequired', { ...always, label: 'Has Activation Required' }),
    lookup('PermissionSetGroupId', 'PermissionSetGroup', { ...readOnly, childRelationshipName: null }),
    restrictedPicklist('Type', '*Regular|Standard|Profile|Group|Session', {
      ...readOnly,
      defaultedOnCreate: true,
    }),
  ],
});

const permissionSetAssignment = setupObject('PermissionSetAssignment', '0Pa', {
  ...writable,
  label: 'Permission Set Assignment',
  fields: [
    id('PermissionSetAssignment'),
    lookup('PermissionSetId', 'PermissionSet', {
      ...createOnly,
      childRelationshipName: 'Assignments',
      cascadeDelete: true,
    }),
    lookup('PermissionSetGroupId', 'PermissionSetGroup', {
      ...createOnly,
      childRelationshipName: 'Assignments',
      cascadeDelete: true,
    }),
    lookup('AssigneeId', 'User', { ...fixed, childRelationshipName: 'PermissionSetAssignments' }),
    systemModstamp(),
    dateTime('ExpirationDate', always),
    checkbox('IsActive', { ...system, label: 'Active', defaultValue: true }),
  ],
});

const objectPermissions = setupObject('ObjectPermissions', '110', {
  ...writable,
  labelPlural: 'Object Permissions',
  fields: [
    id('ObjectPermissions'),
    lookup('ParentId', 'PermissionSet', {
      ...fixed,
      childRelationshipName: 'ObjectPerms',
      cascadeDelete: true,
    }),
    picklist('SobjectType', '', { ...fixed, label: 'Sobject Type Name' }),
    ...['Create', 'Read', 'Edit', 'Delete', 'ViewAllRecords', 'ModifyAllRecords', 'ViewAllFields'].map(
      (name) => checkbox(`Permissions${name}`, always),
    ),
    ...audit(),
  ],
});

const fieldPermissions = setupObject('FieldPermissions', '01k', {
  ...writable,
  labelPlural: 'Field Permissions',
  fields: [
    id('FieldPermissions'),
    lookup('ParentId', 'PermissionSet', {
      ...fixed,
      childRelationshipName: 'FieldPerms',
      cascadeDelete: true,
    }),
    picklist('SobjectType', '', { ...fixed, label: 'Sobject Type Name' }),
    picklist('Field', '', { ...fixed, length: 255, label: 'Field Name' }),
    checkbox('PermissionsEdit', { ...always, label: 'Edit Field' }),
    checkbox('PermissionsRead', { ...always, label: 'Read Field' }),
    systemModstamp(),
  ],
});

const permissionSetGroup = setupObject('PermissionSetGroup', '0PG', {
  ...writable,
  label: 'Permission Set Group',
  fields: [
    id('Permission Set Group'),
    isDeleted(),
    text('DeveloperName', 80, { ...required, nameField: true }),
    picklist('Language', '*en_US=English', { ...always, label: 'Master Language' }),
    text('MasterLabel', 80, { ...required, label: 'Label' }),
    text('NamespacePrefix', 15, readOnly),
    ...audit(),
    text('Description', 255, always),
    restrictedPicklist('Status', '*Updated|Outdated|Updating|Failed', always),
    checkbox('HasActivationRequired', { ...always, label: 'Session Activation Required' }),
  ],
});

const mutingPermissionSet = setupObject('MutingPermissionSet', '0QM', {
  ...writable,
  label: 'Muting Permission Set',
  fields: [
    id('Muting Permission Set'),
    isDeleted(),
    text('DeveloperName', 80, { ...required, nameField: true, label: 'Muting Permission Set Name' }),
    picklist('Language', '*en_US=English', { ...always, label: 'Master Language' }),
    text('MasterLabel', 80, { ...required, label: 'Muting Permission Set Label' }),
    text('NamespacePrefix', 15, readOnly),
    ...audit(),
    ...systemPermissionFields(),
    text('Description', 255, always),
  ],
});

const permissionSetGroupComponent = setupObject('PermissionSetGroupComponent', '0PH', {
  createable: true,
  deletable: true,
  label: 'Permission Set Group Component',
  fields: [
    id('Permission Set Group Component'),
    isDeleted(),
    ...audit(),
    lookup('PermissionSetGroupId', 'PermissionSetGroup', {
      ...fixed,
      childRelationshipName: 'PermissionSetGroupComponents',
      cascadeDelete: true,
    }),
    lookup('PermissionSetId', 'MutingPermissionSet PermissionSet', {
      ...fixed,
      childRelationshipName: 'PermissionSetGroupComponents',
      cascadeDelete: true,
    }),
  ],
});

const permissionSetLicense = setupObject('PermissionSetLicense', '0PL', {
  label: 'Permission Set License',
  fields: [
    id('Permission Set License'),
    isDeleted(),
    text('DeveloperName', 80, readOnly),
    picklist('Language', '*en_US=English', { ...readOnly, label: 'Master Language' }),
    text('MasterLabel', 80, { ...readOnly, nameField: true, label: 'Permission Set License Label' }),
    ...audit(),
    text('PermissionSetLicenseKey', 80, readOnly),
    ...licenceCounts(),
    date('ExpirationDate', readOnly),
    ...systemPermissionFields().map((field) => ({
      ...field,
      ...system,
      name: `Maximum${field.name}`,
    })),
  ],
});

const permissionSetLicenseAssign = setupObject('PermissionSetLicenseAssign', '2LA', {
  createable: true,
  deletable: true,
  label: 'Permission Set License Assignment',
  fields: [
    id('Permission Set License Assignment'),
    isDeleted(),
    ...audit(),
    lookup('PermissionSetLicenseId', 'PermissionSetLicense', {
      ...fixed,
      childRelationshipName: 'PermissionSetLicenseAssignments',
    }),
    lookup('AssigneeId', 'User', { ...fixed, childRelationshipName: 'PermissionSetLicenseAssignments' }),
  ],
});

const setupEntityAccess = setupObject('SetupEntityAccess', '0J0', {
  createable: true,
  deletable: true,
  labelPlural: 'Setup Entity Access',
  fields: [
    id('SetupEntityAccess'),
    lookup('ParentId', 'PermissionSet', {
      ...fixed,
      childRelationshipName: 'SetupEntityAccessItems',
      cascadeDelete: true,
    }),
    text('SetupEntityId', 18, fixed),
    text('SetupEntityType', 40, { ...readOnly, label: 'Setup Entity Type' }),
    systemModstamp(),
  ],
});

export const PERMISSION_OBJECTS: readonly ObjectDeclaration[] = [
  userLicense,
  profile,
  permissionSet,
  permissionSetAssignment,
  objectPermissions,
  fieldPermissions,
  permissionSetGroup,
  mutingPermissionSet,
  permissionSetGroupComponent,
  permissionSetLicense,
  permissionSetLicenseAssign,
  setupEntityAccess,
];
