/** An account that is a person has a contact of its own, which is edited through it. Source: facts 8.8; Object Reference, "Person Accounts". */
import type { ObjectModel } from '../../schema/schema.ts';
import type { Row } from '../../types.ts';
import { requiredText } from '../error-texts.ts';
import { contactValuesOf, isPersonField } from '../person-contact.ts';
import { refuse } from '../row-failure.ts';
import { setField, type RowChange, type SaveContext } from '../save-context.ts';

/** Whether the account is a person follows from its record type, and its name from its parts. @throws RowFailure */
export function derivePersonAccount(context: SaveContext, change: RowChange): void {
  if (!context.setup.personAccounts) return;
  const isPerson = hasPersonType(context, change);
  if (change.before !== undefined && (change.before['IsPersonAccount'] === 1) !== isPerson) {
    // Source: Salesforce Help, "Considerations for Using Person Accounts": converting takes both record types and more.
    throw refuse(
      'INVALID_CROSS_REFERENCE_KEY',
      'Cannot change record type between business and person accounts',
      ['RecordTypeId'],
    );
  }
  setField(change, 'IsPersonAccount', isPerson ? 1 : 0);
  refuseForeignFields(change, isPerson);
  if (!isPerson) {
    if ((change.row['Name'] ?? null) === null) throw missing('Name');
    return;
  }
  if ((change.row['LastName'] ?? null) === null) throw missing('LastName');
  const parts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'].map((name) => change.row[name]);
  setField(change, 'Name', parts.filter((part) => typeof part === 'string').join(' '));
  const contacts = context.schema.get('Contact');
  if (change.before === undefined && contacts !== undefined) {
    setField(change, 'PersonContactId', context.newId(contacts));
  }
}

function missing(name: string): Error {
  return refuse('REQUIRED_FIELD_MISSING', requiredText([name]), [name]);
}

function hasPersonType(context: SaveContext, change: RowChange): boolean {
  const types = context.schema.get('RecordType');
  const id = change.row['RecordTypeId'];
  return (
    types !== undefined && typeof id === 'string' && context.rows.read(types, id)?.['IsPersonType'] === 1
  );
}

/** Companies have no first name, and a person's name is not given whole. The text is recalled. */
function refuseForeignFields(change: RowChange, isPerson: boolean): void {
  const foreign = [...change.changed].filter((name) => {
    const value = change.row[name] ?? null;
    if (value === null || value === 0 || value === (change.before?.[name] ?? null)) return false;
    return isPerson ? name === 'Name' : isPersonField(name);
  });
  if (foreign.length === 0) return;
  const message = `Account: bad field names on insert/update call: ${foreign.join(', ')}`;
  throw refuse('INVALID_FIELD_FOR_INSERT_UPDATE', message, foreign);
}

/** The contact follows its account; both changes are told. */
export function followPersonAccount(context: SaveContext, change: RowChange): void {
  const contacts = context.schema.get('Contact');
  const { row, before } = change;
  const id = row['PersonContactId'];
  if (row['IsPersonAccount'] !== 1 || contacts === undefined || typeof id !== 'string') return;
  const values: Row = { ...contactValuesOf(contacts, row), Name: row['Name'] ?? null };
  if (before === undefined)
    insertContact(context, contacts, id, { ...values, ...stampsOf(row), AccountId: row['Id'] ?? null });
  else updateContact(context, contacts, id, { ...values, ...stampsOf(row) });
}

function stampsOf(row: Readonly<Row>): Row {
  const names = ['CreatedDate', 'CreatedById', 'LastModifiedDate', 'LastModifiedById', 'SystemModstamp'];
  return Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
}

function insertContact(context: SaveContext, contacts: ObjectModel, id: string, values: Readonly<Row>): void {
  const contact: Row = { IsPersonAccount: 1 };
  for (const field of contacts.storedFields) {
    const value = values[field.name] ?? null;
    contact[field.name] ??= value ?? (field.type === 'boolean' ? 0 : null);
  }
  contact['Id'] = id;
  context.rows.insert(contacts, contact);
  context.touched.add('contact');
  context.record({ kind: 'create', object: 'Contact', id, before: undefined, after: contact });
}

function updateContact(context: SaveContext, contacts: ObjectModel, id: string, values: Readonly<Row>): void {
  const before = context.rows.read(contacts, id);
  if (before === undefined) return;
  const changes = Object.fromEntries(
    Object.entries(values).filter(([name, value]) => contacts.has(name) && before[name] !== value),
  );
  context.rows.update(contacts, id, changes);
  context.touched.add('contact');
  context.record({ kind: 'update', object: 'Contact', id, before, after: { ...before, ...changes } });
}

/** The contact of a person account is edited and deleted through the account. The text is assumed. @throws RowFailure */
export function refusePersonContact(model: ObjectModel, row: Readonly<Row> | undefined): void {
  if (model.name !== 'Contact' || row?.['IsPersonAccount'] !== 1) return;
  throw refuse(
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'The contact of a person account can only be changed through its account',
  );
}
