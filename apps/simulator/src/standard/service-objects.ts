/** What hangs on cases, accounts and events: comments, e-mails, roles, invitees. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  date,
  dateTime,
  email,
  id,
  integer,
  isDeleted,
  lookup,
  lastViewed,
  owner,
  person,
  picklist,
  restrictedPicklist,
  system,
  text,
  textArea,
  url,
} from './field-helpers.ts';
import { ACTIVITY_TARGETS } from './activity-fields.ts';
import { recordObject } from './object-helpers.ts';

const fixed = { ...createOnly, nillable: false } as const;
const longText = { ...always, filterable: true, sortable: true } as const;

const caseComment: ObjectDeclaration = recordObject('CaseComment', '00a', {
  layoutable: false,
  mruEnabled: false,
  searchable: false,
  fields: [
    id('Case Comment'),
    lookup('ParentId', 'Case', {
      ...fixed,
      label: 'Parent Case ID',
      childRelationshipName: 'CaseComments',
      cascadeDelete: true,
    }),
    checkbox('IsPublished', { ...always, label: 'Published' }),
    textArea('CommentBody', 4000, { ...longText, label: 'Body' }),
    ...audit(),
    isDeleted(),
  ],
});

const emailMessage: ObjectDeclaration = recordObject('EmailMessage', '02s', {
  feedEnabled: true,
  fields: [
    id('Email Message'),
    lookup('ParentId', 'Case', {
      ...createOnly,
      label: 'Case ID',
      childRelationshipName: 'EmailMessages',
      cascadeDelete: true,
    }),
    lookup('ActivityId', 'Task', { ...createOnly, label: 'Activity ID', childRelationshipName: null }),
    ...audit(),
    textArea('TextBody', 32000, always),
    textArea('HtmlBody', 131_072, {
      ...always,
      label: 'HTML Body',
      htmlFormatted: true,
      extraTypeInfo: 'richtextarea',
    }),
    textArea('Headers', 32000, always),
    text('Subject', 3000, { ...always, nameField: true, groupable: false }),
    text('FromName', 1000, { ...always, groupable: false }),
    email('FromAddress', always),
    restrictedPicklist('ValidatedFromAddress', '', { ...always, label: 'From' }),
    text('ToAddress', 4000, { ...always, filterable: false, sortable: false, groupable: false }),
    text('CcAddress', 4000, { ...always, filterable: false, sortable: false, groupable: false }),
    text('BccAddress', 4000, { ...always, filterable: false, sortable: false, groupable: false }),
    checkbox('Incoming', { ...createOnly, label: 'Is Incoming' }),
    checkbox('HasAttachment', { ...system, label: 'Has Attachment' }),
    restrictedPicklist('Status', '*0=New|1=Read|2=Replied|3=Sent|4=Forwarded|5=Draft', {
      ...always,
      nillable: false,
    }),
    dateTime('MessageDate', always),
    isDeleted(),
    lookup('ReplyToEmailMessageId', 'EmailMessage', { ...createOnly, label: 'Email Message ID' }),
    checkbox('IsExternallyVisible', { ...always, label: 'Is Externally Visible' }),
    text('MessageIdentifier', 765, { ...createOnly, label: 'Message ID', groupable: false }),
    text('ThreadIdentifier', 765, { ...createOnly, label: 'Thread ID', groupable: false }),
    checkbox('IsClientManaged', { ...createOnly, label: 'Is Client Managed' }),
    lookup('RelatedToId', ACTIVITY_TARGETS, {
      ...always,
      label: 'Related To ID',
      childRelationshipName: 'Emails',
    }),
    checkbox('IsTracked', { ...createOnly, label: 'Is Tracked' }),
    checkbox('IsOpened', { ...system, label: 'Opened?' }),
    dateTime('FirstOpenedDate', { ...createOnly, label: 'First Opened' }),
    dateTime('LastOpenedDate', { ...createOnly, label: 'Last Opened' }),
    checkbox('IsBounced', { ...system, label: 'Is Bounced' }),
    lookup('EmailTemplateId', 'EmailTemplate', { ...createOnly, label: 'Email Template ID' }),
  ],
});

const accountContactRole: ObjectDeclaration = recordObject('AccountContactRole', '02Z', {
  labelPlural: 'Account Contact Role',
  undeletable: false,
  searchable: false,
  layoutable: false,
  mruEnabled: false,
  recycleBin: false,
  fields: [
    id('Contact Role'),
    isDeleted(),
    ...audit(),
    lookup('AccountId', 'Account', {
      ...fixed,
      childRelationshipName: 'AccountContactRoles',
      cascadeDelete: true,
    }),
    lookup('ContactId', 'Contact', {
      ...always,
      nillable: false,
      childRelationshipName: 'AccountContactRoles',
      cascadeDelete: true,
    }),
    picklist(
      'Role',
      'Business User|Decision Maker|Economic Buyer|Economic Decision Maker|Evaluator|Executive Sponsor|Influencer|Technical Buyer|Other',
      always,
    ),
    checkbox('IsPrimary', { ...always, label: 'Primary' }),
  ],
});

const eventRelation: ObjectDeclaration = recordObject('EventRelation', '0RE', {
  undeletable: false,
  searchable: false,
  layoutable: false,
  mruEnabled: false,
  // Only what goes with its event comes back with it.
  recycleBin: true,
  fields: [
    id('Event Relation'),
    lookup('RelationId', 'Calendar Contact Lead User', {
      ...fixed,
      childRelationshipName: 'EventRelations',
      cascadeDelete: true,
    }),
    lookup('EventId', 'Event', {
      ...fixed,
      childRelationshipName: 'EventRelations',
      cascadeDelete: true,
    }),
    restrictedPicklist('Status', '*New|Declined|Accepted|Uninvited|Maybe', always),
    dateTime('RespondedDate', { ...always, label: 'Response Date' }),
    text('Response', 255, { ...always, label: 'Comment' }),
    ...audit(),
    isDeleted(),
  ],
});

const individual: ObjectDeclaration = recordObject('Individual', '0PK', {
  fields: [
    id('Individual'),
    owner(),
    isDeleted(),
    ...person('Mr.|Ms.|Mrs.|Dr.|Prof.|Mx.'),
    ...audit(),
    ...lastViewed(),
    checkbox('HasOptedOutTracking', { label: "Don't Track" }),
    checkbox('HasOptedOutProfiling', { label: "Don't Profile" }),
    checkbox('HasOptedOutProcessing', { label: "Don't Process" }),
    checkbox('HasOptedOutSolicit', { label: "Don't Market" }),
    checkbox('ShouldForget', { label: 'Forget this Individual' }),
    checkbox('SendIndividualData', { label: 'Export Individual Data' }),
    checkbox('CanStorePiiElsewhere', { label: 'OK to Store PII Data Elsewhere' }),
    checkbox('HasOptedOutGeoTracking', { label: 'Block Geolocation Tracking' }),
    date('BirthDate'),
    date('DeathDate'),
    integer('ConvictionsCount', 8),
    integer('ChildrenCount', 8),
    text('MilitaryService', 255),
    checkbox('IsHomeOwner', { label: 'Home Owner' }),
    text('Occupation', 150),
    url('Website'),
  ],
});

export const SERVICE_OBJECTS: readonly ObjectDeclaration[] = [
  caseComment,
  emailMessage,
  accountContactRole,
  eventRelation,
  individual,
];
