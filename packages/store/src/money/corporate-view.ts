import { createHash } from 'node:crypto';
import { type MirrorTable, moneyColumns } from '@sync-user/engine';
import { sqlState } from '../database/database-error.ts';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';
import { ensureMoneyTables } from './money-tables.ts';

/** Source: PostgreSQL manual, appendix A. */
const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';

/** `opportunity_in_corporate_currency` */
export function corporateViewName(table: Pick<MirrorTable, 'table'>): string {
  return toIdentifier(`${table.table}_in_corporate_currency`);
}

export function corporateView(table: Pick<MirrorTable, 'schema' | 'table'>): string {
  return `${quote(table.schema)}.${quote(corporateViewName(table))}`;
}

/** Whether the object has amounts, each row in a currency of its own. */
export function hasCorporateView(table: MirrorTable): boolean {
  const { amounts, currency } = moneyColumns(table);
  return amounts.length > 0 && currency !== undefined;
}

/**
 * Makes the view with an object's amounts in the corporate currency, beside the amounts in their own, or makes it anew
 * when its columns are others by now. One that somebody built a view on stays as it is.
 */
export async function ensureCorporateView(tx: Transaction, table: MirrorTable): Promise<void> {
  if (!(await isTableThere(tx, table))) return;
  const there = await readMark(tx, table);
  if (!hasCorporateView(table)) {
    if (there !== undefined) await replaceView(tx, table, undefined);
    return;
  }
  const sql = viewSql(table);
  const mark = markOf(sql);
  if (there?.endsWith(mark) === true) return;
  await ensureMoneyTables(tx, table.schema);
  await replaceView(
    tx,
    table,
    `${sql}; comment on view ${corporateView(table)} is 'amounts of ${table.table.replaceAll("'", "''")} in the corporate currency, with the rate used; ${mark}'`,
  );
}

/** Before its table or a column of it goes. Fails with what depends on the view, as dropping the table would. */
export async function dropCorporateView(db: Queryable, table: MirrorTable): Promise<void> {
  await db.query(/* sql */ `set local client_min_messages = warning`);
  await db.query(/* sql */ `drop view if exists ${corporateView(table)}`);
}

async function replaceView(tx: Transaction, table: MirrorTable, sql: string | undefined): Promise<void> {
  await tx.query(/* sql */ `savepoint corporate_view`);
  try {
    await dropCorporateView(tx, table);
    if (sql !== undefined) await tx.query(sql);
  } catch (error) {
    if (sqlState(error) !== DEPENDENT_OBJECTS_STILL_EXIST) throw error;
    await tx.query(/* sql */ `rollback to savepoint corporate_view`);
  }
  await tx.query(/* sql */ `release savepoint corporate_view`);
}

async function isTableThere(db: Queryable, table: MirrorTable): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    /* sql */ `select to_regclass($1) is not null as there`,
    [tableName(table)],
  );
  return rows[0]?.there === true;
}

/** Undefined when there is no such view. */
async function readMark(db: Queryable, table: MirrorTable): Promise<string | undefined> {
  const { rows } = await db.query<{ mark: string | null }>(
    /* sql */ `
    select obj_description(c.oid, 'pg_class') as mark
      from pg_class c
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = $2 and c.relkind = 'v'`,
    [toIdentifier(table.schema), corporateViewName(table)],
  );
  return rows[0] === undefined ? undefined : (rows[0].mark ?? '');
}

function markOf(sql: string): string {
  return `definition ${createHash('sha256').update(sql).digest('hex').slice(0, 12)}`;
}

/**
 * An amount in the corporate currency is amount ÷ rate. Where the org has dated rates, objects that Salesforce converts by
 * a day use the rate of that day. What is not known is null, and `corporate_reason` says why.
 */
function viewSql(table: MirrorTable): string {
  const { amounts, currency, dated } = moneyColumns(table);
  if (currency === undefined) throw new Error(`${table.sobject} has no currency column`);
  const schema = quote(table.schema);
  const iso = `t.${quote(currency.column)}`;
  const day = typeof dated === 'string' ? undefined : `t.${quote(dated.column)}`;
  const hasDated = `exists (select from ${schema}.sync_dated_rate)`;
  const datedRate =
    day === undefined
      ? 'null::numeric'
      : /* sql */ `(select d.rate from ${schema}.sync_dated_rate d
                     where d.iso_code = ${iso} and d.start_date <= ${day}
                     order by d.start_date desc limit 1)`;
  const unknownDay =
    dated === 'no' ? 'false' : dated === 'elsewhere' ? hasDated : `(${day} is null and ${hasDated})`;
  const reason = /* sql */ `
    case when corporate.iso_code is null then 'The exchange rates have not been read'
         when ${iso} is null then 'The record says no currency'
         when ${iso} = corporate.iso_code then null
         when ${unknownDay} then '${dated === 'elsewhere' ? 'Salesforce converts it by a day that is not in this table' : 'The record has no date to convert by'}'
         when coalesce(${datedRate}, own.rate) is null then 'No exchange rate is known for the currency'
    end`;
  return /* sql */ `
    create view ${corporateView(table)} as
    select t.id, ${iso}, m.corporate_currency, m.corporate_rate, m.corporate_reason,
           ${amounts
             .map(
               ({ column }) =>
                 `t.${quote(column)}, t.${quote(column)} / m.corporate_rate as ${quote(`${column}_corporate`)}`,
             )
             .join(', ')}
      from ${tableName(table)} t
      left join ${schema}.sync_currency corporate on corporate.is_corporate
      left join ${schema}.sync_currency own on own.iso_code = ${iso}
      cross join lateral (select ${reason} as reason) r
      cross join lateral (
        select corporate.iso_code as corporate_currency,
               case when r.reason is not null then null
                    when ${iso} = corporate.iso_code then 1
                    else coalesce(${datedRate}, own.rate) end as corporate_rate,
               r.reason as corporate_reason) m`;
}
