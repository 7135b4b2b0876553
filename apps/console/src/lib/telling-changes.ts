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

/** The changed fields that tell a reader something. */
export function tellingChanges(changed: Change['changed']): readonly FieldChange[] {
  return Object.entries(changed).filter(([column]) => !BOOKKEEPING.has(column));
}
