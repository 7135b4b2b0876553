import { SyncError } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import pg from 'pg';

/**
 * What to say of a value that PostgreSQL refused, without the value: its message quotes record contents, and those do
 * not belong in logs. Undefined when the error is another one.
 */
export function describeRefusedValue(error: unknown): string | undefined {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return undefined;
  if (!error.code.startsWith('22') && error.code !== '23502' && error.code !== '23505') return undefined;
  const message = (error.message.split(/: "|"/)[0] ?? '').trim();
  const place = /line (\d+)(?:, column ([^:,]+))?/.exec(error.where ?? '');
  const line = place?.[1] === undefined ? '' : `, line ${place[1]}`;
  const column = place?.[2] === undefined ? '' : `, column ${place[2]}`;
  return `${error.code === '23505' ? 'a record came twice' : message} (${error.code}${line}${column})`;
}

/** The error as it may travel on: named and without the value when a value is at fault, else itself. */
export function toValueError(table: MirrorTable, error: unknown): unknown {
  const refused = describeRefusedValue(error);
  if (refused === undefined) return error;
  return new SyncError('SF_UNEXPECTED', `A value of ${table.sobject} does not fit its column: ${refused}`, {
    sobject: table.sobject,
  });
}
