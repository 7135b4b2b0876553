import { isSyncError, SyncError } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import pg from 'pg';

/** Our own words for SQLSTATEs: PostgreSQL's message quotes the value, in the language it was set up with. */
const REFUSALS: Readonly<Record<string, string>> = {
  '22003': 'a number is out of range',
  '22007': 'not a date or time',
  '22008': 'a date or time is out of range',
  '22P02': 'not a value of the column’s type',
  '23502': 'a record has no id',
  '23505': 'a record came twice',
};

/**
 * What to say of a value that PostgreSQL refused, without the value: record contents do not belong in logs.
 * Undefined when the error is another one.
 */
export function describeRefusedValue(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined;
  const said = REFUSALS[error.code] ?? (error.code.startsWith('22') ? 'a value does not fit' : undefined);
  if (said === undefined) return undefined;
  const place = /line (\d+)(?:, column ([^:,]+))?/.exec(error.where ?? '');
  const line = place?.[1] === undefined ? '' : `, line ${place[1]}`;
  const column = place?.[2] === undefined ? '' : `, column ${place[2]}`;
  return `${said} (${error.code}${line}${column})`;
}

/** The error as it may travel on: named and without the value when a value is at fault, else itself. */
export function toValueError(table: MirrorTable, error: unknown): unknown {
  const refused = describeRefusedValue(error);
  if (refused === undefined) return error;
  return new SyncError('SF_UNEXPECTED', `A value of ${table.sobject} does not fit its column: ${refused}`, {
    sobject: table.sobject,
    valueRefused: true,
  });
}

/** Whether an error says that a value does not fit, as `toValueError` does. */
export function isValueError(error: unknown): boolean {
  return isSyncError(error, 'SF_UNEXPECTED') && error.details['valueRefused'] === true;
}
