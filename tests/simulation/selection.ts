import type { FieldSelection } from '@sync-user/engine';
import type { Random } from './random.ts';

export const HISTORY_OBJECTS = ['Account', 'Contact', 'Lead', 'Widget__c'] as const;
export type HistoryObject = (typeof HISTORY_OBJECTS)[number];

export interface SelectedForHistory {
  readonly sobject: HistoryObject;
  readonly fields: FieldSelection;
}

/** What histories write, hide and take away, parts of compound fields, and what moves without being written. */
const FIELDS: Readonly<Record<HistoryObject, readonly string[]>> = {
  Account: ['Description', 'NumberOfEmployees', 'BillingCity', 'BillingCountry', 'Phone', 'OwnerId'],
  Contact: ['FirstName', 'Title', 'Description', 'AccountId', 'Department', 'ReportsToId', 'IsEmailBounced'],
  Lead: [
    'Title',
    'Company',
    'AnnualRevenue',
    'Status',
    'IsConverted',
    'ConvertedAccountId',
    'ConvertedContactId',
  ],
  Widget__c: ['Key__c', 'Title__c', 'Size__c', 'Flag__c', 'Day__c', 'Account__c'],
};

/** Two objects as a rule, with the fields that matter: wide tables cost much and tell little more, so they are rare. */
export function chooseSelection(random: Random): readonly SelectedForHistory[] {
  const count = random.weighted({ 1: 20, 2: 60, 3: 15, 4: 5 });
  const left: HistoryObject[] = [...HISTORY_OBJECTS];
  const chosen: HistoryObject[] = [];
  while (chosen.length < Number(count)) {
    const sobject = random.pick(left);
    left.splice(left.indexOf(sobject), 1);
    chosen.push(sobject);
  }
  return HISTORY_OBJECTS.filter((sobject) => chosen.includes(sobject)).map((sobject) => ({
    sobject,
    fields: random.chance(0.05) ? 'all' : FIELDS[sobject],
  }));
}
