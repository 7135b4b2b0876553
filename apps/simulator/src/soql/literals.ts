/** Literals of a condition as SQL values, checked against the field's type with Salesforce's words. */
import type { FieldDefinition, FieldType } from '../org/schema/types.ts';
import type { Literal, Target } from './ast.ts';
import type { QueryRun } from './context.ts';
import { dateSpan } from './date-literals.ts';
import { idOperand } from './id-operands.ts';
import { findAfter, malformed, queryError } from './marker.ts';
import { startOfDay, wallClock } from './time-zone.ts';
import { userCalendar } from './user-calendar.ts';

export type SqlValue = string | number | null;
/** A date literal is a span of time, everything else a point. */
export type Operand =
  | { readonly kind: 'value'; readonly value: SqlValue }
  | { readonly kind: 'span'; readonly start: string; readonly end: string };

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '%': '%',
  _: '_',
};

/** The text of a SOQL string. `\%` and `\_` keep their backslash when the text is a LIKE pattern. */
export function unescapeText(text: string, forLike = false): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (whole, code: string | undefined, character = '') => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
    if (forLike && (character === '%' || character === '_' || character === '\\')) return whole;
    // Source: SOQL and SOSL Reference, "Quoted String Escape Sequences": any other is an error. The text is assumed.
    const meant = ESCAPES[String(character).toLowerCase()];
    if (meant === undefined) throw malformed(`invalid escape sequence '${whole}'`);
    return meant;
  });
}

/** Source: SOQL and SOSL Reference, "SOQL and SOSL Limits"; facts 5.1. */
const MAX_STRING_CHARS = 4000;

type Family = 'text' | 'id' | 'number' | 'boolean' | 'date' | 'dateTime' | 'time';

function familyOf(type: FieldType): Family {
  switch (type) {
    case 'boolean':
    case 'date':
    case 'time':
      return type;
    case 'datetime':
      return 'dateTime';
    case 'id':
    case 'reference':
      return 'id';
    case 'int':
    case 'long':
    case 'double':
    case 'currency':
    case 'percent':
      return 'number';
    default:
      return 'text';
  }
}

function typeWord(field: FieldDefinition): string {
  if (field.type === 'datetime') return 'dateTime';
  if (field.type === 'currency' || field.type === 'percent') return 'double';
  return familyOf(field.type) === 'text' ? 'string' : field.type;
}

/** @throws SalesforceError `INVALID_FIELD`, `INVALID_QUERY_FILTER_OPERATOR` */
export function toOperand(run: QueryRun, field: FieldDefinition, target: Target, literal: Literal): Operand {
  // UserRecordAccess.RecordId is a picklist in describe, and an id all the same.
  const isRecordId = field.name === 'RecordId' && field.type === 'picklist';
  const family = isRecordId ? 'id' : familyOf(field.type);
  if (literal.type === 'STRING' && literal.text.length > MAX_STRING_CHARS) {
    throw malformed(
      `The string literal for field '${field.name}' is longer than ${MAX_STRING_CHARS} characters`,
    );
  }
  const point = (value: SqlValue): Operand => ({ kind: 'value', value });
  if (literal.type === 'NULL') return point(null);
  const wrong = (): never => {
    const quoted =
      family === 'text' || family === 'id'
        ? 'should be enclosed in quotes'
        : 'should not be enclosed in quotes';
    const message = `value of filter criterion for field '${field.name}' must be of type ${typeWord(field)} and ${quoted}`;
    throw queryError(run.soql, findAfter(run.soql, 'where', target.raw), 'INVALID_FIELD', message);
  };
  switch (family) {
    case 'text':
      if (literal.type !== 'STRING') return wrong();
      return point(emptyToNull(unescapeText(literal.text)));
    case 'id': {
      if (literal.type !== 'STRING') return wrong();
      const text = unescapeText(literal.text);
      if (text === '') return point(null);
      const id = idOperand(run.context.schema, field, text);
      if (id === undefined) {
        throw queryError(
          run.soql,
          findAfter(run.soql, 'where', target.raw),
          'INVALID_QUERY_FILTER_OPERATOR',
          `invalid ID field: ${text}`,
        );
      }
      return point(id);
    }
    case 'boolean':
      return literal.type === 'BOOLEAN' ? point(literal.text.toUpperCase() === 'TRUE' ? 1 : 0) : wrong();
    case 'number':
      return point(toNumber(literal) ?? wrong());
    case 'date':
      if (literal.type === 'DATE') return point(literal.text);
      return isDateLiteral(literal) ? toDays(run, literal) : wrong();
    case 'dateTime':
      if (literal.type === 'DATETIME') return point(toInstant(literal.text) ?? wrong());
      return isDateLiteral(literal) ? toInstants(run, literal) : wrong();
    default:
      return literal.type === 'STRING' ? wrong() : point(literal.text);
  }
}

export function emptyToNull(text: string): string | null {
  return text === '' ? null : text;
}

function isDateLiteral(literal: Literal): boolean {
  return literal.type === 'DATE_LITERAL' || literal.type === 'DATE_N_LITERAL';
}

type Span = Operand & { kind: 'span' };

/** Days of the user's own calendar. */
function toDays(run: QueryRun, literal: Literal): Span {
  const { timeZone, firstDayOfWeek, fiscalStartMonth } = userCalendar(run);
  const now = wallClock(run.context.clock.now(), timeZone);
  return { kind: 'span', ...dateSpan(literal.text, now, fiscalStartMonth, firstDayOfWeek) };
}

/** The same days as instants: midnight is the user's, so a day may have 23 or 25 hours. */
function toInstants(run: QueryRun, literal: Literal): Span {
  const { timeZone } = userCalendar(run);
  const days = toDays(run, literal);
  const instant = (day: string): string => new Date(startOfDay(day, timeZone)).toISOString();
  return { kind: 'span', start: instant(days.start), end: instant(days.end) };
}

/** Of `USD5000` the number; the other side of the comparison is converted. */
export function toNumber(literal: Literal): number | undefined {
  switch (literal.type) {
    case 'INTEGER':
    case 'DECIMAL':
      return Number(literal.text);
    case 'INTEGER_WITH_CURRENCY_PREFIX':
    case 'DECIMAL_WITH_CURRENCY_PREFIX':
      return Number(literal.text.slice(3));
    default:
      return undefined;
  }
}

/** As stored: UTC with milliseconds. Offsets come as `Z`, `+01:00` and `+0000`. */
export function toInstant(text: string): string | undefined {
  const instant = new Date(text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  return Number.isNaN(instant.getTime()) ? undefined : instant.toISOString();
}
