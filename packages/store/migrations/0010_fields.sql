-- 0010 what fields are and how they change; fields and rows that are kept out; columns that are filled one by one
-- old code ok: yes (defaults); it would read what a filter, a removal or privacy keeps out
-- locks: ACCESS EXCLUSIVE on object_field, selected_object and workspace, metadata only

alter table object_field
  add column length integer not null default 0,
  add column precision integer not null default 0,
  add column scale integer not null default 0,
  add column reference_to text[] not null default '{}',
  add column relationship_name text,
  add column calculated boolean not null default false,
  add column formula text,
  add column as_of timestamptz,
  add column removed_at timestamptz;
comment on column object_field.length is 'most characters of a text';
comment on column object_field.calculated is 'a formula or roll-up: it moves without moving the record''s stamp';
comment on column object_field.formula is 'text of the formula; null for roll-ups and where Salesforce does not show it';
comment on column object_field.as_of is 'org clock: no value of a column that moves without a stamp is older; null: never read again by itself';
comment on column object_field.removed_at is 'taken out of the mapping; dropped with its values after the grace period';

alter table selected_object
  add column row_filter text,
  add column next_describe_at timestamptz not null default now(),
  add column described_at timestamptz,
  add column known_fields text[];
comment on column selected_object.known_fields is 'every field the sync user saw when they were last compared; null: not yet';
comment on column selected_object.row_filter is 'SOQL condition that rows must meet to be mirrored';
comment on column selected_object.next_describe_at is 'its fields are compared with the org''s then';
create index selected_object_describe_due on selected_object (next_describe_at);

alter table workspace
  add column field_policy text not null default 'add' check (field_policy in ('add', 'ask')),
  add column formula_seq bigint not null default 0,
  add column next_formula_at timestamptz not null default now(),
  add column time_zone text;
comment on column workspace.field_policy is 'what becomes of new custom fields: added by themselves, or an admin is asked';
comment on column workspace.formula_seq is 'position in the feed up to which the formulas that hang on changed records were looked at';
comment on column workspace.next_formula_at is 'formulas are looked at again then';
comment on column workspace.time_zone is 'of the org, where a day begins for TODAY()';
create index workspace_formula_due on workspace (next_formula_at);

create table private_field (
  workspace_id uuid not null references workspace on delete cascade,
  sobject      text not null,
  field        text not null,
  since        timestamptz not null default now(),
  primary key (workspace_id, sobject, field)
);
comment on table private_field is 'fields that are never asked for; they outlive the selection of their object';

create table field_backfill (
  workspace_id    uuid not null,
  sobject         text not null,
  kind            text not null check (kind in ('added', 'sweep', 'filter')),
  backfill_id     uuid not null default gen_random_uuid(),
  fields          text[] not null,
  phase           text not null default 'reading' check (phase in ('reading', 'tail', 'done', 'failed')),
  tail_from       timestamptz,
  as_of           timestamptz,
  job_id          text,
  place           text,
  rows_read       bigint not null default 0,
  rows_expected   bigint,
  trouble         jsonb,
  begun_at        timestamptz not null default now(),
  finished_at     timestamptz,
  next_attempt_at timestamptz not null default now(),
  primary key (workspace_id, sobject, kind),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table field_backfill is 'the latest reading of some columns for all rows: of added ones, the daily one of those that move without a stamp, and the one that fits rows to a row filter';
comment on column field_backfill.as_of is 'org clock when it began: no value it brings is older';
comment on column field_backfill.tail_from is 'cursor when it began: what polls under way wrote since without the columns is read once more';
comment on column field_backfill.place is 'last Id read, or locator of the bulk job''s next page';
create index field_backfill_due on field_backfill (next_attempt_at) where phase in ('reading', 'tail');

create table schema_change (
  workspace_id uuid not null references workspace on delete cascade,
  change_id    bigint generated always as identity,
  sobject      text not null,
  field        text,
  kind         text not null check (kind in ('added', 'removed', 'hidden', 'returned', 'renamed', 'retyped', 'relabelled',
                                             'widened', 'narrowed', 'formula_changed', 'object_hidden', 'object_returned')),
  before       text,
  after        text,
  label        text,
  sf_type      text,
  seen_at      timestamptz not null default now(),
  decision     text not null check (decision in ('none_needed', 'waiting', 'added', 'declined', 'automatic')),
  decided_at   timestamptz,
  decided_by   text,
  primary key (workspace_id, change_id)
);
comment on table schema_change is 'what changed in the org''s objects and fields, as far as the sync user sees';
comment on column schema_change.decision is 'waiting: an admin decides; automatic: done by the workspace''s policy';
create index schema_change_newest on schema_change (workspace_id, change_id desc);
create unique index schema_change_waiting on schema_change (workspace_id, sobject, field) where decision = 'waiting';

create table stale_formula (
  workspace_id uuid not null references workspace on delete cascade,
  sobject      text not null,
  record_id    text not null,
  since        timestamptz not null default now(),
  primary key (workspace_id, sobject, record_id)
);
comment on table stale_formula is 'records whose formulas hang on what changed elsewhere: they are read again';
