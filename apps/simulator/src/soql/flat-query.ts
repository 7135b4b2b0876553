/** Queries for Bulk API 2.0: one flat row per record, every value as CSV text. */
import type { DatabaseSync } from 'node:sqlite';
import { SalesforceError } from '../errors.ts';
import { tableName } from '../org/storage/tables.ts';
import type { Caller, FlatQuery } from '../org/types.ts';
import { isAggregateStatement } from './aggregate.ts';
import type { Statement } from './ast.ts';
import { compileBody, limitClause } from './compile-statement.ts';
import { startRun, type QueryContext } from './context.ts';
import { readCsv } from './csv-chunks.ts';
import { csvLine, csvText, NUMBER_TYPES } from './csv-line.ts';
import { parseSoql } from './parse.ts';
import { requireLinkFilter } from './required-filters.ts';
import { refuseForSchemaObjects } from './schema-objects.ts';
import { readableObject, Scope } from './scope.ts';

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
  refuseForSchemaObjects(statement);
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
    if (NUMBER_TYPES.has(field.type)) numeric.push(sqls.length);
    sqls.push(
      field.type === 'boolean'
        ? `case ${sql} when 1 then 'true' when 0 then 'false' else '' end`
        : `coalesce(${sql}, '')`,
    );
    texts.push(csvText(field, sql));
  }
  const body = compileBody(scope, statement);
  const page = body.limit === undefined ? { text: '', params: [] } : limitClause(body);
  const rest = [body.order === '' ? '' : `order by ${body.order}`, page.text].join(' ').trim();
  const { where } = body;
  const from = body.fromSql();
  const reader = openReader();
  // A snapshot begins with the first read of a transaction.
  reader.exec('begin; select count(*) from sqlite_schema');
  return {
    object: model.name,
    columns,
    rows: (batchRows) =>
      readBatches(
        reader,
        `select ${sqls.join(', ')} from ${from} where ${where.text} ${rest}`,
        [...where.params, ...page.params],
        numeric,
        batchRows,
      ),
    csv: (format) =>
      readCsv(reader, {
        table: tableName(model.name),
        alias: scope.alias,
        line: csvLine(texts, format),
        from,
        where: where.text,
        whereParams: where.params,
        rest,
        restParams: page.params,
      }),
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
