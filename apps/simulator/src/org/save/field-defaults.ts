/** What a new row gets without being told. */
import type { FieldDefinition } from '../schema/types.ts';
import type { Scalar } from '../types.ts';
import { applyRecordTypeDefaults, isOffered } from './rules/record-type.ts';
import { emptyRollUp } from './rules/roll-up-sql.ts';
import { setField, type RowChange, type SaveContext } from './save-context.ts';

export function applyDefaults(context: SaveContext, change: RowChange): void {
  applyRecordTypeDefaults(context, change);
  for (const field of change.model.storedFields) {
    // The user's own currency comes before the organization's, which is the field's default.
    if (change.changed.has(field.name) || field.name === 'CurrencyIsoCode') continue;
    const value = defaultOf(context, change, field);
    if (value !== undefined && isOffered(context, change, field, value)) setField(change, field.name, value);
  }
  if (!change.changed.has('OwnerId')) setField(change, 'OwnerId', context.caller.userId);
  if (change.model.has('CurrencyIsoCode') && !change.changed.has('CurrencyIsoCode')) {
    setField(change, 'CurrencyIsoCode', defaultCurrency(context));
  }
}

/** The user's own currency, else the organization's. */
function defaultCurrency(context: SaveContext): Scalar {
  const users = context.schema.get('User');
  const user = users === undefined ? undefined : context.rows.read(users, context.caller.userId);
  const own = user?.['DefaultCurrencyIsoCode'] ?? user?.['CurrencyIsoCode'];
  if (typeof own === 'string') return own;
  const currencies = context.schema.get('CurrencyType');
  const [corporate] = currencies === undefined ? [] : context.rows.findIds(currencies, 'IsCorporate', 1);
  if (currencies === undefined || corporate === undefined) return null;
  return context.rows.read(currencies, corporate)?.['IsoCode'] ?? null;
}

function defaultOf(context: SaveContext, change: RowChange, field: FieldDefinition): Scalar | undefined {
  if (field.rollUp !== null) return emptyRollUp(field.rollUp);
  if (field.autoNumberFormat !== null) return nextAutoNumber(context, change, field, field.autoNumberFormat);
  if (field.type === 'boolean') return field.defaultValue === true ? 1 : 0;
  // No describe says so. Source: fixtures `responses/subscription/new_account.json`, `read-list-leads.json`.
  if (field.name === 'CleanStatus') return 'Pending';
  if (field.name === 'CommunityNickname') return nickname(context);
  if (field.defaultValue !== null) return field.defaultValue;
  const picked = field.picklistValues.find((entry) => entry.defaultValue && entry.active);
  return picked?.value;
}

/** Nobody needs to think one up for a new user. Source: users that Apex tests insert without one; its form is assumed. */
function nickname(context: SaveContext): string {
  return `User${Date.parse(context.stamp)}${context.store.takeNumbers('nickname', 1)}`;
}

/** `INV-{0000}` → `INV-0042`; `{YYYY}`, `{MM}` and `{DD}` are the day's. Source: Salesforce Help, "Auto-Number Fields". */
function nextAutoNumber(
  context: SaveContext,
  change: RowChange,
  field: FieldDefinition,
  format: string,
): string {
  const number = context.store.takeNumbers(autoNumberCounter(change.model.name, field.name), 1);
  return formatAutoNumber(format, number, context.stamp);
}

export function autoNumberCounter(objectName: string, fieldName: string): string {
  return `auto:${objectName}.${fieldName}`.toLowerCase();
}

export function formatAutoNumber(format: string, number: number, stamp: string): string {
  return format
    .replaceAll('{YYYY}', stamp.slice(0, 4))
    .replaceAll('{YY}', stamp.slice(2, 4))
    .replaceAll('{MM}', stamp.slice(5, 7))
    .replaceAll('{DD}', stamp.slice(8, 10))
    .replace(/\{(0+)\}/, (_, zeros: string) => String(number).padStart(zeros.length, '0'));
}
