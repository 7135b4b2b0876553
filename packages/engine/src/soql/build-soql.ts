import type { IsoInstant } from '../ports/clock.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';

/** Whether a column's field is asked for: neither lost to the sync user nor taken out of the mapping. */
export function isRead(column: Pick<MappedColumn, 'trouble' | 'removedAt'>): boolean {
  return column.trouble === null && column.removedAt === null;
}

/** Fields that are read of an object. */
export function toReadableFields(table: MirrorTable): string[] {
  return table.columns.filter(isRead).map((column) => column.field);
}

export interface RowQuery {
  /** What is asked for; absent: every field that is read. An aggregate such as `COUNT()` is asked for alone. */
  readonly select?: readonly string[];
  /** Conditions that all hold, each without OR at its top unless in brackets. */
  readonly where?: readonly string[];
  readonly groupBy?: readonly string[];
  readonly orderBy?: readonly string[];
  readonly limit?: number;
}

/**
 * A query for rows of a selected object. Every read of rows is built here, because here alone the object's row filter
 * is put into it.
 */
export function toRowQuery(table: MirrorTable, query: RowQuery): string {
  const conditions = [...(query.where ?? []), ...(table.rowFilter === null ? [] : [`(${table.rowFilter})`])];
  return [
    `SELECT ${(query.select ?? toReadableFields(table)).join(', ')}`,
    `FROM ${table.sobject}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    ...(query.groupBy === undefined ? [] : [`GROUP BY ${query.groupBy.join(', ')}`]),
    ...(query.orderBy === undefined ? [] : [`ORDER BY ${query.orderBy.join(', ')}`]),
    ...(query.limit === undefined ? [] : [`LIMIT ${query.limit}`]),
  ].join(' ');
}

/** Every field that is read, and of rows that a query of queryAll brings, whether they are deleted. */
export function toFieldsWithDeleted(table: MirrorTable): string[] {
  return [...toReadableFields(table), ...(table.hasIsDeleted ? ['IsDeleted'] : [])];
}

/** What changed at or after `from`, deleted rows too when it is run by queryAll. */
export function toPollQuery(table: MirrorTable, from: IsoInstant): string {
  return toRowQuery(table, {
    select: toFieldsWithDeleted(table),
    where: [changedSince(table, from)],
    orderBy: [table.cursorField, 'Id'],
  });
}

/** The condition for what changed at or after `from`. */
export function changedSince(table: MirrorTable, from: IsoInstant): string {
  // Stamps have whole seconds; a bound with milliseconds would step over the second it lies in.
  return `${table.cursorField} >= ${from.slice(0, 19)}Z`;
}
