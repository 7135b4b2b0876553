-- 0015 answers under way are not put over what was read again; links are followed from where an object was paused
-- old code ok: yes (it notes neither)
-- locks: a moment on event_batch and selected_object, for columns with a constant default
alter table event_batch add column by_read boolean not null default false;
comment on column event_batch.by_read is
  'it put what was read again: newer than answers that were under way, in no order with events';
alter table selected_object add column paused_links_seq bigint;
comment on column selected_object.paused_links_seq is
  'position in the feed up to which its lookups were followed when it was paused; they go on there';
