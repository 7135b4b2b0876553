import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  audit,
  checkbox,
  currency,
  date,
  id,
  integer,
  isDeleted,
  lastActivity,
  lastViewed,
  lookup,
  number,
  owner,
  percent,
  picklist,
  required,
  system,
  text,
  textArea,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

/** Counted by Salesforce over members and opportunities; `Hierarchy…` over child campaigns too. */
const counter = { ...system, permissionable: true } as const;
const TOTALS = [
  ['NumberOfLeads', 'Leads'],
  ['NumberOfConvertedLeads', 'Converted Leads'],
  ['NumberOfContacts', 'Contacts'],
  ['NumberOfResponses', 'Responses'],
  ['NumberOfOpportunities', 'Opportunities'],
  ['NumberOfWonOpportunities', 'Won Opportunities'],
] as const;
const AMOUNTS = [
  ['AmountAllOpportunities', 'Value Opportunities'],
  ['AmountWonOpportunities', 'Value Won Opportunities'],
] as const;

export const campaign: ObjectDeclaration = recordObject('Campaign', '701', {
  deepCloneable: true,
  fields: [
    id('Campaign'),
    isDeleted(),
    text('Name', 80, { ...required, nameField: true }),
    lookup('ParentId', 'Campaign', { label: 'Parent Campaign ID', childRelationshipName: 'ChildCampaigns' }),
    picklist(
      'Type',
      'Conference|Webinar|Trade Show|Public Relations|Partners|Referral Program|Advertisement|Banner Ads|Direct Mail|Email|Telemarketing|Other',
    ),
    picklist('Status', '*Planned|In Progress|Completed|Aborted'),
    date('StartDate'),
    date('EndDate'),
    currency('ExpectedRevenue', 18, 0),
    currency('BudgetedCost', 18, 0),
    currency('ActualCost', 18, 0),
    percent('ExpectedResponse', 10, 2, { label: 'Expected Response (%)' }),
    number('NumberSent', 18, 0, { label: 'Num Sent' }),
    checkbox('IsActive', { label: 'Active' }),
    textArea('Description', 32000),
    ...TOTALS.map(([name, label]) => integer(name, 9, { ...counter, label: `${label} in Campaign` })),
    ...AMOUNTS.map(([name, label]) => currency(name, 18, 0, { ...counter, label: `${label} in Campaign` })),
    ...TOTALS.map(([name, label]) =>
      integer(`Hierarchy${name}`, 9, { ...counter, label: `${label} in Hierarchy` }),
    ),
    ...AMOUNTS.map(([name, label]) =>
      currency(`Hierarchy${name}`, 18, 0, { ...counter, label: `${label} in Hierarchy` }),
    ),
    number('HierarchyNumberSent', 18, 0, { ...counter, label: 'Num Sent in Hierarchy' }),
    currency('HierarchyExpectedRevenue', 18, 0, { ...counter, label: 'Expected Revenue in Hierarchy' }),
    currency('HierarchyBudgetedCost', 18, 0, { ...counter, label: 'Budgeted Cost in Hierarchy' }),
    currency('HierarchyActualCost', 18, 0, { ...counter, label: 'Actual Cost in Hierarchy' }),
    owner(),
    ...audit(),
    lastActivity(),
    ...lastViewed(),
    lookup('CampaignMemberRecordTypeId', 'RecordType', {
      permissionable: false,
      childRelationshipName: null,
    }),
  ],
});
