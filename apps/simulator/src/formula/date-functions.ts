/**
 * Dates, datetimes and times. Conversions between them are done in GMT, whoever reads.
 * Source: Salesforce Help, "Using Date, Date/Time, and Time Values in Formulas".
 */
import type { FormulaType, FormulaValue } from './expression.ts';
import type { FormulaFunction } from './function-library.ts';
import { toDecimal } from './decimal.ts';

const TEXT: readonly FormulaType[] = ['text'];
const NUMBER: readonly FormulaType[] = ['number'];
const DATE: readonly FormulaType[] = ['date'];
const DATETIME: readonly FormulaType[] = ['datetime'];
const TIME: readonly FormulaType[] = ['time'];
const DAY_MS = 86_400_000;
const HIGHEST_MS = Date.UTC(4001, 0, 1);
const LOWEST_MS = Date.UTC(1000, 0, 1);

const moment = (date: string): Date => new Date(date.length === 10 ? `${date}T00:00:00.000Z` : date);

function toDate(milliseconds: number): string | null {
  return inRange(milliseconds) ? new Date(milliseconds).toISOString().slice(0, 10) : null;
}

function toDatetime(milliseconds: number): string | null {
  return inRange(milliseconds) ? new Date(Math.round(milliseconds)).toISOString() : null;
}

function inRange(milliseconds: number): boolean {
  return Number.isFinite(milliseconds) && milliseconds < HIGHEST_MS && milliseconds > LOWEST_MS;
}

/** The date of these numbers, if there is one: no 31st of February. */
function dateOf(year: number, month: number, day: number): string | null {
  const [y, m, d] = [Math.trunc(year), Math.trunc(month), Math.trunc(day)];
  const date = new Date(0);
  date.setUTCFullYear(y, m - 1, d);
  const same = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
  return same ? toDate(date.getTime()) : null;
}

function parseDate(text: string): string | null {
  const [, year, month, day] = /^\s*(\d{4})-(\d{1,2})-(\d{1,2})\s*$/.exec(text) ?? [];
  return year === undefined ? null : dateOf(Number(year), Number(month), Number(day));
}

function parseDatetime(text: string): string | null {
  const [, date = '', time = '', rest = ''] =
    /^\s*(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(\.\d{1,3})?Z?\s*$/.exec(text) ?? [];
  const parsed = Date.parse(`${date}T${time}${rest}Z`);
  return Number.isNaN(parsed) || parseDate(date) === null ? null : new Date(parsed).toISOString();
}

/** The last day of a month stays the last one: counted from the day after. Source: Salesforce Help, "ADDMONTHS". */
function addMonths(milliseconds: number, months: number): number {
  const next = new Date(milliseconds + DAY_MS);
  const day = next.getUTCDate();
  next.setUTCDate(1);
  next.setUTCMonth(next.getUTCMonth() + Math.trunc(months));
  const last = new Date(Date.UTC(next.getUTCFullYear(), next.getUTCMonth() + 1, 0)).getUTCDate();
  next.setUTCDate(Math.min(day, last));
  return next.getTime() - DAY_MS;
}

const part = (
  name: string,
  parameter: readonly FormulaType[],
  read: (date: string) => number,
): FormulaFunction => ({ name, parameters: [parameter], result: 'number', apply: read });

function isoWeekStart(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (3 - ((date.getUTCDay() + 6) % 7)) * DAY_MS);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * DAY_MS)) + 1 };
}

const timeMs = (time: string): number => Date.parse(`1970-01-01T${time}`);
/** A day has 24 hours and no more: what is over begins again. */
const toTime = (milliseconds: number): string =>
  new Date(((Math.trunc(milliseconds) % DAY_MS) + DAY_MS) % DAY_MS).toISOString().slice(11);

const same = (text: string): FormulaValue => text;

export const DATE_FUNCTIONS: readonly FormulaFunction[] = [
  { name: 'DATE', parameters: [NUMBER, NUMBER, NUMBER], result: 'date', apply: dateOf },
  { name: 'DATEVALUE', parameters: [TEXT], result: 'date', apply: parseDate },
  { name: 'DATEVALUE', parameters: [DATETIME], result: 'date', apply: (value: string) => value.slice(0, 10) },
  { name: 'DATEVALUE', parameters: [DATE], result: 'date', apply: same },
  { name: 'DATETIMEVALUE', parameters: [TEXT], result: 'datetime', apply: parseDatetime },
  {
    name: 'DATETIMEVALUE',
    parameters: [DATE],
    result: 'datetime',
    apply: (date: string) => `${date}T00:00:00.000Z`,
  },
  { name: 'DATETIMEVALUE', parameters: [DATETIME], result: 'datetime', apply: same },
  {
    name: 'TIMEVALUE',
    parameters: [TEXT],
    result: 'time',
    apply: (text: string) => (/^\d\d:\d\d:\d\d\.\d{3}$/.test(text) ? `${text}Z` : null),
  },
  { name: 'TIMEVALUE', parameters: [DATETIME], result: 'time', apply: (value: string) => value.slice(11) },
  part('YEAR', DATE, (date) => Number(date.slice(0, 4))),
  part('MONTH', DATE, (date) => Number(date.slice(5, 7))),
  part('DAY', DATE, (date) => Number(date.slice(8, 10))),
  part('WEEKDAY', DATE, (date) => moment(date).getUTCDay() + 1),
  part(
    'DAYOFYEAR',
    DATE,
    (date) => (moment(date).getTime() - Date.UTC(Number(date.slice(0, 4)), 0, 1)) / DAY_MS + 1,
  ),
  part('ISOWEEK', DATE, (date) => isoWeekStart(moment(date)).week),
  part('ISOYEAR', DATE, (date) => isoWeekStart(moment(date)).year),
  part('HOUR', TIME, (time) => Number(time.slice(0, 2))),
  part('MINUTE', TIME, (time) => Number(time.slice(3, 5))),
  part('SECOND', TIME, (time) => Number(time.slice(6, 8))),
  part('MILLISECOND', TIME, (time) => Number(time.slice(9, 12))),
  part('UNIXTIMESTAMP', ['date', 'datetime'], (value) => Math.trunc(moment(value).getTime() / 1000)),
  {
    name: 'FROMUNIXTIME',
    parameters: [NUMBER],
    result: 'datetime',
    apply: (seconds: number) => toDatetime(seconds * 1000),
  },
  {
    name: 'ADDMONTHS',
    parameters: [DATE, NUMBER],
    result: 'date',
    apply: (date: string, months: number) => toDate(addMonths(moment(date).getTime(), months)),
  },
  {
    name: 'ADDMONTHS',
    parameters: [DATETIME, NUMBER],
    result: 'datetime',
    apply: (value: string, months: number) => toDatetime(addMonths(moment(value).getTime(), months)),
  },
  // What the operators + and - do to dates. A date has no hours: part of a day does not move it.
  {
    name: '+',
    parameters: [DATE, NUMBER],
    result: 'date',
    apply: (date: string, days: number) => toDate(moment(date).getTime() + Math.floor(days) * DAY_MS),
  },
  {
    name: '+',
    parameters: [DATETIME, NUMBER],
    result: 'datetime',
    apply: (value: string, days: number) => toDatetime(moment(value).getTime() + days * DAY_MS),
  },
  {
    name: '+',
    parameters: [TIME, NUMBER],
    result: 'time',
    apply: (time: string, milliseconds: number) => toTime(timeMs(time) + milliseconds),
  },
  {
    name: '-',
    parameters: [DATE, DATE],
    result: 'number',
    apply: (a: string, b: string) => Math.round((moment(a).getTime() - moment(b).getTime()) / DAY_MS),
  },
  {
    name: '-',
    parameters: [DATETIME, DATETIME],
    result: 'number',
    apply: (a: string, b: string) => toDecimal((moment(a).getTime() - moment(b).getTime()) / DAY_MS),
  },
  {
    name: '-',
    parameters: [TIME, TIME],
    result: 'number',
    apply: (a: string, b: string) => timeMs(a) - timeMs(b),
  },
];
