/** GROUP BY, with the subtotals of ROLLUP and CUBE. Source: SOQL and SOSL Reference, "GROUP BY ROLLUP", "GROUP BY CUBE". */
import type { Target } from './ast.ts';
import { resolveTarget } from './resolve-target.ts';
import { findAfter, malformed, queryError } from './marker.ts';
import type { Scope } from './scope.ts';
import { groupingSql } from './subtotals.ts';
import { sortable } from './text-order.ts';

const MAX_SUBTOTAL_FIELDS = 3;

export interface Group {
  /** The value shown. */
  readonly sql: string;
  /** What is grouped by: text goes together whatever its case. */
  readonly key: string;
}

export interface Grouping {
  readonly groups: readonly Group[];
  /** One for plain GROUP BY; for each kind of subtotal one more. */
  readonly sets: readonly (readonly Group[])[];
}

export function planGrouping(scope: Scope, groupBy: readonly Target[]): Grouping {
  const [first] = groupBy;
  const subtotals =
    first?.kind === 'function' && (first.name === 'ROLLUP' || first.name === 'CUBE') ? first : undefined;
  if (subtotals === undefined) {
    const groups = groupBy.map((target) => groupColumn(scope, target));
    return { groups, sets: [groups] };
  }
  if (groupBy.length > 1) throw malformed(`GROUP BY ${subtotals.name} cannot be combined with other fields`);
  if (subtotals.args.length > MAX_SUBTOTAL_FIELDS) {
    throw malformed(`GROUP BY ${subtotals.name} cannot have more than ${MAX_SUBTOTAL_FIELDS} fields`);
  }
  const groups = subtotals.args.map((target) => groupColumn(scope, target));
  if (subtotals.name === 'ROLLUP') {
    return {
      groups,
      sets: [...groups.keys(), groups.length].toReversed().map((count) => groups.slice(0, count)),
    };
  }
  const subsets = groups.reduce<Group[][]>(
    (all, group) => [...all.map((set) => [...set, group]), ...all],
    [[]],
  );
  return { groups, sets: subsets };
}

/** The statement for one set: fields that are summed over are null, and `GROUPING()` of them is 1. */
export function forSet(sql: string, set: readonly Group[], groups: readonly Group[]): string {
  let result = sql;
  for (const group of groups) {
    const summed = !set.includes(group);
    result = result.replaceAll(groupingSql(group.sql), summed ? '1' : '0');
    if (!summed) continue;
    const fields = [group.key, group.sql].map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    // Only where it is a whole column: inside an aggregate the field keeps its values.
    result = result.replaceAll(
      new RegExp(`(?<=select |, )(?:${fields.join('|')})(?= as [cs]\\d)`, 'g'),
      'null',
    );
  }
  return result;
}

function groupColumn(scope: Scope, target: Target): Group {
  const { sql, field } = resolveTarget(scope, target);
  if (target.kind === 'path' && !field.groupable) {
    const message = `field '${field.name}' can not be grouped in a query call`;
    const { soql } = scope.run;
    throw queryError(soql, findAfter(soql, 'group', target.raw), 'INVALID_FIELD', message);
  }
  return { sql, key: sortable(sql, field) };
}
