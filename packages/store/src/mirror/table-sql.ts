import type { ColumnType, MappedColumn, MirrorTable } from '@sync-user/engine';
import { quote, toIdentifier } from '../database/identifier.ts';

/** `"crm_acme"."account"` */
export function tableName(table: Pick<MirrorTable, 'schema' | 'table'>): string {
  return `${quote(table.schema)}.${quote(table.table)}`;
}

export function indexName(table: MirrorTable, column: string): string {
  return toIdentifier(`${table.table}_${column}_idx`);
}

/** The column of the cursor field; it must be mapped, because every write is guarded by it. */
export function stampColumn(table: MirrorTable): MappedColumn {
  const column = findColumn(table, table.cursorField);
  if (column === undefined)
    throw new Error(`${table.sobject}: the cursor field ${table.cursorField} is not mapped`);
  return column;
}

/** Field names are matched without regard to case, as Salesforce does. */
export function findColumn(table: MirrorTable, field: string): MappedColumn | undefined {
  const wanted = field.toLowerCase();
  return table.columns.find((column) => column.field.toLowerCase() === wanted);
}

/** Type a value is read as before its cast: `10.0` and `1.0E3` are no integers to PostgreSQL, but numerics are. */
export function looseType(type: ColumnType): ColumnType {
  return type === 'integer' || type === 'bigint' ? 'numeric' : type;
}
