import { SyncError } from '@sync-user/contract';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A run of digits long enough to be a number JavaScript cannot hold. Nearly every answer has none. */
const LONG_NUMBER = /\d[\d.]{15,}/;

/**
 * Parses JSON, keeping numbers exact: one that a double would change comes back as its text. Salesforce has number
 * fields of 18 digits, and what the poll writes must equal what the bulk CSV wrote.
 *
 * @throws `SyntaxError`
 */
export function parseJson(text: string): unknown {
  return LONG_NUMBER.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
}

function keepExact(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || context?.source === undefined) return value;
  return digitsOf(String(value)) === digitsOf(context.source) ? value : context.source;
}

/** The significant digits, without sign, point, exponent and the zeros around them. */
function digitsOf(number: string): string {
  return number
    .replace(/e.*$/i, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws `SF_UNEXPECTED` */
export function jsonObject(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw unexpected(`${what} is not an object`);
}

/** @throws `SF_UNEXPECTED` */
export function jsonArray(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw unexpected(`${what} is not a list`);
}

export function optionalText(object: JsonObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** @throws `SF_UNEXPECTED` */
export function text(object: JsonObject, key: string): string {
  const value = object[key];
  if (typeof value === 'string') return value;
  throw unexpected(`"${key}" is not text`);
}

/** A number; 0 when Salesforce left it out. Counts are sent as text by some resources. */
export function numberOrZero(object: JsonObject, key: string): number {
  const value = Number(object[key] ?? 0);
  return Number.isFinite(value) ? value : 0;
}

/** True only for `true`: a flag that is missing is off. */
export function flag(object: JsonObject, key: string): boolean {
  return object[key] === true;
}

export function unexpected(message: string): SyncError {
  return new SyncError('SF_UNEXPECTED', `An answer of Salesforce has an unknown shape: ${message}`);
}
