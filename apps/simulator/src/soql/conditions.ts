/**
 * WHERE and HAVING as SQL. SOQL knows only true and false: a comparison with an empty field is false, and NOT of it true.
 * SQL's third value is flattened where it would show: under NOT.
 */
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Condition, Literal, Operator, Target } from './ast.ts';
import { toLiteralCurrency } from './currencies.ts';
import { emptyToNull, toOperand, unescapeText, type Operand } from './literals.ts';
import { findAfter, malformed, queryError } from './marker.ts';
import { isCaseless, sortable } from './text-order.ts';
import { resolveTarget } from './resolve-target.ts';
import type { Scope } from './scope.ts';
import { compileSemiJoin, type Place } from './semi-joins.ts';
import { joinSql, type Sql } from './sql.ts';

const NON_ASCII = /[^\p{ASCII}]/u;

export function compileCondition(scope: Scope, condition: Condition, place: Place = 'top'): Sql {
  switch (condition.kind) {
    case 'and':
    case 'or': {
      const inside = condition.kind === 'or' && place === 'top' ? 'under OR' : place;
      return joinSql(
        condition.items.map((item) => compileCondition(scope, item, inside)),
        condition.kind,
      );
    }
    case 'not': {
      const inner = compileCondition(scope, condition.item, 'nested');
      return { text: `not coalesce(${inner.text}, 0)`, params: inner.params };
    }
    case 'compare':
      return compileComparison(scope, condition.target, condition.operator, condition.values);
    default:
      return compileSemiJoin(scope, condition, place, (inner, where) =>
        compileCondition(inner, where, 'nested'),
      );
  }
}

function compileComparison(
  scope: Scope,
  target: Target,
  operator: Operator,
  values: readonly Literal[],
): Sql {
  const { run } = scope;
  const [literal] = values;
  const { field, sql: own } = resolveTarget(scope, target);
  // `Amount > USD5000` compares in that currency, whatever the row's is.
  const sql =
    target.kind === 'path' && literal !== undefined
      ? toLiteralCurrency(run, scope.resolve(target), literal)
      : own;
  if (!field.filterable || field.type === 'address' || field.type === 'location') {
    const message = `field '${field.name}' can not be filtered in a query call`;
    throw queryError(run.soql, findAfter(run.soql, 'where', target.raw), 'INVALID_FIELD', message);
  }
  const [first] = values;
  if (first === undefined) throw malformed("unexpected token: ')'");
  switch (operator) {
    case 'LIKE':
      return compileLike(scope, sql, field, target, first);
    case 'INCLUDES':
    case 'EXCLUDES':
      if (field.type !== 'multipicklist') throw invalidOperator(scope, target, 'invalid operator');
      return compileIncludes(sql, operator, values);
    case 'IN':
    case 'NOT IN': {
      const operands = values.map((value) => toOperand(run, field, target, value));
      return compileIn(sql, operands, operator === 'NOT IN');
    }
    default: {
      const operand = toOperand(run, field, target, first);
      const ordered = operator !== '=' && operator !== '!=';
      if (ordered && (field.type === 'boolean' || field.type === 'multipicklist')) {
        throw invalidOperator(scope, target, `invalid operator on ${field.type} field`);
      }
      if (!ordered || !isCaseless(field)) return compare(sql, operator, operand);
      const value = operand.kind === 'value' ? operand.value : null;
      const upper = typeof value === 'string' ? value.toUpperCase() : null;
      return compare(sortable(sql, field), operator, { kind: 'value', value: upper });
    }
  }
}

function invalidOperator({ run }: Scope, target: Target, message: string): Error {
  const place = findAfter(run.soql, 'where', target.raw);
  return queryError(run.soql, place, 'INVALID_QUERY_FILTER_OPERATOR', message);
}

function compare(sql: string, operator: '=' | '!=' | '<' | '<=' | '>' | '>=', operand: Operand): Sql {
  if (operand.kind === 'span') return compareSpan(sql, operator, operand.start, operand.end);
  const { value } = operand;
  if (operator === '=' || operator === '!=') {
    if (value === null) return { text: `${sql} is ${operator === '=' ? '' : 'not '}null`, params: [] };
    if (typeof value === 'string' && NON_ASCII.test(value)) {
      const equal = { text: `sf_lower(${sql}) = ?`, params: [value.toLowerCase()] };
      return operator === '=' ? equal : { text: `not coalesce(${equal.text}, 0)`, params: equal.params };
    }
    // `!=` holds for empty fields too.
    return { text: `${sql} ${operator === '=' ? '=' : 'is not'} ?`, params: [value] };
  }
  return value === null ? { text: '0', params: [] } : { text: `${sql} ${operator} ?`, params: [value] };
}

function compareSpan(sql: string, operator: string, start: string, end: string): Sql {
  switch (operator) {
    case '=':
      return { text: `(${sql} >= ? and ${sql} < ?)`, params: [start, end] };
    case '!=':
      return { text: `not coalesce(${sql} >= ? and ${sql} < ?, 0)`, params: [start, end] };
    case '<':
      return { text: `${sql} < ?`, params: [start] };
    case '<=':
      return { text: `${sql} < ?`, params: [end] };
    case '>':
      return { text: `${sql} >= ?`, params: [end] };
    default:
      return { text: `${sql} >= ?`, params: [start] };
  }
}

function compileIn(sql: string, operands: readonly Operand[], negated: boolean): Sql {
  const plain = operands.flatMap((operand) =>
    operand.kind === 'value' && operand.value !== null && !NON_ASCII.test(String(operand.value))
      ? [operand.value]
      : [],
  );
  const parts: Sql[] = [];
  // One JSON parameter: thousands of ids would pass SQLite's limit on parameters. The left side decides the collation.
  if (plain.length > 0) {
    parts.push({ text: `${sql} in (select value from json_each(?))`, params: [JSON.stringify(plain)] });
  }
  for (const operand of operands) {
    const special =
      operand.kind === 'span' || operand.value === null || NON_ASCII.test(String(operand.value));
    if (special) parts.push(compare(sql, '=', operand));
  }
  const any = joinSql(parts, 'or');
  return negated ? { text: `not coalesce(${any.text}, 0)`, params: any.params } : any;
}

function compileLike(
  scope: Scope,
  sql: string,
  field: FieldDefinition,
  target: Target,
  literal: Literal,
): Sql {
  if (field.type === 'id' || field.type === 'reference')
    throw invalidOperator(scope, target, 'invalid operator on id field');
  const unlike = ['boolean', 'int', 'long', 'double', 'currency', 'percent', 'date', 'datetime', 'time'];
  if (literal.type !== 'STRING' || unlike.includes(field.type))
    throw invalidOperator(scope, target, 'invalid operator');
  const pattern = unescapeText(literal.text, true);
  if (emptyToNull(pattern) === null) return { text: `${sql} is null`, params: [] };
  return NON_ASCII.test(pattern)
    ? { text: `sf_lower(${sql}) like ? escape '\\'`, params: [pattern.toLowerCase()] }
    : { text: `${sql} like ? escape '\\'`, params: [pattern] };
}

/** `INCLUDES('a;b', 'c')`: both a and b, or c. */
function compileIncludes(sql: string, operator: 'INCLUDES' | 'EXCLUDES', values: readonly Literal[]): Sql {
  const parts = values.map((value) => {
    const wanted = unescapeText(value.text).split(';');
    const each = wanted.map(
      (one): Sql => ({
        text: `instr(';' || sf_lower(${sql}) || ';', ?) > 0`,
        params: [`;${one.toLowerCase()};`],
      }),
    );
    return joinSql(each, 'and');
  });
  const any = joinSql(parts, 'or');
  return operator === 'INCLUDES' ? any : { text: `not coalesce(${any.text}, 0)`, params: any.params };
}
