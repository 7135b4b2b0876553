/** What the WHERE of a query on a probe object names. */
import type { Condition, Statement } from '../../soql/ast.ts';
import { SalesforceError } from '../../errors.ts';

/** Values that the statement's conditions, all of which must hold, demand of this path; undefined when it demands none. */
export function demanded(statement: Statement, ...paths: readonly string[]): string[] | undefined {
  const found =
    statement.where === undefined
      ? []
      : demands(statement.where, new Set(paths.map((path) => path.toLowerCase())));
  return found.length === 0 ? undefined : [...new Set(found)];
}

function demands(condition: Condition, paths: ReadonlySet<string>): string[] {
  if (condition.kind === 'and') return condition.items.flatMap((item) => demands(item, paths));
  // Alternatives count when each of them names the path.
  if (condition.kind === 'or') {
    const each = condition.items.map((item) => demands(item, paths));
    return each.every((values) => values.length > 0) ? each.flat() : [];
  }
  if (condition.kind !== 'compare' || condition.target.kind !== 'path') return [];
  if (condition.operator !== '=' && condition.operator !== 'IN') return [];
  if (!paths.has(condition.target.names.join('.').toLowerCase())) return [];
  return condition.values.map(({ text }) => text);
}

/** Source: recorded refusals of a real org in public client code. */
export function needsFilter(objectName: string, columns: string): SalesforceError {
  const message = `${objectName}: a filter on a reified column is required [${columns}]`;
  return new SalesforceError(400, 'MALFORMED_QUERY', message);
}
