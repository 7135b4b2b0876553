import type { MappedColumn } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Batch } from './merge-batch.ts';
import { looseType } from './table-sql.ts';

/** A record as it is to be, with values as the API writes them. */
export interface Image {
  readonly deleted: boolean;
  readonly stamp: unknown;
  readonly name: unknown;
  /** Id of the user who made it so. */
  readonly by: unknown;
  /** One for each column of the batch, in its order. */
  readonly values: readonly unknown[];
}

/** Images of different records, with the same columns, as a batch that travels as one JSON parameter. */
export function toImageBatch(columns: readonly MappedColumn[], images: readonly Image[]): Batch {
  const rows = images.map(({ deleted, stamp, name, by, values }) => {
    const row: Record<string, unknown> = {
      deleted,
      stamp: toValue(stamp),
      name: toValue(name),
      by: toValue(by),
    };
    values.forEach((value, index) => (row[`c${index}`] = toValue(value)));
    return row;
  });
  const selected = columns.map(
    (column, index) => `r.c${index}::${column.columnType} as ${quote(column.column)}`,
  );
  const declared = columns.map((column, index) => `c${index} ${looseType(column.columnType)}`);
  return {
    columns,
    parameter: JSON.stringify(rows),
    sql: (placeholder) => /* sql */ `
      select ${selected.join(', ')},
             r.deleted as sync_deleted, r.stamp as sync_stamp, r.name as sync_name, r.by as sync_user
        from json_to_recordset(${placeholder}::json)
             as r(${declared.join(', ')}, deleted boolean, stamp timestamptz, name text, by text)`,
  };
}

/** PostgreSQL has neither NUL nor half characters, and Salesforce has no empty text: it means null there. */
function toValue(value: unknown): unknown {
  if (value === undefined || value === '') return null;
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;
}
