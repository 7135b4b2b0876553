/** A whole statement as SQL: everything but the SELECT list and the page. */
import type { Statement } from './ast.ts';
import { compileCondition } from './conditions.ts';
import { toCorporateCurrency } from './currencies.ts';
import type { SqlValue } from './literals.ts';
import { findAfter, malformed, queryError } from './marker.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Scope } from './scope.ts';
import { assertFewSemiJoins } from './semi-joins.ts';
import { visibleRows, type Sql } from './sql.ts';
import { sortable } from './text-order.ts';
import { SalesforceError } from '../errors.ts';

/** Source: SOQL and SOSL Reference, "OFFSET". */
const MAX_OFFSET = 2000;

export interface CompiledBody {
  /** `"o_Account" t1 left join …`; read it only after the SELECT list is resolved too. */
  fromSql(): string;
  readonly where: Sql;
  /** Without `order by`; empty when the statement has none. */
  readonly order: string;
  readonly limit: number | undefined;
  readonly offset: number;
}

export function compileBody(scope: Scope, statement: Statement, extra: readonly Sql[] = []): CompiledBody {
  const { run } = scope;
  const conditions: Sql[] = [...extra, ...visibleRows(scope)];
  if (statement.where !== undefined) {
    assertFewSemiJoins(statement.where);
    conditions.push(compileCondition(scope, statement.where));
  }
  if (statement.scope?.toLowerCase() === 'mine' && scope.model.has('OwnerId')) {
    conditions.push({ text: `${scope.alias}."OwnerId" = ?`, params: [run.caller.userId] });
  }
  if (statement.offset !== undefined && statement.offset > MAX_OFFSET) {
    throw new SalesforceError(400, 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000');
  }
  if (statement.limit !== undefined && statement.limit < 0) throw malformed('LIMIT must not be negative');
  return {
    fromSql: () => scope.fromSql(),
    where: {
      text: conditions.length === 0 ? '1' : conditions.map((condition) => condition.text).join(' and '),
      params: conditions.flatMap((condition) => condition.params),
    },
    order: compileOrder(scope, statement),
    limit: statement.limit,
    offset: statement.offset ?? 0,
  };
}

export function compileOrder(scope: Scope, statement: Statement): string {
  const items = statement.orderBy.map((item) => {
    const { sql, field } = resolveTarget(scope, item.target);
    if (!field.sortable) {
      const message = `field '${field.name}' can not be sorted in a query call`;
      throw queryError(
        scope.run.soql,
        findAfter(scope.run.soql, 'order', item.target.raw),
        'INVALID_FIELD',
        message,
      );
    }
    const ordered =
      item.target.kind === 'path' ? toCorporateCurrency(scope.run, scope.resolve(item.target)) : sql;
    return `${sortable(ordered, field)} ${item.descending ? 'desc' : 'asc'} nulls ${item.nullsLast ? 'last' : 'first'}`;
  });
  return items.join(', ');
}

/** `limit ? offset ?` with the statement's own bounds, never more than `most` rows. */
export function limitClause(body: CompiledBody, most?: number): { text: string; params: SqlValue[] } {
  const limit = Math.min(body.limit ?? Number.MAX_SAFE_INTEGER, most ?? Number.MAX_SAFE_INTEGER);
  return { text: 'limit ? offset ?', params: [limit, body.offset] };
}
