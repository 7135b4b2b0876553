import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  id,
  isDeleted,
  lookup,
  picklist,
  required,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

export const opportunityContactRole: ObjectDeclaration = recordObject('OpportunityContactRole', '00K', {
  labelPlural: 'Opportunity Contact Role',
  undeletable: false,
  searchable: false,
  mruEnabled: false,
  recycleBin: false,
  fields: [
    id('Contact Role'),
    lookup('OpportunityId', 'Opportunity', {
      ...createOnly,
      nillable: false,
      childRelationshipName: 'OpportunityContactRoles',
      cascadeDelete: true,
    }),
    lookup('ContactId', 'Contact', {
      ...required,
      childRelationshipName: 'OpportunityContactRoles',
      cascadeDelete: true,
    }),
    picklist(
      'Role',
      'Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other',
      always,
    ),
    checkbox('IsPrimary', { ...always, label: 'Primary' }),
    ...audit(),
    isDeleted(),
  ],
});
