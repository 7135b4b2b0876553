/** Objects whose rows live elsewhere: tokens and sessions are the services', not the org's. */
import type { DatabaseSync } from 'node:sqlite';
import { loadRows } from './load-rows.ts';
import type { ObjectModel } from './schema/schema.ts';
import { tableName } from './storage/tables.ts';
import type { Row } from './types.ts';

export class ProvidedRows {
  readonly #database: DatabaseSync;
  readonly #providers = new Map<string, () => Iterable<Readonly<Row>>>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  provide(objectName: string, rows: () => Iterable<Readonly<Row>>): void {
    this.#providers.set(objectName.toLowerCase(), rows);
  }

  /** Puts today's rows in the object's table; does nothing for objects that keep their own. */
  refresh(model: ObjectModel): void {
    const rows = this.#providers.get(model.name.toLowerCase());
    if (rows === undefined) return;
    const current = [...rows()];
    const own = !this.#database.isTransaction;
    if (own) this.#database.exec('begin');
    this.#database.exec(`delete from ${tableName(model.name)}`);
    loadRows(this.#database, model, current, { newId: () => '', values: {} });
    if (own) this.#database.exec('commit');
  }
}
