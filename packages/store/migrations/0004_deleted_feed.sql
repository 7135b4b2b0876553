-- 0004 objects whose deletes can be asked for by id, so that rows without a recycle bin are seen to go
-- old code ok: yes (it neither reads nor writes the column)
-- locks: ACCESS EXCLUSIVE on selected_object, metadata only; then its few rows
alter table selected_object add column has_deleted_feed boolean not null default false;

comment on column selected_object.has_deleted_feed is
  'describe says replicateable: getDeleted tells which records went, recycle bin or not';

update selected_object set has_deleted_feed = has_is_deleted;
