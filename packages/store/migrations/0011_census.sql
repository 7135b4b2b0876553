-- 0011 comparing org and mirror: runs, buckets and the rows that differed; signing of reports; where dead records went
-- old code ok: yes (it neither counts nor follows)
-- locks: ACCESS EXCLUSIVE on workspace, selected_object and every workspace's feed and tombstones, metadata only
alter table workspace
  add column census_every_hours integer check (census_every_hours between 0 and 720);
comment on column workspace.census_every_hours is 'how often each object is compared with the org; 0: only when asked; null: as the installation does';

alter table selected_object
  add column next_census_at timestamptz,
  add column census_asked boolean not null default false,
  add column compared_through text,
  add column compared_rows bigint not null default 0,
  add column compared_round_at timestamptz;
comment on column selected_object.next_census_at is 'when it is compared with the org next; null: at once, or never where nothing is compared by itself';
comment on column selected_object.census_asked is 'somebody asked for the census that is due';
comment on column selected_object.compared_through is 'id up to which every value was compared in the round that is going on; null: it begins anew';
comment on column selected_object.compared_rows is 'rows of that round so far';
comment on column selected_object.compared_round_at is 'when the last whole round ended: every value of every row had been compared';
alter table workspace add column links_seq bigint not null default 0;
comment on column workspace.links_seq is 'position in the feed up to which the links to records that died or came back were followed';
-- serves listDueCensuses
create index selected_object_census_due on selected_object (coalesce(next_census_at, '-infinity')) where state = 'live';

create table census_run (
  workspace_id    uuid not null,
  sobject         text not null,
  run_id          uuid not null,
  reason          text not null check (reason in ('schedule', 'asked')),
  started_at      timestamptz not null,
  finished_at     timestamptz not null,
  as_of           timestamptz not null,
  method          text not null check (method in ('rows', 'groups')),
  rows_org        bigint not null,
  rows_mirror     bigint not null,
  buckets         jsonb not null,
  bucket_count    integer not null,
  differing       integer not null,
  missing         integer not null,
  extra           integer not null,
  stale           integer not null,
  wrong           integer not null,
  repaired        integer not null,
  in_flight       integer not null,
  values_compared integer not null,
  calls           double precision not null,
  trouble         jsonb,
  primary key (workspace_id, sobject, run_id),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table census_run is 'comparisons of an object with the org, the last hundred of each';
comment on column census_run.as_of is 'org clock: rows with a later stamp were left out on both sides';
comment on column census_run.buckets is 'of the latest run of an object: what was counted, bucket by bucket; of earlier ones: empty';
comment on column census_run.calls is 'a call shared by several objects counts in parts';
-- serves the latest runs of an object
create index census_run_newest on census_run (workspace_id, sobject, started_at desc);

create table census_drift (
  workspace_id uuid not null,
  sobject      text not null,
  run_id       uuid not null,
  record_id    text not null,
  kind         text not null check (kind in ('missing', 'extra', 'stale', 'wrong')),
  found_at     timestamptz not null,
  org_stamp    timestamptz,
  mirror_stamp timestamptz,
  columns      text[] not null default '{}',
  repaired     boolean not null,
  primary key (workspace_id, sobject, run_id, record_id),
  foreign key (workspace_id, sobject, run_id) references census_run on delete cascade
);
comment on table census_drift is 'rows that differed, and whether they were mended';

create table report_key (
  report_key_id      uuid primary key default gen_random_uuid(),
  workspace_id       uuid check (workspace_id is null),
  public_key         text not null,
  private_key_sealed bytea not null,
  created_at         timestamptz not null default now()
);
comment on table report_key is 'the installation''s Ed25519 key; completeness reports are signed with it';
comment on column report_key.workspace_id is 'always null: it is nobody''s workspace';
create unique index report_key_only on report_key ((true));

do $$
declare
  mirror text;
begin
  for mirror in select schema_name from workspace loop
    if to_regclass(format('%I.sync_tombstone', mirror)) is not null then
      execute format('alter table %I.sync_tombstone add column if not exists merged_into text', mirror);
      execute format('alter table %I.sync_change add column if not exists merged_into text', mirror);
      execute format('comment on column %I.sync_tombstone.merged_into is ''the record it was merged into, as Salesforce says''', mirror);
      execute format('comment on column %I.sync_change.merged_into is ''of a delete: the record it was merged into''', mirror);
      execute format('create index if not exists sync_tombstone_id on %I.sync_tombstone (id)', mirror);
    end if;
  end loop;
end
$$;
