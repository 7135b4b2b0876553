/** What "today" and "this week" mean to the user who asks. */
import type { QueryRun } from './context.ts';

export interface UserCalendar {
  readonly timeZone: string;
  /** 0 for Sunday. */
  readonly firstDayOfWeek: number;
  /** 1 for January. */
  readonly fiscalStartMonth: number;
}

/**
 * Date literals follow the running user's time zone and locale.
 * Source: SOQL and SOSL Reference, "Date Formats and Date Literals in WHERE".
 */
export function userCalendar(run: QueryRun): UserCalendar {
  const { context, caller } = run;
  const user = context.schema.get('User')?.has('TimeZoneSidKey')
    ? context.database
        .prepare('select "TimeZoneSidKey" as zone, "LocaleSidKey" as locale from "o_User" where "Id" = ?')
        .get(caller.userId)
    : undefined;
  return {
    timeZone: textOr(user?.['zone'], 'GMT'),
    firstDayOfWeek: firstDay(textOr(user?.['locale'], 'en_US')),
    fiscalStartMonth: context.fiscalYearStartMonth(),
  };
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

/** Node has it; TypeScript's library does not say so yet. */
type LocaleWithWeek = Intl.Locale & { getWeekInfo(): { readonly firstDay: number } };

function firstDay(locale: string): number {
  try {
    // Intl counts from Monday, 1, to Sunday, 7.
    const known = new Intl.Locale(locale.replaceAll('_', '-')) as LocaleWithWeek;
    return known.getWeekInfo().firstDay % 7;
  } catch {
    return 0;
  }
}
