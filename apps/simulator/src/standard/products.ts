/** Products, price books, and what of them is in an opportunity. */
import type { ObjectDeclaration } from '../org/schema/types.ts';
import {
  always,
  audit,
  checkbox,
  createOnly,
  currency,
  date,
  id,
  integer,
  isDeleted,
  lastViewed,
  lookup,
  number,
  picklist,
  readOnly,
  required,
  system,
  text,
  textArea,
  url,
} from './field-helpers.ts';
import { recordObject } from './object-helpers.ts';

const key = { ...createOnly, nillable: false } as const;

const product2: ObjectDeclaration = recordObject('Product2', '01t', {
  label: 'Product',
  feedEnabled: true,
  fields: [
    id('Product'),
    text('Name', 255, { ...required, nameField: true, idLookup: true, label: 'Product Name' }),
    text('ProductCode', 255),
    textArea('Description', 4000, { label: 'Product Description' }),
    checkbox('IsActive', { label: 'Active' }),
    ...audit(),
    picklist('Family', 'None', { length: 255, label: 'Product Family' }),
    lookup('ExternalDataSourceId', 'ExternalDataSource', { label: 'External Data Source ID' }),
    text('ExternalId', 255, { label: 'External ID' }),
    url('DisplayUrl', { length: 1000, label: 'Display URL' }),
    picklist('QuantityUnitOfMeasure', 'Each', { length: 255, label: 'Quantity Unit Of Measure' }),
    isDeleted(),
    checkbox('IsArchived', { ...system, label: 'Archived' }),
    ...lastViewed(),
    text('StockKeepingUnit', 180, { label: 'Product SKU' }),
  ],
});

const pricebook2: ObjectDeclaration = recordObject('Pricebook2', '01s', {
  label: 'Price Book',
  fields: [
    id('Price Book'),
    isDeleted(),
    text('Name', 255, { ...required, nameField: true, idLookup: true, label: 'Price Book Name' }),
    ...audit(),
    ...lastViewed(),
    checkbox('IsActive', { ...always, label: 'Active' }),
    checkbox('IsArchived', { ...system, label: 'Archived' }),
    text('Description', 255),
    checkbox('IsStandard', { ...system, label: 'Is Standard Price Book' }),
  ],
});

const pricebookEntry: ObjectDeclaration = recordObject('PricebookEntry', '01u', {
  label: 'Price Book Entry',
  labelPlural: 'Price Book Entries',
  undeletable: false,
  fields: [
    id('Price Book Entry'),
    text('Name', 255, { ...readOnly, nameField: true, label: 'Product Name' }),
    lookup('Pricebook2Id', 'Pricebook2', {
      ...key,
      label: 'Price Book ID',
      childRelationshipName: 'PricebookEntries',
      cascadeDelete: true,
    }),
    lookup('Product2Id', 'Product2', {
      ...key,
      label: 'Product ID',
      childRelationshipName: 'PricebookEntries',
      cascadeDelete: true,
    }),
    currency('UnitPrice', 16, 2, { ...required, label: 'List Price' }),
    checkbox('IsActive', { ...always, label: 'Active' }),
    checkbox('UseStandardPrice', { ...always, label: 'Use Standard Price' }),
    ...audit(),
    text('ProductCode', 255, readOnly),
    isDeleted(),
    checkbox('IsArchived', { ...system, label: 'Archived' }),
  ],
});

const opportunityLineItem: ObjectDeclaration = recordObject('OpportunityLineItem', '00k', {
  label: 'Opportunity Product',
  undeletable: false,
  fields: [
    id('Line Item'),
    lookup('OpportunityId', 'Opportunity', {
      ...key,
      childRelationshipName: 'OpportunityLineItems',
      cascadeDelete: true,
    }),
    integer('SortOrder', 9, { ...always, createable: true, updateable: true }),
    lookup('PricebookEntryId', 'PricebookEntry', {
      ...createOnly,
      label: 'Price Book Entry ID',
      childRelationshipName: 'OpportunityLineItems',
    }),
    lookup('Product2Id', 'Product2', {
      ...createOnly,
      label: 'Product ID',
      childRelationshipName: 'OpportunityLineItems',
    }),
    text('ProductCode', 255, readOnly),
    text('Name', 376, { ...readOnly, nameField: true, groupable: false, label: 'Opportunity Product Name' }),
    number('Quantity', 12, 2, required),
    currency('TotalPrice', 16, 2),
    currency('UnitPrice', 16, 2, { ...always, label: 'Sales Price' }),
    currency('ListPrice', 16, 2, readOnly),
    date('ServiceDate', { label: 'Date' }),
    text('Description', 255, { label: 'Line Description' }),
    ...audit(),
    isDeleted(),
    ...lastViewed(),
  ],
});

export const PRODUCT_OBJECTS: readonly ObjectDeclaration[] = [
  product2,
  pricebook2,
  pricebookEntry,
  opportunityLineItem,
];
