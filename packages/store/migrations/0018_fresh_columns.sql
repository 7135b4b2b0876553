-- 0018 columns that are filled for the first time, of which the change feed does not tell
-- old code ok: yes (it tells the feed of no filling)
-- locks: a moment on field_backfill, for a column with a constant default
alter table field_backfill add column fresh text[] not null default '{}';
comment on column field_backfill.fresh is 'those of the fields whose columns never had values: the change feed does not tell of their first ones';
