/** Rows made by SQLite itself, for tables of millions. */
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectModel } from './schema/schema.ts';
import { quote, tableName } from './storage/tables.ts';
import { toSql } from './storage/row-store.ts';
import type { Row } from './types.ts';

export interface Generation {
  /** Number of the first id. */
  readonly first: number;
  readonly count: number;
  /** SQL expression over `n` (1, 2, 3 …) by field name. */
  readonly columns: Readonly<Record<string, string>>;
  /** Values of fields without an expression. */
  readonly defaults: Readonly<Row>;
}

export function generateRows(database: DatabaseSync, model: ObjectModel, generation: Generation): void {
  const { first, count, columns, defaults } = generation;
  const given = new Map(Object.entries(columns).map(([name, sql]) => [name.toLowerCase(), sql]));
  for (const name of Object.keys(columns)) {
    if (!model.storedFields.some((field) => field.name.toLowerCase() === name.toLowerCase())) {
      throw new Error(`${model.name} has no field named ${name} that can be generated.`);
    }
  }
  const params: (string | number)[] = [];
  const expressions = model.storedFields.map((field) => {
    const expression = given.get(field.name.toLowerCase());
    if (expression !== undefined) return `(${expression})`;
    if (field.name === 'Id') return `sf_id('${model.definition.keyPrefix ?? ''}', n + ${first - 1})`;
    const value = toSql(defaults[field.name]);
    if (value === null) return 'null';
    params.push(value);
    return '?';
  });
  const names = model.storedFields.map((field) => quote(field.name)).join(', ');
  database
    .prepare(
      `with recursive series(n) as (select 1 union all select n + 1 from series where n < ?)
       insert into ${tableName(model.name)} (${names}) select ${expressions.join(', ')} from series`,
    )
    .run(count, ...params);
}
