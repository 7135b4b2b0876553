import { createHash } from 'node:crypto';

/** Longest name in PostgreSQL, in bytes. Source: PostgreSQL manual, 4.1.1 "Identifiers and Key Words". */
const MAX_BYTES = 63;

/**
 * The name PostgreSQL gets for `name`. Longer ones are cut by PostgreSQL without a word and may then meet another;
 * here they end in a hash of the whole name instead.
 */
export function toIdentifier(name: string): string {
  if (name === '' || name.includes('\0')) throw new Error('a PostgreSQL name must not be empty or hold NUL');
  if (Buffer.byteLength(name) <= MAX_BYTES) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  let kept = name;
  while (Buffer.byteLength(kept) > MAX_BYTES - 9) kept = kept.slice(0, -1);
  return `${kept.toWellFormed().replace(/\uFFFD$/, '')}_${hash}`;
}

/** Any name, quoted so that it can stand in SQL. */
export function quote(name: string): string {
  return `"${toIdentifier(name).replaceAll('"', '""')}"`;
}
