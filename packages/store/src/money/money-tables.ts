import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';

/** Makes the tables of the org's exchange rates in a workspace's schema, in the caller's transaction. Safe to call again. */
export async function ensureMoneyTables(db: Queryable, schemaName: string): Promise<void> {
  const schema = quote(schemaName);
  await db.query(/* sql */ `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `money tables ${schemaName}`,
  ]);
  await db.query(/* sql */ `
    set local client_min_messages = warning;
    create table if not exists ${schema}.sync_currency (
      iso_code       text primary key,
      rate           numeric not null check (rate > 0),
      decimal_places integer not null,
      is_active      boolean not null,
      is_corporate   boolean not null
    );
    comment on table ${schema}.sync_currency is 'the org''s currencies (CurrencyType), as last read';
    comment on column ${schema}.sync_currency.rate is 'units of it for one of the corporate currency';
    create table if not exists ${schema}.sync_dated_rate (
      iso_code   text not null,
      start_date date not null,
      rate       numeric not null check (rate > 0),
      primary key (iso_code, start_date)
    );
    comment on table ${schema}.sync_dated_rate is
      'rates that hold from a day until the next of the same currency (DatedConversionRate); empty without advanced currency management'`);
}

/** What was read of one org says nothing of another. The tables may not be there. */
export async function forgetRates(db: Queryable, workspaceId: string, schemaName: string): Promise<void> {
  await ensureMoneyTables(db, schemaName);
  const schema = quote(schemaName);
  await db.query(/* sql */ `delete from ${schema}.sync_currency`);
  await db.query(/* sql */ `delete from ${schema}.sync_dated_rate`);
  await db.query(
    /* sql */ `
    update workspace set rates_read_at = null, rates_trouble = null, next_rates_at = '-infinity' where workspace_id = $1`,
    [workspaceId],
  );
}
