import type { IsoInstant } from '../ports/clock.ts';
import type { MirrorTable } from '../ports/mirror.ts';

/** Fields that are read: those whose column has no trouble. */
function readableFields(table: MirrorTable): string[] {
  return table.columns.filter((column) => column.trouble === null).map((column) => column.field);
}

/** Everything of an object, for a bulk job. No ORDER BY: it would switch off Salesforce's own chunking. */
export function toLoadQuery(table: MirrorTable): string {
  return `SELECT ${readableFields(table).join(', ')} FROM ${table.sobject}`;
}

/** What changed at or after `from`, deleted rows too when it is run by queryAll. */
export function toPollQuery(table: MirrorTable, from: IsoInstant): string {
  const fields = [...readableFields(table), ...(table.hasIsDeleted ? ['IsDeleted'] : [])];
  // Stamps have whole seconds; a bound with milliseconds would step over the second it lies in.
  const bound = `${from.slice(0, 19)}Z`;
  return `SELECT ${fields.join(', ')} FROM ${table.sobject} WHERE ${table.cursorField} >= ${bound} ORDER BY ${table.cursorField}, Id`;
}
