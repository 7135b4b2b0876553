/** How text is ordered and grouped: without case, by the upper-case letters, beyond ASCII too. */
import type { FieldDefinition } from '../org/schema/types.ts';

const CASELESS = new Set([
  'string',
  'picklist',
  'multipicklist',
  'combobox',
  'email',
  'phone',
  'url',
  'textarea',
  'encryptedstring',
]);

export function isCaseless(field: FieldDefinition): boolean {
  return CASELESS.has(field.type) && !field.caseSensitive;
}

/**
 * SQL to sort and group by. SQLite's own NOCASE knows ASCII only, and puts `_` before the letters where Salesforce
 * puts it after. Source: SOQL and SOSL Reference, "ORDER BY" (English locales sort by UTF-8 in upper case).
 */
export function sortable(sql: string, field: FieldDefinition): string {
  return isCaseless(field) ? `sf_upper(${sql})` : sql;
}
