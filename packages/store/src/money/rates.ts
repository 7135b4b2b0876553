import type { Money, Trouble } from '@sync-user/contract';
import type { IsoInstant, RateTables } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { ensureMoneyTables } from './money-tables.ts';

/** A day, as of the last claim; a reading that fails is tried again after an hour. */
const EVERY_HOURS = 24;
const TRY_AGAIN_HOURS = 1;

/** Workspaces whose rates are due: those with an object that has a currency per record. Each is named once an hour. */
export async function claimDueRates(
  db: Queryable,
  now: IsoInstant,
  limit: number,
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with due as (
      select w.workspace_id,
             exists (select from object_field f
                      where f.workspace_id = w.workspace_id and f.column_name = 'currencyisocode') as has_currencies
        from workspace w
       where w.next_rates_at <= $1
         and exists (select from connection c
                      where c.workspace_id = w.workspace_id and c.is_sync_user and c.state in ('active', 'degraded'))
       order by w.next_rates_at
       limit $2
         for no key update of w skip locked
    )
    , claimed as (
      update workspace w
         set next_rates_at = $1::timestamptz + make_interval(hours => ${TRY_AGAIN_HOURS})
        from due
       where w.workspace_id = due.workspace_id
      returning w.workspace_id, due.has_currencies)
    select workspace_id from claimed where has_currencies`,
    [now, limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/** Rates that were never read are wanted at once: an object with a currency per record may have been selected. */
export async function wantRates(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(
    /* sql */ `update workspace set next_rates_at = '-infinity' where workspace_id = $1 and rates_read_at is null`,
    [workspaceId],
  );
}

/** See `RateStore.writeRates`. `organizationId`: nothing is written once the workspace was moved to another org. */
export async function writeRates(
  db: Database,
  workspaceId: string,
  rates: RateTables,
  organizationId: string | null,
): Promise<void> {
  await db.transact(async (tx) => {
    const { rows } = await tx.query<{ schema_name: string }>(
      /* sql */ `
      update workspace
         set rates_read_at = $2, rates_trouble = null,
             next_rates_at = next_rates_at + make_interval(hours => ${EVERY_HOURS - TRY_AGAIN_HOURS})
       where workspace_id = $1 and ($3::text is null or organization_id = $3)
      returning schema_name`,
      [workspaceId, rates.readAt, organizationId],
    );
    const schemaName = rows[0]?.schema_name;
    if (schemaName === undefined) return;
    await ensureMoneyTables(tx, schemaName);
    const schema = quote(schemaName);
    await tx.query(/* sql */ `delete from ${schema}.sync_currency`);
    await tx.query(
      /* sql */ `
      insert into ${schema}.sync_currency (iso_code, rate, decimal_places, is_active, is_corporate)
      select c."isoCode", c.rate, c."decimalPlaces", c.active, c.corporate
        from json_to_recordset($1::json)
             as c("isoCode" text, rate numeric, "decimalPlaces" integer, active boolean, corporate boolean)`,
      [JSON.stringify(rates.currencies)],
    );
    await tx.query(/* sql */ `delete from ${schema}.sync_dated_rate`);
    await tx.query(
      /* sql */ `
      insert into ${schema}.sync_dated_rate (iso_code, start_date, rate)
      select d."isoCode", d."startDate", d.rate
        from json_to_recordset($1::json) as d("isoCode" text, "startDate" date, rate numeric)`,
      [JSON.stringify(rates.dated)],
    );
  });
}

/** See `RateStore.writeTrouble`. */
export async function writeRatesTrouble(db: Queryable, workspaceId: string, trouble: Trouble): Promise<void> {
  await db.query(/* sql */ `update workspace set rates_trouble = $2 where workspace_id = $1`, [
    workspaceId,
    JSON.stringify(trouble),
  ]);
}

export type StoredRates = Pick<
  Money,
  'corporateCurrency' | 'datedRates' | 'ratesReadAt' | 'trouble' | 'rates'
>;

export async function readStoredRates(db: Database, workspaceId: string): Promise<StoredRates> {
  return await db.transact(async (tx) => {
    const { rows } = await tx.query<{
      schema_name: string;
      rates_read_at: IsoInstant | null;
      rates_trouble: Trouble | null;
    }>(/* sql */ `select schema_name, rates_read_at, rates_trouble from workspace where workspace_id = $1`, [
      workspaceId,
    ]);
    const [workspace] = rows;
    if (workspace?.rates_read_at == null)
      return {
        corporateCurrency: null,
        datedRates: false,
        ratesReadAt: null,
        trouble: workspace?.rates_trouble ?? null,
        rates: [],
      };
    const schema = quote(workspace.schema_name);
    const { rows: currencies } = await tx.query<{
      iso_code: string;
      rate: string;
      decimal_places: number;
      is_active: boolean;
      is_corporate: boolean;
      dated: number;
    }>(/* sql */ `
      select c.iso_code, c.rate::text as rate, c.decimal_places, c.is_active, c.is_corporate,
             (select count(*)::integer from ${schema}.sync_dated_rate d where d.iso_code = c.iso_code) as dated
        from ${schema}.sync_currency c
       order by c.is_corporate desc, c.is_active desc, c.iso_code`);
    return {
      corporateCurrency: currencies.find((row) => row.is_corporate)?.iso_code ?? null,
      datedRates: currencies.some((row) => row.dated > 0),
      ratesReadAt: workspace.rates_read_at,
      trouble: workspace.rates_trouble,
      rates: currencies.map((row) => ({
        isoCode: row.iso_code,
        rate: row.rate,
        decimalPlaces: row.decimal_places,
        active: row.is_active,
        corporate: row.is_corporate,
        dated: row.dated,
      })),
    };
  });
}
