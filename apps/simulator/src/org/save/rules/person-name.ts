import { setField, type RowChange } from '../save-context.ts';

/** `Name` of people is made of its parts; the salutation is not one of them. Source: Object Reference, Contact. */
export function derivePersonName(change: RowChange): void {
  const parts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'].map((name) => change.row[name]);
  const name = parts.filter((part) => typeof part === 'string' && part !== '').join(' ');
  if (name !== '') setField(change, 'Name', name);
}
