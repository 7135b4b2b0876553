-- 0012 rates of the org's currencies: when they were read, and when they are read again
-- old code ok: yes (it reads no rates)
-- locks: ACCESS EXCLUSIVE on workspace, metadata only
alter table workspace
  add column next_rates_at timestamptz not null default '-infinity',
  add column rates_read_at timestamptz,
  add column rates_trouble jsonb;
comment on column workspace.next_rates_at is 'the org''s exchange rates are read then, where a selected object has a currency per record';
comment on column workspace.rates_read_at is 'org clock: the rates in sync_currency and sync_dated_rate of the workspace''s schema were those of then';
comment on column workspace.rates_trouble is 'why the last reading failed; null: it did not';
-- serves claimDueRates
create index workspace_rates_due on workspace (next_rates_at);
