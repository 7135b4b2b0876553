/** COUNT(), GROUP BY and aggregate functions. */
import { SalesforceError } from '../errors.ts';
import type { QueryPage, QueryRecord } from '../org/types.ts';
import type { Condition, Statement, Target } from './ast.ts';
import { compileBody, limitClause } from './compile-statement.ts';
import { compileCondition, resolveTarget } from './conditions.ts';
import { isAggregate } from './functions.ts';
import type { SqlValue } from './literals.ts';
import { findWord, malformed, queryError } from './marker.ts';
import type { Scope } from './scope.ts';
import { toJsonValue } from './shape-record.ts';

export function isAggregateStatement(statement: Statement): boolean {
  return (
    statement.groupBy.length > 0 ||
    statement.select.some((item) => item.kind === 'function' && isAggregate(item.call))
  );
}

/** `SELECT COUNT() FROM …`: the number is `totalSize`, and there are no records. */
export function runCount(scope: Scope, statement: Statement): QueryPage {
  const body = compileBody(scope, { ...statement, orderBy: [] });
  const { text, params } = limitClause(body);
  const from = `${body.fromSql()} where ${body.where.text}`;
  const bounded = body.limit !== undefined || body.offset > 0;
  const sql = bounded
    ? `select count(*) as n from (select 1 from ${from} ${text})`
    : `select count(*) as n from ${from}`;
  const row = scope.run.context.database.prepare(sql).get(...body.where.params, ...(bounded ? params : []));
  return {
    totalSize: Number(row?.['n']),
    done: true,
    records: [],
    nextLocator: undefined,
    columnMetadata: [],
  };
}

export function runAggregate(scope: Scope, statement: Statement, batchSize: number): QueryPage {
  const { run } = scope;
  const groups = statement.groupBy.map((target) => groupColumn(scope, target));
  let unnamed = 0;
  const aliases = new Map<string, string>();
  const columns = statement.select.map((item) => {
    if (item.kind === 'children' || item.kind === 'typeof')
      throw malformed('Grouped query cannot have child subqueries or TYPEOF');
    const target: Target = item.kind === 'path' ? item.path : item.call;
    const { sql, field } = resolveTarget(scope, target);
    const grouped = groups.includes(sql) || (item.kind === 'function' && isAggregate(item.call));
    if (!grouped) {
      const message = `Field must be grouped or aggregated: ${field.name}`;
      throw queryError(run.soql, findWord(run.soql, target.raw), 'MALFORMED_QUERY', message);
    }
    const key = item.alias ?? (item.kind === 'path' ? field.name : `expr${unnamed++}`);
    if (item.alias !== undefined) aliases.set(item.alias.toLowerCase(), sql);
    return { key, sql, field, raw: target.raw };
  });
  const body = compileBody(scope, { ...statement, orderBy: [] });
  const order = statement.orderBy.map((item) => {
    const sql = aliases.get(item.target.raw.toLowerCase()) ?? resolveTarget(scope, item.target).sql;
    return `${sql} ${item.descending ? 'desc' : 'asc'} nulls ${item.nullsLast ? 'last' : 'first'}`;
  });
  const having =
    statement.having === undefined ? undefined : compileCondition(scope, checkHaving(statement.having));
  const { text, params } = limitClause(body, batchSize + 1);
  const sql = [
    `select ${columns.map((column) => column.sql).join(', ')} from ${body.fromSql()} where ${body.where.text}`,
    groups.length === 0 ? '' : `group by ${groups.join(', ')}`,
    having === undefined ? '' : `having ${having.text}`,
    order.length === 0 ? '' : `order by ${order.join(', ')}`,
    text,
  ].join(' ');
  const prepared = run.context.database.prepare(sql);
  prepared.setReturnArrays(true);
  const values: SqlValue[] = [...body.where.params, ...(having?.params ?? []), ...params];
  const rows = prepared.all(...values) as unknown as unknown[][];
  if (rows.length > batchSize) {
    const message =
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
    throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', message);
  }
  const records = rows.map((row): QueryRecord => {
    const record: QueryRecord = { attributes: { type: 'AggregateResult' } };
    for (const [index, column] of columns.entries())
      record[column.key] = toJsonValue(column.field, row[index]);
    return record;
  });
  const columnMetadata = columns.map((column) => ({
    aggregate: true,
    columnName: column.key,
    displayName: column.raw,
    joinColumns: [],
  }));
  return { totalSize: records.length, done: true, records, nextLocator: undefined, columnMetadata };
}

function groupColumn(scope: Scope, target: Target): string {
  if (target.kind === 'function' && (target.name === 'ROLLUP' || target.name === 'CUBE')) {
    throw malformed(`GROUP BY ${target.name} is not supported by this simulated org`);
  }
  const { sql, field } = resolveTarget(scope, target);
  if (target.kind === 'path' && !field.groupable) {
    const message = `field '${field.name}' can not be grouped in a query call`;
    throw queryError(scope.run.soql, findWord(scope.run.soql, target.raw), 'INVALID_FIELD', message);
  }
  return sql;
}

/** HAVING compares grouped fields and aggregates; a subquery has no place in it. */
function checkHaving(condition: Condition): Condition {
  if (condition.kind === 'in-query') throw malformed('Semi join sub-selects are not allowed in HAVING');
  return condition;
}
