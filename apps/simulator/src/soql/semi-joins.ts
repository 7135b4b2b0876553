/** `Id IN (SELECT AccountId FROM Contact …)` and its limits. Source: SOQL and SOSL Reference, "Comparison Operators". */
import type { FieldDefinition } from '../org/schema/types.ts';
import type { Condition, Statement } from './ast.ts';
import { findAfter, malformed, queryError } from './marker.ts';
import { resolveTarget } from './resolve-target.ts';
import { readableObject, Scope } from './scope.ts';
import { joinSql, visibleRows, type Sql } from './sql.ts';

const MAX_SEMI_JOINS = 2;

/** Where a condition stands decides whether it may be a semi-join. */
export type Place = 'top' | 'under OR' | 'nested';

type InQuery = Condition & { readonly kind: 'in-query' };

/** How many semi-joins a WHERE clause has. @throws SalesforceError beyond two */
export function assertFewSemiJoins(condition: Condition): void {
  if (countSemiJoins(condition) > MAX_SEMI_JOINS)
    throw malformed(`Maximum ${MAX_SEMI_JOINS} semi join sub-selects are allowed`);
}

function countSemiJoins(condition: Condition): number {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.items.reduce((sum, item) => sum + countSemiJoins(item), 0);
    case 'not':
      return countSemiJoins(condition.item);
    default:
      return condition.kind === 'in-query' ? 1 : 0;
  }
}

/** The inner statement selects one id or lookup. */
export function compileSemiJoin(
  scope: Scope,
  condition: InQuery,
  place: Place,
  compileInner: (inner: Scope, where: Condition) => Sql,
): Sql {
  const { target, negated, query } = condition;
  refusePlace(place);
  refuseClauses(query);
  const { sql, field } = resolveTarget(scope, target);
  const [item] = query.select;
  if (query.select.length !== 1 || item?.kind !== 'path')
    throw malformed('The inner query must select exactly one field.');
  const { run } = scope;
  const inner = new Scope(run, readableObject(run, query.from));
  const selected = inner.resolve(item.path);
  const outerModel = target.kind === 'path' ? scope.resolve(target).model : undefined;
  if (!leadTogether(field, outerModel?.name, selected.field, inner.model.name)) {
    const message =
      `The selected field '${selected.field.name}' in the subquery and the left operand field in the where expression ` +
      `in the outer query '${target.raw}' should point to the same object type`;
    throw queryError(run.soql, findAfter(run.soql, 'where', target.raw), 'MALFORMED_QUERY', message);
  }
  if (inner.model === outerModel && selected.field.type === 'id' && field.type === 'id')
    throw malformed('The inner and outer selects should not be on the same object type');
  const conditions: Sql[] = [{ text: `${selected.sql} is not null`, params: [] }, ...visibleRows(inner)];
  if (query.where !== undefined) conditions.push(compileInner(inner, query.where));
  const where = joinSql(conditions, 'and');
  const text = `${sql} in (select ${selected.sql} from ${inner.fromSql()} where ${where.text})`;
  return { text: negated ? `not coalesce(${text}, 0)` : text, params: where.params };
}

function refusePlace(place: Place): void {
  if (place === 'under OR') throw malformed("Semi join sub-selects are not allowed with the 'OR' operator");
  if (place === 'nested') {
    throw malformed(
      'Semi join sub-selects are only allowed at the top level WHERE expressions and not in nested WHERE expressions.',
    );
  }
}

function refuseClauses(query: Statement): void {
  const unsupported = query.orderBy.length > 0 ? 'ORDER' : query.limit === undefined ? undefined : 'LIMIT';
  if (unsupported !== undefined) throw malformed(`expecting a right parentheses, found '${unsupported}'`);
}

/** Both are ids, and some object is one that both can name. */
function leadTogether(
  outer: FieldDefinition,
  outerObject: string | undefined,
  inner: FieldDefinition,
  innerObject: string,
): boolean {
  // The id of a polymorphic parent may be anybody's.
  if (outer.type === 'id' && outerObject === undefined)
    return inner.type === 'id' || inner.type === 'reference';
  const outerObjects = namedObjects(outer, outerObject ?? '');
  return namedObjects(inner, innerObject).some((name) => outerObjects.includes(name));
}

function namedObjects(field: FieldDefinition, object: string): readonly string[] {
  if (field.type === 'id') return [object];
  return field.type === 'reference' ? field.referenceTo : [];
}
