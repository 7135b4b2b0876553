/** Queries for Bulk API 2.0: one flat row per record, every value as CSV text. */
import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Caller, FlatQuery } from '../org/types.ts';
import { isAggregateStatement } from './aggregate.ts';
import type { Statement } from './ast.ts';
import { compileBody, limitClause } from './compile-statement.ts';
import { startRun, type QueryContext } from './context.ts';
import { parseSoql } from './parse.ts';
import { requireLinkFilter } from './required-filters.ts';
import { readableObject, Scope } from './scope.ts';

const NUMBERS = new Set(['int', 'long', 'double', 'currency', 'percent']);
/** Text that cannot hold a quote. */
const QUOTELESS = new Set(['id', 'reference', 'boolean', 'date', 'datetime', 'time', ...NUMBERS]);
/** A column and nothing more. */
const COLUMN = /^[\w."]+$/;
/** SQLite bounds a function's arguments. */
const MAX_CONCATENATED = 90;

function unsupported(what: string): SalesforceError {
  return new SalesforceError(400, 'FUNCTIONALITY_NOT_ENABLED', `${what} not supported in Bulk Query`);
}

/** Source: Bulk API 2.0 Developer Guide, "Create a Query Job" (considerations). */
function refuseUnsupported(statement: Statement): void {
  if (isAggregateStatement(statement)) throw unsupported('Aggregate functions and GROUP BY');
  if (statement.offset !== undefined) throw unsupported('OFFSET');
  for (const item of statement.select) {
    if (item.kind === 'children') throw unsupported('Aggregate Relationships');
    if (item.kind === 'typeof') throw unsupported('TYPEOF');
    if (item.kind === 'function') throw unsupported(`${item.call.name}()`);
  }
}

/**
 * @param openReader gives a connection of its own: the snapshot stays as it is while others write
 * @throws SalesforceError as `query` does, and for what bulk queries cannot do
 */
export function runFlatQuery(
  context: QueryContext,
  caller: Caller,
  soql: string,
  options: { readonly includeDeleted: boolean },
  openReader: () => DatabaseSync,
): FlatQuery {
  const statement = parseSoql(soql);
  refuseUnsupported(statement);
  const run = startRun(context, caller, soql, options.includeDeleted);
  const model = readableObject(run, statement.from);
  context.prepareStatement(caller, statement);
  requireLinkFilter(caller, statement);
  const scope = new Scope(run, model);
  const columns: string[] = [];
  const sqls: string[] = [];
  const texts: string[] = [];
  const numeric: number[] = [];
  for (const item of statement.select) {
    if (item.kind !== 'path') continue;
    const { sql, field, parents } = scope.resolve(item.path);
    if (field.type === 'address' || field.type === 'location') throw unsupported('Selecting compound data');
    if (field.type === 'base64') throw unsupported('Selecting base64 data');
    columns.push([...parents.map((parent) => parent.relationship), field.name].join('.'));
    // Numbers are made into text by JavaScript, as in REST: SQLite would keep 15 digits only.
    if (NUMBERS.has(field.type)) numeric.push(sqls.length);
    sqls.push(
      field.type === 'boolean'
        ? `case ${sql} when 1 then 'true' when 0 then 'false' else '' end`
        : `coalesce(${sql}, '')`,
    );
    texts.push(csvText(field, sql));
  }
  const body = compileBody(scope, statement);
  const { text, params } = limitClause(body);
  const order = body.order === '' ? '' : `order by ${body.order}`;
  const rest = `from ${body.fromSql()} where ${body.where.text} ${order} ${text}`;
  const all = [...body.where.params, ...params];
  const reader = openReader();
  // A snapshot begins with the first read of a transaction.
  reader.exec('begin; select count(*) from sqlite_schema');
  return {
    object: model.name,
    columns,
    rows: (batchRows) => readBatches(reader, `select ${sqls.join(', ')} ${rest}`, all, numeric, batchRows),
    lines: ({ delimiter, lineEnding }, batchRows) =>
      readLines(reader, `select ${lineOf(texts, delimiter, lineEnding)} ${rest}`, all, batchRows),
    close: () => {
      if (reader.isOpen) reader.close();
    },
  };
}

function* readBatches(
  reader: DatabaseSync,
  sql: string,
  params: readonly (string | number | null)[],
  numeric: readonly number[],
  batchRows: number,
): Generator<readonly (readonly string[])[], undefined> {
  const prepared = reader.prepare(sql);
  prepared.setReturnArrays(true);
  let batch: string[][] = [];
  for (const row of prepared.iterate(...params) as unknown as Iterable<string[]>) {
    for (const index of numeric) row[index] = String(row[index]);
    if (batch.push(row) === batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** A value between the quotes of a CSV line; null is nothing, as `concat` has it. */
function csvText(field: FieldDefinition, sql: string): string {
  if (field.type === 'boolean') return `case ${sql} when 1 then 'true' when 0 then 'false' end`;
  const isColumn = COLUMN.test(sql);
  if (field.type !== 'int' && field.type !== 'long' && NUMBERS.has(field.type)) {
    // SQLite itself would keep 15 digits only. Whole numbers are the same in both, and quicker.
    return isColumn
      ? `iif(${sql} = cast(${sql} as integer) and abs(${sql}) < 1e15, cast(${sql} as integer), sf_number(${sql}))`
      : `sf_number(${sql})`;
  }
  if (QUOTELESS.has(field.type)) return sql;
  // Looking for a quote is quicker than making the text anew; a formula would be worked out three times.
  const doubled = `replace(${sql}, '"', '""')`;
  return isColumn ? `iif(instr(${sql}, '"'), ${doubled}, ${sql})` : doubled;
}

/** A whole line made by SQLite: several times faster than a value at a time. */
function lineOf(texts: readonly string[], delimiter: string, lineEnding: string): string {
  const parts = texts.flatMap((text) => [sqlText(`"${delimiter}"`), text]);
  parts[0] = sqlText('"');
  parts.push(sqlText(`"${lineEnding}`));
  const groups: string[] = [];
  for (let at = 0; at < parts.length; at += MAX_CONCATENATED)
    groups.push(`concat(${parts.slice(at, at + MAX_CONCATENATED).join(', ')})`);
  return groups.length === 1 ? (groups[0] ?? '') : `concat(${groups.join(', ')})`;
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function* readLines(
  reader: DatabaseSync,
  sql: string,
  params: readonly (string | number | null)[],
  batchRows: number,
): Generator<readonly string[], undefined> {
  const prepared = reader.prepare(sql);
  prepared.setReturnArrays(true);
  let batch: string[] = [];
  for (const [line = ''] of prepared.iterate(...params) as unknown as Iterable<string[]>) {
    if (batch.push(line) === batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
