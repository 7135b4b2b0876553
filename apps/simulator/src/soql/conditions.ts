/**
 * WHERE and HAVING as SQL. SOQL knows only true and false: a comparison with an empty field is false, and NOT of it true.
 * SQL's third value is flattened where it would show: under NOT.
 */
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Condition, Literal, Operator, Statement, Target } from './ast.ts';
import { resolveFunction } from './functions.ts';
import { emptyToNull, toOperand, unescapeText, type Operand, type SqlValue } from './literals.ts';
import { findWord, malformed, queryError } from './marker.ts';
import { readableObject, Scope } from './scope.ts';

/** SQL text with its parameters, in order. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SqlValue[];
}

const NON_ASCII = /[^\p{ASCII}]/u;

export function compileCondition(scope: Scope, condition: Condition): Sql {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return joinSql(
        condition.items.map((item) => compileCondition(scope, item)),
        condition.kind,
      );
    case 'not': {
      const inner = compileCondition(scope, condition.item);
      return { text: `not coalesce(${inner.text}, 0)`, params: inner.params };
    }
    case 'compare':
      return compileComparison(scope, condition.target, condition.operator, condition.values);
    default:
      return compileInQuery(scope, condition.target, condition.negated, condition.query);
  }
}

function joinSql(parts: readonly Sql[], joiner: 'and' | 'or'): Sql {
  const texts = parts.map((part) => part.text);
  return { text: `(${texts.join(` ${joiner} `)})`, params: parts.flatMap((part) => part.params) };
}

export function resolveTarget(scope: Scope, target: Target): { sql: string; field: FieldDefinition } {
  return target.kind === 'path' ? scope.resolve(target) : resolveFunction(scope, target);
}

function compileComparison(
  scope: Scope,
  target: Target,
  operator: Operator,
  values: readonly Literal[],
): Sql {
  const { sql, field } = resolveTarget(scope, target);
  const { run } = scope;
  if (!field.filterable) {
    const message = `field '${field.name}' can not be filtered in a query call`;
    throw queryError(run.soql, findWord(run.soql, target.raw), 'INVALID_FIELD', message);
  }
  const [first] = values;
  if (first === undefined) throw malformed("unexpected token: ')'");
  switch (operator) {
    case 'LIKE':
      return compileLike(scope, sql, field, target, first);
    case 'INCLUDES':
    case 'EXCLUDES':
      return compileIncludes(sql, operator, values);
    case 'IN':
    case 'NOT IN': {
      const operands = values.map((value) => toOperand(run, field, target, value));
      return compileIn(sql, operands, operator === 'NOT IN');
    }
    default:
      return compare(sql, operator, toOperand(run, field, target, first));
  }
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
  const { soql } = scope.run;
  if (field.type === 'id' || field.type === 'reference') {
    throw queryError(
      soql,
      findWord(soql, target.raw),
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on id field',
    );
  }
  if (
    literal.type !== 'STRING' ||
    ['boolean', 'int', 'long', 'double', 'currency', 'percent', 'date', 'datetime'].includes(field.type)
  ) {
    throw queryError(soql, findWord(soql, target.raw), 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator');
  }
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

/** Semi-join and anti-join. The inner statement selects one id or lookup. */
function compileInQuery(scope: Scope, target: Target, negated: boolean, query: Statement): Sql {
  const { sql, field } = resolveTarget(scope, target);
  const [item] = query.select;
  if (query.select.length !== 1 || item?.kind !== 'path')
    throw malformed('The inner query must select exactly one field.');
  const inner = new Scope(scope.run, readableObject(scope.run, query.from));
  const selected = inner.resolve(item.path);
  const outerIsId = field.type === 'id' || field.type === 'reference';
  const innerIsId = selected.field.type === 'id' || selected.field.type === 'reference';
  if (!outerIsId || !innerIsId) {
    const message = `The selected field '${selected.field.name}' in the subquery and the left operand field in the where expression in the outer query should point to the same object type`;
    throw malformed(message);
  }
  const conditions: Sql[] = [{ text: `${selected.sql} is not null`, params: [] }];
  if (inner.model.hasIsDeleted && !scope.run.includeDeleted) {
    conditions.push({ text: `${inner.alias}."IsDeleted" = 0`, params: [] });
  }
  if (query.where !== undefined) conditions.push(compileCondition(inner, query.where));
  const where = joinSql(conditions, 'and');
  const limit = query.limit === undefined ? '' : ` limit ${query.limit}`;
  const text = `${sql} in (select ${selected.sql} from ${inner.fromSql()} where ${where.text}${limit})`;
  return { text: negated ? `not coalesce(${text}, 0)` : text, params: where.params };
}
