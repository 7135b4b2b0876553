import type { MoneyGroup } from '@sync-user/contract';
import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';
import { corporateView, hasCorporateView } from './corporate-view.ts';

/** Groups that are answered with. */
const MOST_GROUPS = 200;

interface SumRow {
  /** 0: of a group; 1: of all rows. */
  is_total: number;
  /** 0: of one currency; 1: of all of them. */
  is_all: number;
  key: string | null;
  currency: string | null;
  rows: number;
  amounts: number;
  sum: string | null;
  corporate: string | null;
  unconverted: number;
  reasons: Record<string, number> | null;
}

/**
 * Sums of an amount: of each group and of all, per currency, and in the corporate one where every amount converts. An
 * object without a currency column has one currency. Amounts of two currencies are never added.
 */
export async function summarizeMoney(
  db: Queryable,
  table: MirrorTable,
  amount: MappedColumn,
  groupBy: MappedColumn | undefined,
): Promise<{ readonly total: MoneyGroup; readonly groups: MoneyGroup[]; readonly moreGroups: boolean }> {
  const several = hasCorporateView(table);
  const column = quote(amount.column);
  const key = groupBy === undefined ? 'null::text' : `t.${quote(groupBy.column)}::text`;
  const read = several
    ? /* sql */ `
      select ${key} as key, v.currencyisocode as currency, v.${column} as amount,
             v.${quote(`${amount.column}_corporate`)} as corporate, v.corporate_reason as reason
        from ${corporateView(table)} v join ${tableName(table)} t using (id)`
    : /* sql */ `
      select ${key} as key, null::text as currency, t.${column} as amount, t.${column} as corporate,
             null::text as reason
        from ${tableName(table)} t`;
  const { rows } = await db.query<SumRow>(/* sql */ `
    with amounts as materialized (${read}),
    sums as (
      select grouping(key) as is_total, grouping(currency) as is_all, key, currency, count(*)::integer as rows,
             count(amount)::integer as amounts, sum(amount)::text as sum, trim_scale(round(sum(corporate), 6))::text as corporate,
             (count(*) filter (where amount is not null and corporate is null))::integer as unconverted,
             null::jsonb as reasons
        from amounts
       group by grouping sets ((key, currency), (key), (currency), ())
    ), reasons as (
      select grouping(key) as is_total, key, reason, count(*) as rows
        from amounts
       where amount is not null and corporate is null
       group by grouping sets ((key, reason), (reason))
    ), kept as (
      select key, row_number() over (order by rows desc, key) as place
        from sums where is_total = 0 and is_all = 1
    )
    select s.is_total, s.is_all, s.key, s.currency, s.rows, s.amounts, s.sum, s.corporate, s.unconverted,
           (select jsonb_object_agg(r.reason, r.rows) from reasons r
             where s.is_all = 1 and r.is_total = s.is_total and r.key is not distinct from s.key) as reasons
      from sums s
      left join kept k on s.is_total = 0 and k.key is not distinct from s.key
     where s.is_total = 1 or k.place <= ${MOST_GROUPS + 1}
     order by k.place nulls first, s.currency`);
  const totals = toGroups(rows.filter((row) => row.is_total === 1));
  const groups = groupBy === undefined ? [] : toGroups(rows.filter((row) => row.is_total === 0));
  return {
    total: totals[0] ?? { key: null, rows: 0, perCurrency: [], corporate: null, unconverted: [] },
    groups: groups.slice(0, MOST_GROUPS),
    moreGroups: groups.length > MOST_GROUPS,
  };
}

function toGroups(rows: readonly SumRow[]): MoneyGroup[] {
  return rows
    .filter((row) => row.is_all === 1)
    .map((group) => ({
      key: group.key,
      rows: group.rows,
      perCurrency: rows
        .filter((row) => row.is_all === 0 && row.key === group.key && row.amounts > 0)
        .map((row) => ({ currency: row.currency, rows: row.amounts, sum: row.sum ?? '0' })),
      corporate: group.unconverted > 0 ? null : (group.corporate ?? '0'),
      unconverted: Object.entries(group.reasons ?? {}).map(([reason, count]) => ({ reason, rows: count })),
    }));
}
