/** Public groups and queues, and the log-in state of users. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  dateTime,
  email,
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

const fixed = { ...createOnly, nillable: false } as const;

const group = setupObject('Group', '00G', {
  ...writable,
  replicateable: true,
  searchable: true,
  fields: [
    id('Group'),
    text('Name', 40, { ...required, nameField: true }),
    text('DeveloperName', 80, { ...always, defaultedOnCreate: true }),
    lookup('RelatedId', 'User UserRole', readOnly),
    picklist(
      'Type',
      '*Regular|Role|RoleAndSubordinates=Role and Subordinates|RoleAndSubordinatesInternal=Role and Internal Subordinates|' +
        'Organization|AllCustomerPortal=All Customer Portal Users|Queue|Manager|ManagerAndSubordinatesInternal=Manager and Internal Subordinates',
      { ...createOnly },
    ),
    email('Email', always),
    lookup('OwnerId', 'Organization User', { ...system, childRelationshipName: null }),
    checkbox('DoesSendEmailToMembers', { ...always, label: 'Send Email to Members' }),
    checkbox('DoesIncludeBosses', { ...always, label: 'Include Bosses', defaultValue: true }),
    ...audit(),
  ],
});

const groupMember = setupObject('GroupMember', '011', {
  createable: true,
  deletable: true,
  replicateable: true,
  fields: [
    id('Group Member'),
    lookup('GroupId', 'Group', { ...fixed, childRelationshipName: 'GroupMembers', cascadeDelete: true }),
    lookup('UserOrGroupId', 'Group User', { ...fixed, relationshipName: null }),
    systemModstamp(),
  ],
});

const queueSobject = setupObject('QueueSobject', '03g', {
  createable: true,
  deletable: true,
  label: 'Queue Sobject',
  fields: [
    id('Queue Sobject'),
    lookup('QueueId', 'Group', { ...fixed, childRelationshipName: 'QueueSobjects', cascadeDelete: true }),
    picklist('SobjectType', '', { ...fixed, label: 'Sobject Type' }),
    lookup('CreatedById', 'User', system),
    systemModstamp(),
  ],
});

const userLogin = setupObject('UserLogin', '0Yw', {
  updateable: true,
  labelPlural: 'User Login',
  fields: [
    id('User Login'),
    lookup('UserId', 'User', { ...system, relationshipName: null }),
    checkbox('IsFrozen', { createable: false, permissionable: false, label: 'Frozen' }),
    checkbox('IsPasswordLocked', { createable: false, permissionable: false, label: 'Locked' }),
    dateTime('LastModifiedDate', system),
    lookup('LastModifiedById', 'User', system),
  ],
});

export const GROUP_OBJECTS: readonly ObjectDeclaration[] = [group, groupMember, queueSobject, userLogin];
