import type { ColumnType } from '../ports/mirror.ts';

const COLUMN_TYPES: Readonly<Record<string, ColumnType>> = {
  boolean: 'boolean',
  int: 'integer',
  long: 'bigint',
  // Salesforce numbers are decimal; a binary float would not compare equal to what the org shows.
  double: 'numeric',
  currency: 'numeric',
  percent: 'numeric',
  date: 'date',
  datetime: 'timestamptz',
  time: 'time',
};

/**
 * Field types that have no column: compound values (their parts are fields of their own) and binary content.
 * Source: Bulk API 2.0 Developer Guide, "Create a Query Job" (compound data is not supported in Bulk Query).
 */
const WITHOUT_COLUMN: ReadonlySet<string> = new Set([
  'address',
  'location',
  'base64',
  'complexvalue',
  'json',
]);

/** The PostgreSQL type for a Salesforce field type; undefined when the type is not mirrored. */
export function toColumnType(sfType: string): ColumnType | undefined {
  return WITHOUT_COLUMN.has(sfType) ? undefined : (COLUMN_TYPES[sfType] ?? 'text');
}
