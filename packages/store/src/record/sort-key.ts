import { SyncError } from '@sync-user/contract';

/** Where a page of records ended: the sort, and the last row's place in it. */
export interface PageEnd {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  /** The last row's value as PostgreSQL writes it; null when it had none. */
  readonly value: string | null;
  readonly id: string;
}

export function toCursor(end: PageEnd): string {
  return Buffer.from(JSON.stringify([end.column, end.direction, end.value, end.id]), 'utf8').toString(
    'base64url',
  );
}

/** @throws `API_INVALID_REQUEST` for anything `toCursor` did not make */
export function fromCursor(cursor: string): PageEnd {
  const refused = new SyncError(
    'API_INVALID_REQUEST',
    'The cursor is not one of ours; begin again without it.',
  );
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw refused;
  }
  if (!Array.isArray(parts) || parts.length !== 4) throw refused;
  const [column, direction, value, id]: unknown[] = parts;
  if (typeof column !== 'string' || typeof id !== 'string') throw refused;
  if (direction !== 'asc' && direction !== 'desc') throw refused;
  if (value !== null && typeof value !== 'string') throw refused;
  return { column, direction, value, id };
}
