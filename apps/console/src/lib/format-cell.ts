import { formatDate, formatExact } from './format-time.ts';

export type Cell = string | number | boolean | null;

const amount = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** Groups from five digits on: a year is a number in Salesforce, and 2,026 reads wrong. */
const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8, useGrouping: 'min2' });

const NUMBERS = new Set(['currency', 'double', 'int', 'long', 'percent']);

/** Numbers stand right, so digits of one weight stand above each other. */
export function isNumeric(type: string): boolean {
  return NUMBERS.has(type);
}

/** Text of a mirrored value by its Salesforce field type. Decimals arrive as text, so none of their digits is lost. */
export function formatCell(value: Cell | undefined, type: string, currency?: Cell): string {
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (type === 'date') return formatDate(`${String(value).slice(0, 10)}T00:00:00.000Z`, 'UTC');
  if (type === 'datetime')
    return Number.isNaN(Date.parse(String(value))) ? String(value) : formatExact(String(value));
  if (isNumeric(type)) return formatDecimal(String(value), type, currency);
  return String(value);
}

function formatDecimal(value: string, type: string, currency: Cell | undefined): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value;
  // Text goes to the formatter as it is: it reads decimal text exactly, a float would round beyond 15 digits.
  const text = (type === 'currency' ? amount : plain).format(value as Intl.StringNumericLiteral);
  if (type === 'percent') return `${text}%`;
  return type === 'currency' && typeof currency === 'string' && currency !== ''
    ? `${text} ${currency}`
    : text;
}

/** A value of the change feed, where only the column is known: short, one line. */
export function formatChanged(value: Cell): string {
  if (value === null || value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'number') return plain.format(value);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value) && !Number.isNaN(Date.parse(value))) return formatExact(value);
  return value;
}
