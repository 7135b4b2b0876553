import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  id,
  integer,
  isDeleted,
  lookup,
  required,
  text,
} from './field-helpers.ts';
import { setupObject, writable } from './object-helpers.ts';

export const campaignMemberStatus: ObjectDeclaration = setupObject('CampaignMemberStatus', '01Y', {
  ...writable,
  labelPlural: 'Campaign Member Statuses',
  kind: 'standard',
  replicateable: true,
  triggerable: true,
  fields: [
    id('Campaign Member Status'),
    isDeleted(),
    lookup('CampaignId', 'Campaign', {
      ...createOnly,
      nillable: false,
      childRelationshipName: 'CampaignMemberStatuses',
      cascadeDelete: true,
    }),
    text('Label', 255, { ...required, nameField: true }),
    integer('SortOrder', 9, always),
    checkbox('IsDefault', { ...always, label: 'Is Default' }),
    checkbox('HasResponded', { ...always, label: 'Responded' }),
    ...audit(),
  ],
});
