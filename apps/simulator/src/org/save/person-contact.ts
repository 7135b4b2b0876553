/** Which contact fields a person account shows as its own. */
import type { ObjectModel } from '../schema/schema.ts';
import type { Row } from '../types.ts';

const SHARED = new Set([
  'FirstName',
  'LastName',
  'MiddleName',
  'Suffix',
  'Salutation',
  'Phone',
  'Fax',
  'OwnerId',
  'CurrencyIsoCode',
]);

/** `PersonEmail` → `Email`, `Level__pc` → `Level__c`; undefined for fields that are the account's alone. */
export function contactFieldOf(contacts: ObjectModel, accountField: string): string | undefined {
  if (SHARED.has(accountField)) return contacts.field(accountField)?.name;
  if (accountField === 'PersonContactId') return undefined;
  if (accountField.endsWith('__pc')) return contacts.field(accountField.replace(/__pc$/, '__c'))?.name;
  return accountField.startsWith('Person')
    ? contacts.field(accountField.slice('Person'.length))?.name
    : undefined;
}

/** The contact's values, out of the account's. */
export function contactValuesOf(contacts: ObjectModel, account: Readonly<Row>): Row {
  const values: Row = {};
  for (const [name, value] of Object.entries(account)) {
    const field = contactFieldOf(contacts, name);
    if (field !== undefined) values[field] = value;
  }
  return values;
}

/** Fields that only person accounts have. */
export function isPersonField(name: string): boolean {
  return /^(?:FirstName|LastName|MiddleName|Suffix|Salutation)$|^Person(?!ContactId$)[A-Z]|__pc$/.test(name);
}
