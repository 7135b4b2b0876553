/** Share rows: who sees a record besides its owner and those above them. Source: Object Reference, AccountShare …, "Custom Object__Share". */
import type { FieldDeclaration, ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  createOnly,
  dateTime,
  id,
  isDeleted,
  lookup,
  required,
  restrictedPicklist,
  system,
} from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';

const LEVELS = 'Read=Read Only|Edit=Read/Write|All=Owner';
const CHILD_LEVELS = 'None=Private|Read=Read Only|Edit=Read/Write';
const CAUSES =
  '*Manual=Manual Sharing|Owner|ImplicitChild=Account Sharing|ImplicitParent=Associated record owner or sharing|' +
  'Rule=Sharing Rule|Team=Sales Team|Territory=Territory Assignment Rule|TerritoryManual=Territory Manual';

/** Custom share rows of all objects have ids of this kind. */
export const CUSTOM_SHARE_PREFIX = '02c';

function shareObject(
  name: string,
  keyPrefix: string,
  parent: string,
  parentField: string,
  levelField: string,
  more: readonly FieldDeclaration[] = [],
): ObjectDeclaration {
  const label = `${parent.replace(/__c$/, '').replaceAll('_', ' ')} Share`;
  return setupObject(name, keyPrefix, {
    ...writable,
    label,
    labelPlural: label,
    fields: [
      id(label),
      lookup(parentField, parent, {
        ...createOnly,
        nillable: false,
        childRelationshipName: 'Shares',
        cascadeDelete: true,
      }),
      lookup('UserOrGroupId', 'Group User', { ...createOnly, nillable: false }),
      restrictedPicklist(levelField, LEVELS, required),
      ...more,
      restrictedPicklist('RowCause', CAUSES, { ...createOnly, nillable: true }),
      dateTime('LastModifiedDate', system),
      lookup('LastModifiedById', 'User', system),
      isDeleted(),
    ],
  });
}

const childLevel = (name: string) =>
  restrictedPicklist(name, CHILD_LEVELS, { ...always, nillable: true, defaultedOnCreate: true });

export const SHARE_OBJECTS: readonly ObjectDeclaration[] = [
  shareObject('AccountShare', '00r', 'Account', 'AccountId', 'AccountAccessLevel', [
    childLevel('OpportunityAccessLevel'),
    childLevel('CaseAccessLevel'),
    childLevel('ContactAccessLevel'),
  ]),
  shareObject('ContactShare', '03s', 'Contact', 'ContactId', 'ContactAccessLevel'),
  shareObject('OpportunityShare', '00t', 'Opportunity', 'OpportunityId', 'OpportunityAccessLevel'),
  shareObject('LeadShare', '01o', 'Lead', 'LeadId', 'LeadAccessLevel'),
  shareObject('CaseShare', '01n', 'Case', 'CaseId', 'CaseAccessLevel'),
  shareObject('CampaignShare', '08s', 'Campaign', 'CampaignId', 'CampaignAccessLevel'),
];

/** The share object of a custom object that is not Public Read/Write. */
export function customShareObject(objectName: string): ObjectDeclaration {
  const name = objectName.replace(/__c$/i, '__Share');
  return { ...shareObject(name, CUSTOM_SHARE_PREFIX, objectName, 'ParentId', 'AccessLevel') };
}
