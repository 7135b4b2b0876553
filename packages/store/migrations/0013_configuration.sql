-- 0013 what a workspace was set to before a configuration file was applied
-- old code ok: yes (it reads no snapshots)
-- locks: none
create table configuration_snapshot (
  workspace_id    uuid not null references workspace on delete cascade,
  snapshot_id     bigint generated always as identity,
  taken_at        timestamptz not null default now(),
  taken_by        text not null,
  organization_id text,
  source          text,
  changes         integer not null,
  configuration   jsonb not null,
  rolled_back_at  timestamptz,
  rolled_back_by  text,
  primary key (workspace_id, snapshot_id)
);
comment on table configuration_snapshot is 'what a workspace was set to before a configuration file was applied, in the form of such a file: the way back';
comment on column configuration_snapshot.organization_id is 'org whose data the workspace held; in another one there is no way back to it';
comment on column configuration_snapshot.source is 'workspace that the applied file came from';
comment on column configuration_snapshot.changes is 'lines of the difference that was applied';
