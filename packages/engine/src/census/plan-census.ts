import { DEEP_OVERLAP_MS } from '../poll/poll-window.ts';
import type { CensusMethod } from '@sync-user/contract';
import type { Grouping, RowRange, ValueChecks, ValueRound } from '../ports/census-store.ts';
import { type IsoInstant, toInstant } from '../ports/clock.ts';
import { isRead } from '../soql/build-soql.ts';
import { boundOf, chooseGrouping, rangeOf } from './buckets.ts';
import type { CensusPorts, CensusQuery, CountedObject } from './census-ports.ts';
import { chooseChecks, toCountQuery, toRangeQuery } from './census-query.ts';

/** As many rows travel in one page: their ids and stamps are compared one by one. */
const ROWS_AT_ONCE = 2000;
/** Values that one page may carry without becoming too large for a shared call. */
const VALUES_AT_ONCE = 40_000;
export const NO_CHECKS: ValueChecks = { filled: [], summed: [] };

/** What one object is asked in this run. */
export interface Plan {
  readonly object: CountedObject;
  readonly startedAt: IsoInstant;
  readonly bound: IsoInstant;
  readonly method: CensusMethod;
  readonly grouping: Grouping;
  readonly checks: ValueChecks;
  readonly rows: number;
  readonly round: ValueRound;
  /** Rows whose values are compared beside the counting; null when every row is read whole. */
  readonly slice: { readonly range: RowRange; readonly limit: number } | null;
  readonly whole: boolean;
}

export async function planCensus(ports: CensusPorts, object: CountedObject): Promise<Plan> {
  const { table, cursor } = object;
  const bound = boundOf(cursor.readThrough, DEEP_OVERLAP_MS);
  const size = await ports.census.measure(table, bound);
  const round = await ports.census.readRound(table);
  const unsettled = await ports.census.listUnsettled(table);
  const method = size.rows <= ROWS_AT_ONCE * 0.95 ? 'rows' : 'groups';
  const columns = Math.max(1, table.columns.filter(isRead).length);
  const limit = Math.min(ROWS_AT_ONCE, Math.max(100, Math.floor(VALUES_AT_ONCE / columns)));
  const whole = method === 'rows' && size.rows <= limit;
  return {
    object,
    startedAt: toInstant(ports.clock.nowMs()),
    bound,
    method,
    grouping: method === 'rows' ? 'all' : chooseGrouping(size),
    checks:
      method === 'rows'
        ? NO_CHECKS
        : chooseChecks(
            table,
            new Set([...unsettled.filling, ...unsettled.quarantined].map((field) => field.toLowerCase())),
          ),
    rows: size.rows,
    round,
    whole,
    slice: whole ? null : { range: { ...rangeOf('all', 'all', bound), afterId: round.throughId }, limit },
  };
}

/** Counts, or rows, and the rows whose values are compared beside them. */
export function toQueries(plan: Plan): CensusQuery[] {
  const { object, bound, grouping, checks, whole, slice } = plan;
  const range = rangeOf('all', 'all', bound);
  const count =
    plan.method === 'rows'
      ? toRangeQuery(object.table, range, { whole })
      : toCountQuery(object.table, { grouping, range, checks });
  return [
    { soql: count, object },
    ...(slice === null
      ? []
      : [{ soql: toRangeQuery(object.table, slice.range, { whole: true, limit: slice.limit }), object }]),
  ];
}
