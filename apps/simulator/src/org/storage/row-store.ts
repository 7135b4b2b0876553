/** Reads and writes whole rows by id, with prepared statements kept per object. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isAskedBySharing } from '../access/gone-rows.ts';
import type { ObjectModel } from '../schema/schema.ts';
import type { Row, Scalar } from '../types.ts';
import { quote, tableName } from './tables.ts';

export interface ClearedLookup {
  readonly object: string;
  readonly childId: string;
  readonly field: string;
}

export class RowStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Call it when columns change. */
  forgetStatements(): void {
    this.#statements.clear();
  }

  /** As stored: booleans are 0 and 1. Deleted rows too. */
  read(model: ObjectModel, id: string): Row | undefined {
    const statement = this.#prepare(`select * from ${tableName(model.name)} where "Id" = ?`);
    const row = statement.get(id);
    return row === undefined ? undefined : ({ ...row } as Row);
  }

  /** The only row of an object that has one. */
  first(model: ObjectModel): Row | undefined {
    const row = this.#prepare(`select * from ${tableName(model.name)} limit 1`).get();
    return row === undefined ? undefined : ({ ...row } as Row);
  }

  /** The first row of any statement, for what is computed over tables. */
  compute(sql: string, ...params: readonly (string | number | null)[]): Row | undefined {
    return this.#prepare(sql).get(...params) as Row | undefined;
  }

  /** Some fields of a row, those the object has: an object such as User is wide, and reading all of it is slow. */
  readFields(model: ObjectModel, id: string, names: readonly string[]): Row | undefined {
    const columns = names.filter((name) => model.has(name)).map(quote);
    const statement = this.#prepare(
      `select ${columns.join(', ')} from ${tableName(model.name)} where "Id" = ?`,
    );
    return statement.get(id) as Row | undefined;
  }

  /** Columns that the row does not name become null. */
  insert(model: ObjectModel, row: Readonly<Row>): void {
    const fields = model.storedFields;
    const columns = fields.map((field) => quote(field.name)).join(', ');
    const marks = fields.map(() => '?').join(', ');
    const statement = this.#prepare(`insert into ${tableName(model.name)} (${columns}) values (${marks})`);
    statement.run(...fields.map((field) => toSql(row[field.name])));
  }

  update(model: ObjectModel, id: string, changes: Readonly<Row>): void {
    const names = Object.keys(changes);
    if (names.length === 0) return;
    const assignments = names.map((name) => `${quote(name)} = ?`).join(', ');
    const statement = this.#prepare(`update ${tableName(model.name)} set ${assignments} where "Id" = ?`);
    statement.run(...names.map((name) => toSql(changes[name])), id);
  }

  remove(model: ObjectModel, id: string): void {
    this.#prepare(`delete from ${tableName(model.name)} where "Id" = ?`).run(id);
  }

  /** Removes the row and notes when it was deleted, which getDeleted tells for 15 days. */
  removeForGood(model: ObjectModel, id: string, deletedAt: Scalar | undefined): void {
    const names = model.storedFields.filter(isAskedBySharing).map(({ name }) => name);
    const sharing = names.length === 0 ? {} : (this.readFields(model, id, names) ?? {});
    this.remove(model, id);
    this.#prepare(
      'insert or replace into sim_delete_log (object, id, deleted_at, sharing) values (?, ?, ?, ?)',
    ).run(model.name, id, String(deletedAt), JSON.stringify(sharing));
  }

  /** Rows removed for good whose delete lies in `[from, to)`, ISO 8601, by the time of the delete. */
  removedBetween(
    model: ObjectModel,
    from: string,
    to: string,
  ): { readonly id: string; readonly deletedAt: string }[] {
    const statement = this.#prepare(
      'select id, deleted_at from sim_delete_log where object = ? and deleted_at >= ? and deleted_at < ? order by deleted_at, id',
    );
    return statement
      .all(model.name, from, to)
      .map((row) => ({ id: String(row['id']), deletedAt: String(row['deleted_at']) }));
  }

  /** Notes a lookup that was emptied because its parent was deleted. */
  rememberCleared({ parentId, object, childId, field }: ClearedLookup & { readonly parentId: string }): void {
    this.#prepare(
      'insert or replace into sim_cleared_lookup (parent_id, object, child_id, field) values (?, ?, ?, ?)',
    ).run(parentId, object, childId, field);
  }

  /** The lookups that pointed at this row when it was deleted; they are remembered no longer. */
  takeCleared(parentId: string): ClearedLookup[] {
    const rows = this.#prepare(
      'select object, child_id, field from sim_cleared_lookup where parent_id = ?',
    ).all(parentId);
    this.#prepare('delete from sim_cleared_lookup where parent_id = ?').run(parentId);
    return rows.map((row) => ({
      object: String(row['object']),
      childId: String(row['child_id']),
      field: String(row['field']),
    }));
  }

  /** Notes the event that an invitation made for its user. */
  rememberInvited(relationId: string, eventId: string): void {
    this.#prepare('insert into sim_invited_event (relation_id, event_id) values (?, ?)').run(
      relationId,
      eventId,
    );
  }

  invitedEvent(relationId: string): string | undefined {
    const row = this.#prepare('select event_id as id from sim_invited_event where relation_id = ?').get(
      relationId,
    );
    return row === undefined ? undefined : String(row['id']);
  }

  /** Every live row. */
  *all(model: ObjectModel): IterableIterator<Row> {
    const live = model.hasIsDeleted ? ' where "IsDeleted" = 0' : '';
    // A statement of its own: rows may be read and written between two steps.
    const statement = this.#database.prepare(`select * from ${tableName(model.name)}${live}`);
    for (const row of statement.iterate()) yield { ...row } as Row;
  }

  /** Ids of rows whose field has this value, deleted ones only when asked for. */
  findIds(model: ObjectModel, fieldName: string, value: Scalar, includeDeleted = false): string[] {
    const live = model.hasIsDeleted && !includeDeleted ? ' and "IsDeleted" = 0' : '';
    const statement = this.#prepare(
      `select "Id" as id from ${tableName(model.name)} where ${quote(fieldName)} = ?${live}`,
    );
    return statement.all(toSql(value)).map((row) => String(row['id']));
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

export function toSql(value: Scalar | undefined): string | number | null {
  if (value === undefined) return null;
  return typeof value === 'boolean' ? Number(value) : value;
}
