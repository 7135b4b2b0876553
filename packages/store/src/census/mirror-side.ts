import type {
  BucketSums,
  CensusStore,
  Grouping,
  IsoInstant,
  MirrorTable,
  RowRange,
  RowStamp,
  ValueChecks,
} from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { findColumn, stampColumn, tableName } from '../mirror/table-sql.ts';

/** Salesforce's date functions work on UTC. */
const BUCKET_FORMATS: Readonly<Record<Exclude<Grouping, 'all'>, string>> = {
  hour: 'YYYY-MM-DD"T"HH24',
  day: 'YYYY-MM-DD',
  month: 'YYYY-MM',
};

/** See `CensusStore.measure`. */
export async function measureTable(
  db: Queryable,
  table: MirrorTable,
  through: IsoInstant,
): ReturnType<CensusStore['measure']> {
  const utc = `${stampOf(table)} at time zone 'UTC'`;
  const { rows } = await db.query<{ rows: number; months: number; days: number; hours: number }>(
    /* sql */ `
    with hours as (
      select date_trunc('hour', ${utc}) as hour, count(*) as rows
        from ${tableName(table)} r
       where ${stampOf(table)} <= $1
       group by 1
    )
    select coalesce(sum(rows), 0)::bigint as rows, count(*) as hours,
           count(distinct date_trunc('day', hour)) as days, count(distinct date_trunc('month', hour)) as months
      from hours`,
    [through],
  );
  const [size] = rows;
  if (size === undefined) throw new Error('counting returned no row');
  return size;
}

/** See `CensusStore.summarise`: one statement, whatever is counted. */
export async function summariseTable(
  db: Queryable,
  table: MirrorTable,
  query: { readonly grouping: Grouping; readonly range: RowRange; readonly checks: ValueChecks },
): Promise<BucketSums[]> {
  const { grouping, checks } = query;
  const stamp = stampOf(table);
  const bucket =
    grouping === 'all' ? `'all'` : `to_char(${stamp} at time zone 'UTC', '${BUCKET_FORMATS[grouping]}')`;
  const columns = [
    ...checks.filled.map((field, index) => `count(${columnOf(table, field)}) as c${index}`),
    ...checks.summed.map(
      (field, index) => `coalesce(sum(${columnOf(table, field)}), 0)::double precision as s${index}`,
    ),
  ];
  const values: unknown[] = [];
  const { rows } = await db.query<Record<string, number | string | null>>(
    /* sql */ `
    select ${[`${bucket} as bucket`, 'count(*) as n', `min(${stamp}) as f`, `max(${stamp}) as l`, ...columns].join(', ')}
      from ${tableName(table)} r
     where ${toConditions(table, query.range, values)}
     group by 1
    having count(*) > 0`,
    values,
  );
  return rows.map((row) => ({
    bucket: String(row['bucket']),
    rows: Number(row['n']),
    firstStamp: row['f'] as IsoInstant | null,
    lastStamp: row['l'] as IsoInstant | null,
    filled: Object.fromEntries(checks.filled.map((field, index) => [field, Number(row[`c${index}`])])),
    sums: Object.fromEntries(checks.summed.map((field, index) => [field, Number(row[`s${index}`])])),
  }));
}

/** See `CensusStore.listStamps`. */
export async function listRowStamps(
  db: Queryable,
  table: MirrorTable,
  range: RowRange,
  limit?: number,
): Promise<RowStamp[]> {
  const values: unknown[] = [];
  const conditions = toConditions(table, range, values);
  const { rows } = await db.query<{ id: string; stamp: IsoInstant | null }>(
    /* sql */ `
    select r."id" as id, ${stampOf(table)} as stamp
      from ${tableName(table)} r
     where ${conditions}
     order by r."id" collate "C"
     ${limit === undefined ? '' : `limit $${values.push(limit)}`}`,
    values,
  );
  return rows;
}

/** See `CensusStore.splitIds`. */
export async function splitTableIds(
  db: Queryable,
  table: MirrorTable,
  range: RowRange,
  parts: number,
): Promise<string[]> {
  const values: unknown[] = [parts];
  const { rows } = await db.query<{ last_id: string }>(
    /* sql */ `
    with parted as (
      select r."id" as id, ntile($1) over (order by r."id" collate "C") as part
        from ${tableName(table)} r
       where ${toConditions(table, range, values)}
    )
    select max(id collate "C") as last_id from parted where part < $1 group by part order by part`,
    values,
  );
  return rows.map((row) => row.last_id);
}

function toConditions(table: MirrorTable, range: RowRange, values: unknown[]): string {
  const stamp = stampOf(table);
  const param = (value: string) => `$${values.push(value)}`;
  return [
    `${stamp} <= ${param(range.through)}`,
    ...(range.from === null ? [] : [`${stamp} >= ${param(range.from)}`]),
    ...(range.until === null ? [] : [`${stamp} < ${param(range.until)}`]),
    ...(range.afterId === null ? [] : [`r."id" collate "C" > ${param(range.afterId)}`]),
    ...(range.throughId === null ? [] : [`r."id" collate "C" <= ${param(range.throughId)}`]),
  ].join(' and ');
}

function stampOf(table: MirrorTable): string {
  return `r.${quote(stampColumn(table).column)}`;
}

function columnOf(table: MirrorTable, field: string): string {
  const column = findColumn(table, field);
  if (column === undefined) throw new Error(`${table.sobject}.${field} is not mapped`);
  return `r.${quote(column.column)}`;
}
