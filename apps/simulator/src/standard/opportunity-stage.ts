import type { ObjectDeclaration } from '../org/schema/types.ts';
import { FORECAST_CATEGORIES, FORECAST_CATEGORY_NAMES } from './common-picklists.ts';
import {
  audit,
  checkbox,
  id,
  integer,
  percent,
  readOnly,
  restrictedPicklist,
  system,
  text,
} from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

export const opportunityStage: ObjectDeclaration = setupObject('OpportunityStage', '01J', {
  fields: [
    id('Opportunity Stage'),
    text('MasterLabel', 255, { ...readOnly, label: 'Label', nameField: true }),
    text('ApiName', 255, { ...readOnly, label: 'API Name' }),
    checkbox('IsActive', { ...system, label: 'Is Active' }),
    integer('SortOrder', 9, { ...readOnly, label: 'Order' }),
    checkbox('IsClosed', { ...system, label: 'Closed' }),
    checkbox('IsWon', { ...system, label: 'Won' }),
    restrictedPicklist('ForecastCategory', FORECAST_CATEGORIES, { ...readOnly, nillable: false }),
    restrictedPicklist('ForecastCategoryName', FORECAST_CATEGORY_NAMES, { ...readOnly, length: 255 }),
    percent('DefaultProbability', 3, 0, { ...readOnly, label: 'Probability (%)' }),
    text('Description', 255, readOnly),
    ...audit(),
  ],
});
