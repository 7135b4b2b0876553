import type { SourceRecord } from '../../ports/source-org.ts';

/** A SOQL text literal. */
export function soqlText(value: string): string {
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** `'a', 'b'`, each once. */
export function soqlList(values: Iterable<string>): string {
  return [...new Set(values)].map(soqlText).join(', ');
}

/** A parent record inside a record; an empty one where there is none. */
export function nested(row: SourceRecord, name: string): SourceRecord {
  const value = row[name];
  return typeof value === 'object' && value !== null ? (value as SourceRecord) : {};
}

/** Undefined for anything but text. */
export function textOf(row: SourceRecord | undefined, name: string): string | undefined {
  const value = row?.[name];
  return typeof value === 'string' ? value : undefined;
}
