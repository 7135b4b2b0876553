/** Rows without checks, at the speed of prepared inserts. */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel } from './schema/schema.ts';
import { quote, tableName } from './storage/tables.ts';
import { toSql } from './storage/row-store.ts';
import type { Row, Scalar } from './types.ts';

/** What a row gets where the loader says nothing. */
export interface LoadDefaults {
  newId(): string;
  /** Values for fields the row leaves out (`undefined`, not null). */
  readonly values: Readonly<Row>;
}

/** One transaction per call: all rows or none. @returns how many rows there were */
export function loadRows(
  database: DatabaseSync,
  model: ObjectModel,
  rows: Iterable<Readonly<Row>>,
  defaults: LoadDefaults,
): number {
  const fields = model.storedFields;
  const columns = fields.map((field) => quote(field.name)).join(', ');
  const marks = fields.map(() => '?').join(', ');
  const insert = database.prepare(`insert into ${tableName(model.name)} (${columns}) values (${marks})`);
  const names = fields.map((field) => field.name);
  const fallback = names.map((name) => toSql(defaults.values[name]));
  const values: (string | number | null)[] = Array.from({ length: names.length }, () => null);
  let count = 0;
  for (const row of rows) {
    for (let index = 0; index < names.length; index += 1) {
      const name = names[index] ?? '';
      const value: Scalar | undefined = row[name];
      values[index] =
        value === undefined ? (name === 'Id' ? defaults.newId() : (fallback[index] ?? null)) : toSql(value);
    }
    insert.run(...values);
    count += 1;
  }
  return count;
}
