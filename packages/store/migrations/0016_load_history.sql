-- 0016 a history of each object's loads, and who asked for the next one
-- old code ok: yes (its loads have no line; one that it ends is closed when the next begins)
-- locks: a moment on selected_object, for a column without a default
create table load_history (
  workspace_id  uuid not null,
  sobject       text not null,
  load_no       bigint generated always as identity,
  why           text not null check (why in ('first', 'reload', 'row_filter')),
  asked_by      text,
  started_at    timestamptz not null default now(),
  finished_at   timestamptz,
  outcome       text not null default 'running' check (outcome in ('running', 'done', 'failed', 'replaced')),
  transport     text check (transport in ('bulk', 'query', 'both')),
  rows_loaded   bigint not null default 0,
  rows_counted  bigint,
  pages_loaded  integer not null default 0,
  tries         integer not null default 1,
  trouble       jsonb,
  primary key (workspace_id, sobject, load_no),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table load_history is 'loads of each object, the latest twenty; what the one under way has read stands in object_load_part';
comment on column load_history.asked_by is 'as in the audit trail; null: nobody, or not known';
comment on column load_history.outcome is 'replaced: another load began before it ended';
comment on column load_history.rows_counted is 'records in the org when the load was planned; null when Salesforce could not count them';
alter table selected_object add column load_asked_by text;
comment on column selected_object.load_asked_by is 'who asked for the load that is to begin; null when none was asked for';
