import type { ObjectDeclaration } from '../org/schema/types.ts';
import { FORECAST_CATEGORIES, STAGES } from './common-picklists.ts';
import {
  created,
  currency,
  date,
  id,
  isDeleted,
  lookup,
  percent,
  picklist,
  readOnly,
  restrictedPicklist,
  systemModstamp,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

/** One row per change of amount, stage, probability or close date; written by Salesforce, always on. */
export const opportunityHistory: ObjectDeclaration = setupObject('OpportunityHistory', '008', {
  label: 'Opportunity History',
  labelPlural: 'Opportunity History',
  kind: 'standard',
  replicateable: true,
  associateParentEntity: 'Opportunity',
  associateEntityType: 'History',
  fields: [
    id('Opportunity History'),
    lookup('OpportunityId', 'Opportunity', {
      ...readOnly,
      nillable: false,
      childRelationshipName: 'OpportunityHistories',
      cascadeDelete: true,
    }),
    ...created(),
    picklist('StageName', STAGES, { ...readOnly, nillable: false, length: 255, label: 'To Stage' }),
    currency('Amount', 18, 2, readOnly),
    currency('ExpectedRevenue', 18, 2, { ...readOnly, label: 'Expected Amount' }),
    date('CloseDate', readOnly),
    percent('Probability', 3, 0, { ...readOnly, label: 'Probability (%)' }),
    restrictedPicklist('ForecastCategory', FORECAST_CATEGORIES, {
      ...readOnly,
      label: 'To ForecastCategory',
    }),
    currency('PrevAmount', 18, 2, { ...readOnly, label: 'Previous Amount' }),
    date('PrevCloseDate', { ...readOnly, label: 'Previous Close Date' }),
    systemModstamp(),
    isDeleted(),
  ],
});
