/** COUNT(), GROUP BY and aggregate functions. */
import { SalesforceError } from '../errors.ts';
import { markDouble } from '../write-json.ts';
import type { QueryPage, QueryRecord } from '../org/types.ts';
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Condition, FunctionCall, Statement, Target } from './ast.ts';
import { compileBody, limitClause } from './compile-statement.ts';
import { compileCondition } from './conditions.ts';
import { isAggregate } from './functions.ts';
import { forSet, planGrouping, type Grouping } from './grouping.ts';
import type { SqlValue } from './literals.ts';
import { findWord, malformed, queryError } from './marker.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Scope } from './scope.ts';
import { DECIMALS, toJsonValue } from './shape-record.ts';
import { groupingSql } from './subtotals.ts';
import { sortable } from './text-order.ts';

export function isAggregateStatement(statement: Statement): boolean {
  return (
    statement.groupBy.length > 0 ||
    statement.select.some((item) => item.kind === 'function' && aggregates(item.call))
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

interface Column {
  readonly key: string;
  readonly sql: string;
  readonly field: FieldDefinition;
  readonly raw: string;
}

export function runAggregate(scope: Scope, statement: Statement, batchSize: number): QueryPage {
  const { run } = scope;
  refuseMixture(statement);
  const grouping = planGrouping(scope, statement.groupBy);
  const columns = planColumns(scope, statement, grouping);
  const order = planOrder(scope, statement, columns, grouping);
  const having =
    statement.having === undefined ? undefined : compileCondition(scope, checkHaving(statement.having));
  const body = compileBody(scope, { ...statement, orderBy: [] });
  const { text, params } = limitClause(body, batchSize + 1);
  const selected = [
    ...columns.map((column, index) => `${column.sql} as c${index}`),
    ...order.map((item, index) => `${item.sql} as s${index}`),
  ];
  const from = `from ${body.fromSql()} where ${body.where.text}`;
  const each = grouping.sets.map((set) => {
    const keys = set.map((group) => group.key).join(', ');
    const groupBy = keys === '' ? '' : `group by ${keys}`;
    // An aggregate over no group at all still has one row; a subtotal over no rows has none.
    const some = keys === '' && grouping.groups.length > 0 ? 'having count(*) > 0' : '';
    const kept =
      having === undefined ? some : `having ${having.text}${some === '' ? '' : ' and count(*) > 0'}`;
    return forSet(`select ${selected.join(', ')} ${from} ${groupBy} ${kept}`, set, grouping.groups);
  });
  const orderBy =
    order.length === 0
      ? ''
      : `order by ${order.map((item, index) => `s${index} ${item.direction}`).join(', ')}`;
  const sql = `select * from (${each.join(' union all ')}) ${orderBy} ${text}`;
  const prepared = run.context.database.prepare(sql);
  prepared.setReturnArrays(true);
  const values: SqlValue[] = each.flatMap(() => [...body.where.params, ...(having?.params ?? [])]);
  const rows = prepared.all(...values, ...params) as unknown as unknown[][];
  if (rows.length > batchSize) {
    const message =
      'Aggregate query does not support queryMore(), use LIMIT to restrict the results to a single batch';
    throw new SalesforceError(400, 'EXCEEDED_ID_LIMIT', message);
  }
  const records = rows.map((row): QueryRecord => {
    const record: QueryRecord = { attributes: { type: 'AggregateResult' } };
    for (const [index, column] of columns.entries()) {
      record[column.key] = toJsonValue(column.field, row[index]);
      if (DECIMALS.has(column.field.type)) markDouble(record, column.key);
    }
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

/** Source: SOQL and SOSL Reference, "Considerations for GROUP BY" and "COUNT()"; the text of COUNT() is assumed. */
function refuseMixture({ select, groupBy, limit }: Statement): void {
  if (groupBy.length === 0) {
    if (limit === undefined) return;
    throw malformed('Non-grouped query that uses overall aggregate functions cannot also use LIMIT');
  }
  const counted = select.some(
    (item) => item.kind === 'function' && item.call.name === 'COUNT' && item.call.args.length === 0,
  );
  if (counted) throw malformed('Grouped query cannot use COUNT() without a field');
}

/** Columns without an alias are `expr0`, `expr1` …, grouped fields have their own name. */
function planColumns(scope: Scope, statement: Statement, { groups }: Grouping): Column[] {
  const { run } = scope;
  let unnamed = 0;
  const seen = new Set<string>();
  return statement.select.map((item): Column => {
    if (item.kind === 'children' || item.kind === 'typeof')
      throw malformed('Grouped query cannot have child subqueries or TYPEOF');
    const target: Target = item.kind === 'path' ? item.path : item.call;
    const { sql, field } = resolveTarget(scope, target);
    const isGroup = groups.some((group) => group.sql === sql);
    if (!isGroup && !(item.kind === 'function' && aggregates(item.call))) {
      const message = `Field must be grouped or aggregated: ${field.name}`;
      throw queryError(run.soql, findWord(run.soql, target.raw), 'MALFORMED_QUERY', message);
    }
    const key = item.alias ?? (item.kind === 'path' ? field.name : `expr${unnamed++}`);
    if (seen.has(key.toLowerCase())) throw malformed(`duplicate alias: ${key}`);
    seen.add(key.toLowerCase());
    return { key, sql, field, raw: target.raw };
  });
}

/** `FORMAT(MIN(CloseDate))` is an aggregate too. */
function aggregates(call: FunctionCall): boolean {
  return isAggregate(call) || call.args.some((arg) => arg.kind === 'function' && aggregates(arg));
}

interface OrderColumn {
  readonly sql: string;
  readonly direction: string;
}

/** ORDER BY may name an alias, a grouped field or an aggregate. Subtotals follow what they sum up unless told. */
function planOrder(
  scope: Scope,
  statement: Statement,
  columns: readonly Column[],
  { groups, sets }: Grouping,
): OrderColumn[] {
  if (statement.orderBy.length === 0 && sets.length > 1) {
    return groups.flatMap((group) => [
      { sql: groupingSql(group.sql), direction: 'asc' },
      { sql: group.key, direction: 'asc nulls first' },
    ]);
  }
  return statement.orderBy.map((item) => {
    const alias = columns.find((column) => column.key.toLowerCase() === item.target.raw.toLowerCase());
    const { sql, field } = alias ?? resolveTarget(scope, item.target);
    const group = groups.find((one) => one.sql === sql);
    return {
      sql: group?.key ?? sortable(sql, field),
      direction: `${item.descending ? 'desc' : 'asc'} nulls ${item.nullsLast ? 'last' : 'first'}`,
    };
  });
}

/** HAVING compares grouped fields and aggregates; a subquery has no place in it. */
function checkHaving(condition: Condition): Condition {
  if (condition.kind === 'in-query') throw malformed('Semi join sub-selects are not allowed in HAVING');
  return condition;
}
