import type { ObjectDeclaration } from '../org/schema/types.ts';
import { created, id, isDeleted, lookup, readOnly, restrictedPicklist, text } from './field-helpers.ts';
import { setupObject } from './object-helpers.ts';

const value = { ...readOnly, filterable: false, sortable: false, groupable: false } as const;

/** One row per change of a tracked field. It has no SystemModstamp. */
export const opportunityFieldHistory: ObjectDeclaration = setupObject('OpportunityFieldHistory', '017', {
  label: 'Opportunity Field History',
  labelPlural: 'Opportunity Field History',
  kind: 'standard',
  replicateable: true,
  associateParentEntity: 'Opportunity',
  associateEntityType: 'History',
  fields: [
    id('Opportunity Field History'),
    isDeleted(),
    lookup('OpportunityId', 'Opportunity', {
      ...readOnly,
      nillable: false,
      childRelationshipName: 'Histories',
      cascadeDelete: true,
    }),
    ...created(),
    restrictedPicklist(
      'Field',
      'Account|Amount|Campaign|CloseDate=Close Date|created=Created.|Description|ExpectedRevenue=Expected Amount|' +
        'ForecastCategoryName=Forecast Category|LeadSource=Lead Source|Name|NextStep=Next Step|Owner|' +
        'Probability=Probability (%)|StageName=Stage|Type=Opportunity Type',
      { ...readOnly, nillable: false, length: 255, label: 'Changed Field' },
    ),
    restrictedPicklist(
      'DataType',
      'Currency|DateOnly|DateTime|DynamicEnum|EntityId|Percent|Text|Boolean|Double',
      {
        ...readOnly,
        label: 'Datatype',
      },
    ),
    text('OldValue', 255, value),
    text('NewValue', 255, value),
  ],
});
