import type { ObjectDeclaration } from '../org/schema/types.ts';
import { FORECAST_CATEGORIES, FORECAST_CATEGORY_NAMES, LEAD_SOURCES, STAGES } from './common-picklists.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  currency,
  date,
  dateTime,
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
  prefilterable,
  readOnly,
  required,
  restrictedPicklist,
  system,
  text,
  textArea,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

const historyLookup = { ...readOnly, ...prefilterable, label: 'Opportunity History ID' } as const;
const activityFlag = { ...system, filterable: false, sortable: false } as const;

/** Fields whose history a new org keeps. (Assumed; each org chooses its own.) */
const TRACKED = new Set(['StageName', 'Amount', 'CloseDate', 'Probability', 'OwnerId', 'AccountId', 'Name']);

export const opportunity: ObjectDeclaration = recordObject('Opportunity', '006', {
  labelPlural: 'Opportunities',
  feedEnabled: true,
  deepCloneable: true,
  fields: [
    id('Opportunity'),
    isDeleted(),
    lookup('AccountId', 'Account', { childRelationshipName: 'Opportunities', cascadeDelete: true }),
    checkbox('IsPrivate', { label: 'Private' }),
    text('Name', 120, { ...required, nameField: true, idLookup: true }),
    textArea('Description', 32000),
    picklist('StageName', STAGES, { ...required, length: 255, label: 'Stage' }),
    currency('Amount', 18, 2),
    percent('Probability', 3, 0, { label: 'Probability (%)', defaultedOnCreate: true }),
    currency('ExpectedRevenue', 18, 2, {
      createable: false,
      updateable: false,
      label: 'Expected Amount',
    }),
    number('TotalOpportunityQuantity', 18, 2, { label: 'Quantity' }),
    date('CloseDate', required),
    picklist(
      'Type',
      'Existing Customer - Upgrade|Existing Customer - Replacement|Existing Customer - Downgrade|New Customer',
      { length: 255, label: 'Opportunity Type' },
    ),
    text('NextStep', 255),
    picklist('LeadSource', LEAD_SOURCES, { length: 255 }),
    checkbox('IsClosed', { ...system, label: 'Closed' }),
    checkbox('IsWon', { ...system, label: 'Won' }),
    restrictedPicklist('ForecastCategory', FORECAST_CATEGORIES, { ...readOnly, nillable: false }),
    restrictedPicklist('ForecastCategoryName', FORECAST_CATEGORY_NAMES, {
      ...always,
      length: 255,
      label: 'Forecast Category',
      defaultedOnCreate: true,
    }),
    lookup('CampaignId', 'Campaign', { childRelationshipName: 'Opportunities' }),
    checkbox('HasOpportunityLineItem', { ...system, label: 'Has Line Item' }),
    lookup('Pricebook2Id', 'Pricebook2', {
      ...always,
      ...prefilterable,
      label: 'Price Book ID',
      defaultedOnCreate: true,
      childRelationshipName: 'Opportunities',
    }),
    owner(),
    ...audit(),
    lastActivity(),
    integer('PushCount', 9, readOnly),
    dateTime('LastStageChangeDate', readOnly),
    integer('FiscalQuarter', 8, { ...readOnly, compoundFieldName: 'Fiscal' }),
    integer('FiscalYear', 8, { ...readOnly, compoundFieldName: 'Fiscal' }),
    text('Fiscal', 6, { ...readOnly, label: 'Fiscal Period', described: { byteLength: 6 } }),
    lookup('ContactId', 'Contact', {
      ...createOnly,
      relationshipName: null,
      childRelationshipName: 'Opportunities',
    }),
    ...lastViewed(),
    checkbox('HasOpenActivity', activityFlag),
    checkbox('HasOverdueTask', activityFlag),
    lookup('LastAmountChangedHistoryId', 'OpportunityHistory', historyLookup),
    lookup('LastCloseDateChangedHistoryId', 'OpportunityHistory', historyLookup),
  ].map((field) => (TRACKED.has(field.name) ? { ...field, trackHistory: true } : field)),
});
