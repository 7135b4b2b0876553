import type { Change } from '@sync-user/contract';

export type FieldChange = readonly [column: string, values: Change['changed'][string]];

/**
 * Columns that move with every save and say what the entry says anyway: by whom, and when.
 * Source: Object Reference, "System Fields"; LastViewedDate and LastReferencedDate are the reader's own visits.
 */
const BOOKKEEPING = new Set([
  'systemmodstamp',
  'lastmodifieddate',
  'lastmodifiedbyid',
  'lastvieweddate',
  'lastreferenceddate',
]);

/**
 * Fields that Salesforce derives from another one of the same record, which says more.
 * Source: Object Reference, "Opportunity" (Fiscal, ForecastCategory, ExpectedRevenue, IsClosed, IsWon, LastStageChangeDate,
 * PushCount), "Task" (IsClosed,
 * CompletedDateTime).
 */
const DERIVED = new Set([
  'laststagechangedate',
  'pushcount',
  'fiscal',
  'fiscalyear',
  'fiscalquarter',
  'forecastcategory',
  'forecastcategoryname',
  'expectedrevenue',
  'isclosed',
  'iswon',
  'completeddatetime',
]);

/** The changed fields that tell a reader something, those that only follow from others last. */
export function tellingChanges(changed: Change['changed']): readonly FieldChange[] {
  const isDerived = ([column]: FieldChange): number => Number(DERIVED.has(column));
  return Object.entries(changed)
    .filter(([column]) => !BOOKKEEPING.has(column))
    .toSorted((a, b) => isDerived(a) - isDerived(b));
}

/** What people call the record; a person whose whole name has not been read yet has at least its parts. */
export function nameOfRecord({
  recordName,
  recordId,
  changed,
}: Pick<Change, 'recordName' | 'recordId' | 'changed'>): string {
  const parts = [changed['firstname']?.[1], changed['lastname']?.[1]].filter(
    (part) => typeof part === 'string',
  );
  return recordName ?? (changed['lastname']?.[1] == null ? recordId : parts.join(' '));
}
