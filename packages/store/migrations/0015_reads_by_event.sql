-- 0015 answers that were under way while a record was read again are not put over what was read
-- old code ok: yes (it notes no such transactions)
-- locks: a moment on event_batch, for a column with a constant default
alter table event_batch add column by_read boolean not null default false;
comment on column event_batch.by_read is
  'it put what was read again: newer than answers that were under way, in no order with events';
