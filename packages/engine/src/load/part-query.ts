import type { MirrorTable } from '../ports/mirror.ts';
import type { IdRange } from '../ports/load-store.ts';
import { toReadableFields, toRowQuery } from '../soql/build-soql.ts';

/** The conditions for the records of a range. */
export function inRange({ after, through }: IdRange): string[] {
  return [
    ...(after === null ? [] : [`Id > '${after}'`]),
    ...(through === null ? [] : [`Id <= '${through}'`]),
  ];
}

export function toCountQuery(table: MirrorTable, range: IdRange): string {
  return toRowQuery(table, { select: ['COUNT()'], where: inRange(range) });
}

/** The lowest or highest id of a range. */
export function toEndQuery(table: MirrorTable, range: IdRange, end: 'first' | 'last'): string {
  const orderBy = [end === 'first' ? 'Id' : 'Id DESC'];
  return toRowQuery(table, { select: ['Id'], where: inRange(range), orderBy, limit: 1 });
}

/** No ORDER BY in a bulk job: it would switch off Salesforce's own chunking. */
export function toPartQuery(
  table: MirrorTable,
  part: { readonly range: IdRange; readonly fields: readonly string[] | null },
  page?: { readonly after: string | null; readonly rows: number },
): string {
  const range = { ...part.range, after: page?.after ?? part.range.after };
  return toRowQuery(table, {
    select: part.fields === null ? toReadableFields(table) : stillRead(table, part.fields),
    where: inRange(range),
    ...(page === undefined ? {} : { orderBy: ['Id'], limit: page.rows }),
  });
}

/** A field may have been lost since the load was planned. */
function stillRead(table: MirrorTable, fields: readonly string[]): string[] {
  const readable = new Set(toReadableFields(table));
  return fields.filter((field) => readable.has(field));
}

/**
 * A wide object's fields in chunks, each with `Id` and the cursor field, so that queries stay below `characters`. Null when
 * one query takes them all.
 *
 * @param least make at least so many chunks
 */
export function toFieldChunks(
  table: MirrorTable,
  characters: number,
  least: number,
): (readonly string[])[] | null {
  const fields = toReadableFields(table);
  const common = ['Id', table.cursorField];
  const others = fields.filter((field) => !common.includes(field));
  const length = (names: readonly string[]) => names.reduce((sum, name) => sum + name.length + 2, 0);
  const count = Math.max(least, Math.ceil(length(fields) / characters));
  if (count <= 1 || others.length < count) return null;
  const each = Math.ceil(others.length / count);
  return Array.from({ length: Math.ceil(others.length / each) }, (_, chunk) => [
    ...common,
    ...others.slice(chunk * each, (chunk + 1) * each),
  ]);
}
