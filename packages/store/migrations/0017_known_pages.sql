-- 0017 what result pages of loads consisted of, so that a later load takes in only what differs
-- old code ok: yes (it takes whole pages in, and leaves what is noted here to grow old, which is noticed)
-- locks: none (a new table)
create table known_page (
  workspace_id uuid not null,
  sobject text not null,
  load_id uuid not null,
  first_id text collate "C" not null,
  last_id text collate "C" not null,
  rows integer not null,
  format bytea not null,
  horizon xid8 not null,
  written_by xid8 not null,
  digests bytea not null,
  primary key (workspace_id, sobject, load_id, first_id),
  foreign key (workspace_id, sobject) references selected_object (workspace_id, sobject) on delete cascade
);
-- Digests do not compress.
alter table known_page alter column digests set storage external;
comment on table known_page is 'result pages that are in the mirror as they came, unless their rows were written since';
comment on column known_page.format is 'digest of the table, its columns and the page''s header: pages of another format tell nothing';
comment on column known_page.horizon is 'every transaction before it was over when the page was taken in';
comment on column known_page.written_by is 'the transaction that took the page in';
comment on column known_page.digests is 'of the page''s blocks of some twenty neighbouring rows, 16 bytes each';
