/** A value as it came over the wire becomes the value that is stored, or a refusal in Salesforce's words. */
import { toId18 } from '../ids.ts';
import type { FieldDefinition } from '../schema/types.ts';
import type { RowError, Scalar } from '../types.ts';
import { rowError } from './row-failure.ts';

export type Normalised =
  | { readonly ok: true; readonly value: Scalar }
  | { readonly ok: false; readonly error: RowError };

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const INT_RANGE = 2_147_483_647;

/** How a value of the wrong type is quoted in a refusal. */
function wireText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function good(value: Scalar): Normalised {
  return { ok: true, value };
}

function bad(field: FieldDefinition, statusCode: string, message: string): Normalised {
  return { ok: false, error: rowError(statusCode, message, [field.name]) };
}

function notOfType(field: FieldDefinition, raw: unknown): Normalised {
  const kind =
    typeof raw === 'string'
      ? 'VALUE_STRING'
      : typeof raw === 'number'
        ? 'VALUE_NUMBER'
        : typeof raw === 'boolean'
          ? 'VALUE_TRUE'
          : 'START_OBJECT';
  const text = wireText(raw);
  const message = `Cannot deserialize instance of ${field.type} from ${kind} value ${text} or request may be missing a required field`;
  return bad(field, 'JSON_PARSER_ERROR', message);
}

/** Text is trimmed, and empty text is null. Source: salesforce-facts 5.4 (recalled). */
export function normaliseValue(field: FieldDefinition, raw: unknown): Normalised {
  if (raw === null || raw === undefined) return good(field.type === 'boolean' ? 0 : null);
  const value = typeof raw === 'string' ? raw.trim() : raw;
  if (value === '') return good(field.type === 'boolean' ? 0 : null);
  switch (field.type) {
    case 'boolean':
      return toBoolean(field, value);
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return toNumber(field, value);
    case 'date':
      return toDate(field, value);
    case 'datetime':
      return toDatetime(field, value);
    case 'time':
      return toTime(field, value);
    case 'id':
    case 'reference':
      return toReference(field, value);
    case 'picklist':
      return toPicklist(field, value);
    case 'multipicklist':
      return toMultipicklist(field, value);
    default:
      return toText(field, value);
  }
}

function toBoolean(field: FieldDefinition, value: unknown): Normalised {
  if (typeof value === 'boolean') return good(value ? 1 : 0);
  const word = String(value).toLowerCase();
  if (word === 'true' || word === '1') return good(1);
  return word === 'false' || word === '0' ? good(0) : notOfType(field, value);
}

function toNumber(field: FieldDefinition, value: unknown): Normalised {
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : Number.NaN;
  if (!Number.isFinite(number)) return notOfType(field, value);
  const outside = `${field.label}: value outside of valid range on numeric field: ${String(value)}`;
  if (field.type === 'int' || field.type === 'long') {
    if (!Number.isInteger(number)) return notOfType(field, value);
    const tooManyDigits = field.precision > 0 && Math.abs(number) >= 10 ** field.precision;
    if (field.type === 'int' && (tooManyDigits || Math.abs(number) > INT_RANGE))
      return bad(field, 'NUMBER_OUTSIDE_VALID_RANGE', outside);
    return good(number);
  }
  const limit = coordinateLimit(field);
  if (limit !== undefined && Math.abs(number) > limit)
    return bad(field, 'NUMBER_OUTSIDE_VALID_RANGE', outside);
  const digits = field.precision - field.scale;
  if (field.precision > 0 && Math.abs(number) >= 10 ** digits)
    return bad(field, 'NUMBER_OUTSIDE_VALID_RANGE', outside);
  return good(number);
}

/** Degrees of a place on earth. Source: SOAP API Developer Guide, "Compound Field Considerations and Limitations". */
function coordinateLimit({ name, compoundFieldName }: FieldDefinition): number | undefined {
  if (compoundFieldName === null) return undefined;
  if (/Latitude(?:__s)?$/.test(name)) return 90;
  return /Longitude(?:__s)?$/.test(name) ? 180 : undefined;
}

function toDate(field: FieldDefinition, value: unknown): Normalised {
  if (typeof value !== 'string') return notOfType(field, value);
  const day = /^\d{4}-\d{2}-\d{2}(?=$|T)/.exec(value)?.[0];
  if (day === undefined) return notOfType(field, value);
  const time = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(time.getTime()) || !time.toISOString().startsWith(day)
    ? notOfType(field, value)
    : good(day);
}

/** Stored to the second, in UTC. */
function toDatetime(field: FieldDefinition, value: unknown): Normalised {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return notOfType(field, value);
  const time = new Date(value.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')).getTime();
  if (Number.isNaN(time)) return notOfType(field, value);
  return good(new Date(Math.floor(time / 1000) * 1000).toISOString());
}

function toTime(field: FieldDefinition, value: unknown): Normalised {
  const [, clock, fraction] =
    typeof value === 'string' ? (/^(\d{2}:\d{2}:\d{2})(?:\.(\d{1,3}))?Z?$/.exec(value) ?? []) : [];
  return clock === undefined ? notOfType(field, value) : good(`${clock}.${(fraction ?? '').padEnd(3, '0')}Z`);
}

function toReference(field: FieldDefinition, value: unknown): Normalised {
  const id = typeof value === 'string' ? toId18(value) : undefined;
  if (id !== undefined) return good(id);
  return bad(field, 'MALFORMED_ID', `${field.label}: id value of incorrect type: ${String(value)}`);
}

function badPicklistValue(field: FieldDefinition, value: string): Normalised {
  const message = `${field.label}: bad value for restricted picklist field: ${value}`;
  return bad(field, 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message);
}

/** Values match without case and take the definition's spelling. */
function knownValue(field: FieldDefinition, value: string): string | undefined {
  const wanted = value.toLowerCase();
  return field.picklistValues.find((entry) => entry.active && entry.value.toLowerCase() === wanted)?.value;
}

function toPicklist(field: FieldDefinition, value: unknown): Normalised {
  const text = toText(field, value);
  if (!text.ok || typeof text.value !== 'string') return text;
  const known = knownValue(field, text.value);
  if (known !== undefined) return good(known);
  return field.restrictedPicklist && field.picklistValues.length > 0
    ? badPicklistValue(field, text.value)
    : text;
}

function toMultipicklist(field: FieldDefinition, value: unknown): Normalised {
  const text = toText(field, value);
  if (!text.ok || typeof text.value !== 'string') return text;
  const chosen = text.value
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const values = chosen.map((part) => knownValue(field, part) ?? part);
  const unknown = values.find((part) => knownValue(field, part) === undefined);
  if (unknown !== undefined && field.restrictedPicklist) return badPicklistValue(field, unknown);
  const order = new Map(field.picklistValues.map((entry, index) => [entry.value, index]));
  const rank = (part: string): number => order.get(part) ?? order.size;
  return good([...new Set(values)].sort((a, b) => rank(a) - rank(b)).join(';'));
}

function toText(field: FieldDefinition, value: unknown): Normalised {
  if (typeof value === 'object') return notOfType(field, value);
  // Line ends stay as they came. Source: Change Data Capture Developer Guide, "Considerations for Newline Characters".
  const text = wireText(value);
  if (field.length > 0 && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
    return bad(field, 'STRING_TOO_LONG', message);
  }
  if (field.type === 'email' && !EMAIL.test(text)) {
    return bad(field, 'INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`);
  }
  return good(text);
}
