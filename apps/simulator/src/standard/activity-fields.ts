import type { FieldDeclaration } from '../org/schema/types.ts';
import {
  always,
  date,
  id,
  integer,
  lookup,
  picklistValues,
  prefilterable,
  readOnly,
  restrictedPicklist,
} from './field-helpers.ts';
import { TIME_ZONE_VALUES } from './time-zones.ts';

/** What a task or event can be about, in an org with all of Salesforce's own objects. */
export const ACTIVITY_TARGETS =
  'Account ApptBundleAggrDurDnscale ApptBundleAggrPolicy ApptBundleConfig ApptBundlePolicy ApptBundlePolicySvcTerr ' +
  'ApptBundlePropagatePolicy ApptBundleRestrictPolicy ApptBundleSortPolicy Asset AssetRelationship AssetWarranty ' +
  'AssignedResource AttributeDefinition AttributePicklist AttributePicklistValue Campaign Case ChannelProgram ' +
  'ChannelProgramLevel CommSubscriptionConsent ContactRequest Contract ContractLineItem CreditMemo DelegatedAccount ' +
  'Entitlement Expense ExpenseReport ExpenseReportEntry Image Invoice LegalEntity ListEmail Location MaintenanceAsset ' +
  'MaintenancePlan OperatingHoursHoliday Opportunity Order PartnerFundAllocation PartnerFundClaim PartnerFundRequest ' +
  'PartnerMarketingBudget PartyConsent ProcessException Product2 ProductConsumed ProductItem ProductRequest ' +
  'ProductRequestLineItem ProductServiceCampaign ProductServiceCampaignItem ProductTransfer ResourceAbsence ReturnOrder ' +
  'ReturnOrderLineItem ServiceAppointment ServiceContract ServiceCrew ServiceCrewMember ServiceResource Shift ' +
  'ShiftPattern ShiftPatternEntry Shipment ShipmentItem Solution TimeSheet TimeSheetEntry TravelMode WarrantyTerm ' +
  'WorkOrder WorkOrderLineItem WorkPlan WorkPlanSelectionRule WorkPlanTemplate WorkPlanTemplateEntry WorkStep ' +
  'WorkStepTemplate';

/** Id, WhoId and WhatId; `children` is the relationship's name on the other side. */
export function activityHead(children: 'Tasks' | 'Events'): FieldDeclaration[] {
  const child = { childRelationshipName: children, cascadeDelete: true } as const;
  return [
    id('Activity'),
    lookup('WhoId', 'Contact Lead', { ...child, label: 'Name ID' }),
    lookup('WhatId', ACTIVITY_TARGETS, { ...child, label: 'Related To ID' }),
  ];
}

/** The account is worked out from WhatId and WhoId. */
export const activityAccount = () => lookup('AccountId', 'Account', { ...readOnly, ...prefilterable });

export const recurrenceTimeZone = () => {
  const { picklistValues: _none, ...zone } = restrictedPicklist('RecurrenceTimeZoneSidKey', '', {
    ...always,
    label: 'Recurrence Time Zone',
  });
  return { ...zone, picklistValues: TIME_ZONE_VALUES };
};

/** How a series repeats (the classic kind). */
export function recurrencePattern(): FieldDeclaration[] {
  return [
    restrictedPicklist(
      'RecurrenceType',
      'RecursDaily=Recurs Daily|RecursEveryWeekday=Recurs Every Weekday|RecursMonthly=Recurs Monthly|' +
        'RecursMonthlyNth=Recurs Monthly Nth|RecursWeekly=Recurs Weekly|RecursYearly=Recurs Yearly|' +
        'RecursYearlyNth=Recurs Yearly Nth',
      always,
    ),
    integer('RecurrenceInterval', 9, always),
    integer('RecurrenceDayOfWeekMask', 9, { ...always, label: 'Recurrence Day of Week Mask' }),
    integer('RecurrenceDayOfMonth', 9, { ...always, label: 'Recurrence Day of Month' }),
    restrictedPicklist('RecurrenceInstance', 'First=1st|Second=2nd|Third=3rd|Fourth=4th|Last=last', always),
    restrictedPicklist(
      'RecurrenceMonthOfYear',
      'January|February|March|April|May|June|July|August|September|October|November|December',
      { ...always, label: 'Recurrence Month of Year' },
    ),
  ];
}

export const recurrenceEnd = () => date('RecurrenceEndDateOnly', { ...always, label: 'Recurrence End' });

/** Events and tasks subtypes cannot be changed later. */
export const subtype = (name: string, values: string) =>
  restrictedPicklist(name, '', {
    ...always,
    updateable: false,
    picklistValues: picklistValues(values),
  });
