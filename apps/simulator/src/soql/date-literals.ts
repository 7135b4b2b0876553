/** The spans of days that SOQL's date literals mean. */
import { malformed } from './marker.ts';

/** Days, `YYYY-MM-DD`; the end is not included. */
export interface DateSpan {
  readonly start: string;
  readonly end: string;
}

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year' | 'fiscal_quarter' | 'fiscal_year';

const DAY_MS = 86_400_000;

function day(year: number, month: number, date: number): Date {
  return new Date(Date.UTC(year, month, date));
}

function isoDay(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** The first day of the unit that this day lies in. */
function startOf(unit: Unit, date: Date, fiscalStartMonth: number, firstDayOfWeek: number): Date {
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  const fiscalOffset = (month - (fiscalStartMonth - 1) + 12) % 12;
  switch (unit) {
    case 'day':
      return day(year, month, date.getUTCDate());
    case 'week':
      return day(year, month, date.getUTCDate() - ((date.getUTCDay() - firstDayOfWeek + 7) % 7));
    case 'month':
      return day(year, month, 1);
    case 'quarter':
      return day(year, month - (month % 3), 1);
    case 'year':
      return day(year, 0, 1);
    case 'fiscal_quarter':
      return day(year, month - (fiscalOffset % 3), 1);
    default:
      return day(year, month - fiscalOffset, 1);
  }
}

/** A start of a unit, moved by whole units. */
function move(unit: Unit, start: Date, by: number): Date {
  const year = start.getUTCFullYear();
  const month = start.getUTCMonth();
  switch (unit) {
    case 'day':
      return new Date(start.getTime() + by * DAY_MS);
    case 'week':
      return new Date(start.getTime() + by * 7 * DAY_MS);
    case 'month':
      return day(year, month + by, 1);
    case 'quarter':
    case 'fiscal_quarter':
      return day(year, month + by * 3, 1);
    default:
      return day(year + by, month, 1);
  }
}

function toUnit(word: string): Unit {
  const unit = word.toLowerCase().replace(/s$/, '');
  switch (unit) {
    case 'day':
    case 'week':
    case 'month':
    case 'quarter':
    case 'year':
    case 'fiscal_quarter':
    case 'fiscal_year':
      return unit;
    default:
      throw malformed(`unexpected token: ${word}`);
  }
}

/**
 * The span of a literal such as `THIS_FISCAL_QUARTER` or `LAST_N_DAYS:30`, seen from `nowMs` on the user's wall clock.
 * Weeks begin on Sunday (0) unless told.
 * Source: SOQL and SOSL Reference, "Date Formats and Date Literals in WHERE".
 */
export function dateSpan(
  literal: string,
  nowMs: number,
  fiscalStartMonth: number,
  firstDayOfWeek = 0,
): DateSpan {
  const [name = '', numberText] = literal.toUpperCase().split(':');
  const now = new Date(nowMs);
  const today = startOf('day', now, fiscalStartMonth, firstDayOfWeek);
  const span = (unit: Unit, from: number, to: number): DateSpan => {
    const start = startOf(unit, now, fiscalStartMonth, firstDayOfWeek);
    return { start: isoDay(move(unit, start, from)), end: isoDay(move(unit, start, to)) };
  };
  if (name === 'TODAY') return span('day', 0, 1);
  if (name === 'YESTERDAY') return span('day', -1, 0);
  if (name === 'TOMORROW') return span('day', 1, 2);
  if (name === 'LAST_90_DAYS') return lastDays(today, 90);
  if (name === 'NEXT_90_DAYS') return span('day', 1, 91);
  if (numberText !== undefined) return countedSpan(name, Number(numberText), today, span);
  const plain = /^(THIS|LAST|NEXT)_(WEEK|MONTH|QUARTER|YEAR|FISCAL_QUARTER|FISCAL_YEAR)$/.exec(name);
  const [, which, word] = plain ?? [];
  if (which === undefined || word === undefined) throw malformed(`unexpected token: ${literal}`);
  const from = which === 'THIS' ? 0 : which === 'LAST' ? -1 : 1;
  return span(toUnit(word), from, from + 1);
}

/** `LAST_N_DAYS:n` includes today. */
function lastDays(today: Date, count: number): DateSpan {
  return { start: isoDay(move('day', today, -count)), end: isoDay(move('day', today, 1)) };
}

function countedSpan(
  name: string,
  count: number,
  today: Date,
  span: (unit: Unit, from: number, to: number) => DateSpan,
): DateSpan {
  const [, which, word] = /^(LAST|NEXT)_N_(\w+)$/.exec(name) ?? [];
  if (which !== undefined && word !== undefined) {
    const unit = toUnit(word);
    if (which === 'NEXT') return span(unit, 1, count + 1);
    return unit === 'day' ? lastDays(today, count) : span(unit, -count, 0);
  }
  const ago = /^N_(\w+)_AGO$/.exec(name)?.[1];
  if (ago === undefined) throw malformed(`unexpected token: ${name}:${count}`);
  return span(toUnit(ago), -count, 1 - count);
}
