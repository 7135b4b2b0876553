import type { ObjectDeclaration } from '../org/schema/types.ts';
import { LEAD_SOURCES } from './common-picklists.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  date,
  email,
  id,
  isDeleted,
  lookup,
  phone,
  picklist,
  readOnly,
  system,
  text,
  textArea,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

/** Copied from the lead or contact. */
const copied = readOnly;

export const campaignMember: ObjectDeclaration = recordObject('CampaignMember', '00v', {
  undeletable: false,
  searchable: false,
  mruEnabled: false,
  recycleBin: false,
  fields: [
    id('Campaign Member'),
    isDeleted(),
    lookup('CampaignId', 'Campaign', {
      ...createOnly,
      nillable: false,
      childRelationshipName: 'CampaignMembers',
      cascadeDelete: true,
    }),
    lookup('LeadId', 'Lead', {
      ...createOnly,
      childRelationshipName: 'CampaignMembers',
      cascadeDelete: true,
    }),
    lookup('ContactId', 'Contact', {
      ...createOnly,
      childRelationshipName: 'CampaignMembers',
      cascadeDelete: true,
    }),
    lookup('AccountId', 'Account', {
      ...createOnly,
      childRelationshipName: 'AccountCampaignMembers',
      cascadeDelete: true,
    }),
    picklist('Status', 'Sent|Responded', { ...always, defaultedOnCreate: true }),
    checkbox('HasResponded', { ...system, label: 'Responded' }),
    ...audit(),
    date('FirstRespondedDate', readOnly),
    text('Salutation', 40, copied),
    text('Name', 121, { ...copied, nameField: true }),
    text('FirstName', 40, copied),
    text('LastName', 80, copied),
    text('Title', 128, copied),
    textArea('Street', 255, copied),
    text('City', 40, copied),
    text('State', 80, { ...copied, label: 'State/Province' }),
    text('PostalCode', 20, { ...copied, label: 'Zip/Postal Code' }),
    text('Country', 80, copied),
    email('Email', copied),
    phone('Phone', copied),
    phone('Fax', copied),
    phone('MobilePhone', { ...copied, label: 'Mobile' }),
    textArea('Description', 32000, copied),
    checkbox('DoNotCall', system),
    checkbox('HasOptedOutOfEmail', { ...system, label: 'Email Opt Out' }),
    checkbox('HasOptedOutOfFax', { ...system, label: 'Fax Opt Out' }),
    picklist('LeadSource', LEAD_SOURCES, { ...copied, length: 255 }),
    text('CompanyOrAccount', 255, { ...copied, label: 'Company (Account)' }),
    text('Type', 40, copied),
    lookup('LeadOrContactId', 'Contact Lead', { ...readOnly, label: 'Related Record ID' }),
    lookup('LeadOrContactOwnerId', 'Group User', { ...readOnly, label: 'Related Record Owner ID' }),
  ],
});
