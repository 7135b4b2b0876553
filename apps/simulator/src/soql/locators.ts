/** Query locators: which rows a query found, kept for later pages. Survive a restart. */
import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import type { Caller } from '../org/types.ts';
import { limitClause, type CompiledBody } from './compile-statement.ts';
import type { QueryContext, QueryRun } from './context.ts';
import type { Scope } from './scope.ts';
import type { SqlRow } from './shape-record.ts';

/** Source: Summer '26 limits digest, "query locator". */
const LIFETIME_MS = 2 * 86_400_000;

export interface Locator {
  readonly id: string;
  readonly number: number;
  readonly soql: string;
  readonly includeDeleted: boolean;
  /** Items of SELECT lists that lead to the child subquery; empty for the statement itself. */
  readonly childPath: readonly number[];
  readonly totalSize: number;
}

export function createLocatorTables(database: DatabaseSync): void {
  database.exec(/* sql */ `
    create table if not exists sim_locator (
      number integer primary key, id text not null unique, user_id text not null, soql text not null,
      include_deleted integer not null, child_path text not null, total_size integer not null, created_at integer not null
    );
    create table if not exists sim_locator_row (
      locator integer not null, position integer not null, row integer not null, primary key (locator, position)
    ) without rowid;
  `);
}

/** Runs the statement once more for the row numbers alone, entirely inside SQLite: a million takes about a second. */
export function createLocator(
  run: QueryRun,
  body: CompiledBody,
  alias: string,
  childPath: readonly number[],
): Locator {
  const { database, clock } = run.context;
  const now = clock.now();
  dropLocators(database, now - LIFETIME_MS);
  const id = run.context.newLocatorId();
  const { lastInsertRowid } = database
    .prepare(
      `insert into sim_locator (id, user_id, soql, include_deleted, child_path, total_size, created_at)
       values (?, ?, ?, ?, ?, 0, ?)`,
    )
    .run(id, run.caller.userId, run.soql, run.includeDeleted ? 1 : 0, JSON.stringify(childPath), now);
  const number = Number(lastInsertRowid);
  const order = body.order === '' ? '' : `order by ${body.order}`;
  const { text, params } = limitClause(body);
  const { changes } = database
    .prepare(
      `insert into sim_locator_row (locator, position, row)
       select ?, row_number() over (${order}) - 1 as position, ${alias}.rowid
       from ${body.fromSql()} where ${body.where.text} order by position ${text}`,
    )
    .run(number, ...body.where.params, ...params);
  // With an OFFSET the numbering does not begin at zero.
  if (body.offset > 0) {
    database
      .prepare('update sim_locator_row set position = position - ? where locator = ?')
      .run(body.offset, number);
  }
  const totalSize = Number(changes);
  database.prepare('update sim_locator set total_size = ? where number = ?').run(totalSize, number);
  return { id, number, soql: run.soql, includeDeleted: run.includeDeleted, childPath, totalSize };
}

function dropLocators(database: DatabaseSync, createdBefore: number): void {
  database
    .prepare(
      'delete from sim_locator_row where locator in (select number from sim_locator where created_at < ?)',
    )
    .run(createdBefore);
  database.prepare('delete from sim_locator where created_at < ?').run(createdBefore);
}

export function toLocatorText(locator: Locator, offset: number): string {
  return `${locator.id}-${offset}`;
}

function invalid(): SalesforceError {
  return new SalesforceError(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
}

/** @throws SalesforceError `INVALID_QUERY_LOCATOR` */
export function readLocator(
  context: QueryContext,
  caller: Caller,
  text: string,
): { locator: Locator; offset: number } {
  const [, id, offset] = /^(\w{15,18})-(\d+)$/.exec(text) ?? [];
  if (id === undefined || offset === undefined) throw invalid();
  const row = context.database
    .prepare('select * from sim_locator where substr(id, 1, 15) = substr(?, 1, 15)')
    .get(id);
  if (row === undefined || row['user_id'] !== caller.userId) throw invalid();
  if (Number(row['created_at']) < context.clock.now() - LIFETIME_MS) throw invalid();
  const locator: Locator = {
    id: String(row['id']),
    number: Number(row['number']),
    soql: String(row['soql']),
    includeDeleted: row['include_deleted'] === 1,
    childPath: JSON.parse(String(row['child_path'])) as number[],
    totalSize: Number(row['total_size']),
  };
  return { locator, offset: Number(offset) };
}

/** Rows deleted since the query ran are left out, unless deleted rows were asked for. */
export function readLocatorRows(
  run: QueryRun,
  locator: Locator,
  columns: readonly string[],
  scope: Scope,
  offset: number,
  count: number,
): SqlRow[] {
  const deleted = scope.model.hasIsDeleted && !run.includeDeleted ? `and ${scope.alias}."IsDeleted" = 0` : '';
  // Sharing may have changed since the query ran.
  const visible = run.context.rowFilter(run.caller.userId, scope.model, scope.alias);
  const shared = visible === undefined ? '' : `and ${visible.text}`;
  const prepared = run.context.database.prepare(
    `select ${columns.join(', ')} from sim_locator_row l cross join ${scope.fromSql()}
     where l.locator = ? and l.position >= ? and l.position < ? and ${scope.alias}.rowid = l.row ${deleted} ${shared}
     order by l.position`,
  );
  prepared.setReturnArrays(true);
  return prepared.all(locator.number, offset, offset + count) as unknown as SqlRow[];
}
