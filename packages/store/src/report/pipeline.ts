import type { PipelinePoint, PipelineStage } from '@sync-user/contract';
import { type MirrorTable, moneyColumns } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';
import { corporateView, hasCorporateView } from '../money/corporate-view.ts';

interface StageRow {
  first_day: string;
  next_day: string;
  stage: string;
  kind: PipelineStage['kind'];
  opportunities: number;
  amount: string | null;
  unconverted: number;
}

/**
 * The state of every opportunity at the end of each interval, from its history: the last row before then. Amounts in the
 * corporate currency, by the close date the history had then. Won and lost ones count in the interval of their close date.
 * A stage is what it is today; one that no opportunity has any more, what its forecast category said.
 *
 * History of opportunities that are gone counts nowhere, as in Salesforce.
 */
export async function readPipelinePoints(
  db: Queryable,
  tables: { readonly opportunity: MirrorTable; readonly history: MirrorTable },
  span: { readonly from: string; readonly to: string; readonly interval: string },
): Promise<PipelinePoint[]> {
  const { opportunity, history } = tables;
  const converts = hasCorporateView(history);
  const amount = converts ? 'v.amount_corporate' : 'h.amount';
  const step = span.interval === 'quarter' ? '3 months' : `1 ${span.interval}`;
  const { rows } = await db.query<StageRow>(
    /* sql */ `
    with points as (
      select greatest(day::date, $1::date) as first_day, least((day + $4::interval)::date, $2::date + 1) as next_day
        from generate_series(date_trunc($3, $1::date::timestamp), $2::date::timestamp, $4::interval) day
    ), stages as (
      select stagename, bool_or(isclosed) as closed, bool_or(iswon) as won from ${tableName(opportunity)} group by stagename
    ), states as (
      select h.opportunityid, h.createddate, h.stagename, h.closedate, h.amount, ${amount} as corporate, h.forecastcategory,
             lead(h.createddate) over (partition by h.opportunityid order by h.createddate, h.id) as until
        from ${tableName(history)} h
        join ${tableName(opportunity)} o on o.id = h.opportunityid
        ${converts ? `join ${corporateView(history)} v on v.id = h.id` : ''}
    ), standing as (
      select p.first_day, p.next_day, s.stagename as stage, s.amount, s.corporate, s.closedate,
             case when coalesce(g.won, s.forecastcategory = 'Closed') then 'won'
                  when coalesce(g.closed, s.forecastcategory = 'Omitted') then 'lost'
                  else 'open' end as kind
        from points p
        join states s on s.createddate < p.next_day::timestamp at time zone 'UTC'
                     and (s.until is null or s.until >= p.next_day::timestamp at time zone 'UTC')
        left join stages g on g.stagename = s.stagename
    )
    select p.first_day::text, p.next_day::text, s.stage, s.kind, count(*)::integer as opportunities,
           trim_scale(round(coalesce(sum(s.corporate), 0), 6))::text as amount,
           (count(*) filter (where s.amount is not null and s.corporate is null))::integer as unconverted
      from points p
      left join standing s on s.next_day = p.next_day
                          and (s.kind = 'open' or (s.closedate >= p.first_day and s.closedate < p.next_day))
     group by p.first_day, p.next_day, s.stage, s.kind
     order by p.next_day, s.kind, s.stage`,
    [span.from, span.to, span.interval, step],
  );
  const points = new Map<string, PipelinePoint>();
  for (const row of rows) {
    const point = points.get(row.next_day) ?? { from: row.first_day, at: row.next_day, stages: [] };
    points.set(row.next_day, point);
    if (row.stage === null) continue;
    point.stages.push({
      stage: row.stage,
      kind: row.kind,
      opportunities: row.opportunities,
      amount: row.unconverted > 0 ? null : row.amount,
      unconverted: row.unconverted,
    });
  }
  return [...points.values()];
}

/** Columns the report cannot do without. */
export function missingForPipeline(tables: {
  readonly opportunity: MirrorTable;
  readonly history: MirrorTable;
}): string[] {
  const lacking = (table: MirrorTable, fields: readonly string[]) =>
    fields
      .filter((field) => !table.columns.some((column) => column.field === field && column.removedAt === null))
      .map((field) => `${table.sobject}.${field}`);
  return [
    ...lacking(tables.opportunity, ['StageName', 'IsClosed', 'IsWon']),
    ...lacking(tables.history, [
      'OpportunityId',
      'CreatedDate',
      'StageName',
      'Amount',
      'CloseDate',
      'ForecastCategory',
    ]),
    ...(moneyColumns(tables.opportunity).currency !== undefined &&
    moneyColumns(tables.history).currency === undefined
      ? ['OpportunityHistory.CurrencyIsoCode']
      : []),
  ];
}
