-- 0001 the control plane: workspaces, connections, selected objects and their loads, ledger, people, audit
-- old code ok: yes (there is none)
-- locks: none that matter (all tables are new)
create table workspace (
  workspace_id          uuid primary key default gen_random_uuid(),
  slug                  text not null unique check (slug ~ '^[a-z][a-z0-9_]{1,39}$'),
  name                  text not null,
  schema_name           text not null unique,
  poll_interval_seconds integer not null check (poll_interval_seconds > 0),
  next_poll_at          timestamptz not null default now(),
  created_at            timestamptz not null default now()
);
comment on column workspace.schema_name is 'schema that holds the mirror: crm_<slug>';
comment on column workspace.next_poll_at is 'a worker that claims the poll moves it on by the interval';
-- serves claimDuePolls: the workspaces whose time has come, oldest first
create index workspace_due on workspace (next_poll_at);

create table connection (
  workspace_id         uuid not null references workspace on delete cascade,
  kind                 text not null default 'sync_user' check (kind in ('sync_user', 'personal')),
  state                text not null
                       check (state in ('pending', 'active', 'degraded', 'expired', 'revoked', 'blocked', 'replaced')),
  login_url            text not null,
  instance_url         text,
  method               text not null check (method in ('client_credentials')),
  client_id            text not null,
  client_secret_sealed bytea not null,
  access_token_sealed  bytea,
  token_version        integer not null default 0,
  organization_id      text,
  organization_name    text,
  is_sandbox           boolean,
  user_id              text,
  username             text,
  display_name         text,
  email                text,
  connected_at         timestamptz,
  last_call_at         timestamptz,
  trouble              jsonb,
  primary key (workspace_id, kind)
);
comment on column connection.kind is 'personal connections come later; today there is one sync user a workspace';
comment on column connection.client_secret_sealed is 'AES-256-GCM envelope; first byte is the version of the key';
comment on column connection.access_token_sealed is 'AES-256-GCM envelope; null until the first login';
comment on column connection.token_version is 'goes up by one with every new access token';

create table selected_object (
  workspace_id    uuid not null references workspace on delete cascade,
  sobject         text not null,
  label           text not null,
  custom          boolean not null,
  state           text not null default 'waiting' check (state in ('waiting', 'loading', 'live', 'failed')),
  table_name      text not null,
  cursor_field    text not null,
  name_field      text,
  has_is_deleted  boolean not null default true,
  read_through    timestamptz,
  deep_read_at    timestamptz,
  deep_read_rows  integer not null default 0,
  mirror_rows     bigint not null default 0,
  trouble         jsonb,
  next_attempt_at timestamptz,
  last_polled_at  timestamptz,
  last_change_at  timestamptz,
  primary key (workspace_id, sobject),
  unique (workspace_id, table_name)
);
comment on column selected_object.has_is_deleted is 'false for objects without the field IsDeleted, User among them: their records are never deleted';
comment on column selected_object.read_through is 'org clock: everything visible then has been read; null until the first load is done';
comment on column selected_object.deep_read_at is 'when a window reaching back the whole overlap was last read';
comment on column selected_object.mirror_rows is 'rows of the mirror table; counted along in the transactions that write it, recounted when a load ends';
comment on column selected_object.next_attempt_at is 'a waiting or loading object is not picked up before; null: at once';
-- serves listLoadable: the few objects that still have to be loaded
create index selected_object_loadable on selected_object (next_attempt_at) where state in ('waiting', 'loading');

create table object_field (
  workspace_id uuid not null,
  sobject      text not null,
  position     integer not null,
  field        text not null,
  label        text not null,
  sf_type      text not null,
  column_name  text not null,
  column_type  text not null,
  indexed      boolean not null,
  trouble      jsonb,
  primary key (workspace_id, sobject, position),
  unique (workspace_id, sobject, field),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on column object_field.trouble is 'why the field is not read any more; its column keeps the last values';

create table object_load (
  workspace_id  uuid not null,
  sobject       text not null,
  load_id       uuid not null unique,
  phase         text not null check (phase in ('describing', 'job_running', 'copying', 'checking', 'done')),
  reload        boolean not null,
  position      timestamptz,
  job_id        text,
  locator       text,
  pages_loaded  integer not null default 0,
  rows_loaded   bigint not null default 0,
  rows_expected bigint,
  attempts      integer not null,
  started_at    timestamptz not null default now(),
  finished_at   timestamptz,
  primary key (workspace_id, sobject),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table object_load is 'the latest load of each object; a new one replaces it';
comment on column object_load.position is 'org clock just before the job was made: polling starts here';
comment on column object_load.locator is 'page to fetch next; moves in the transaction that writes the page before it';

create table api_call (
  workspace_id uuid not null references workspace on delete cascade,
  minute       timestamptz not null,
  cause        text not null,
  sobject      text not null,
  counted      boolean not null,
  calls        integer not null,
  failed       integer not null,
  primary key (workspace_id, minute, cause, sobject, counted)
);
comment on table api_call is 'ledger of calls to Salesforce, added up by the minute';
comment on column api_call.sobject is 'empty when a call serves several objects or none';
comment on column api_call.counted is 'false for calls that do not count against the org''s allowance (OAuth)';

create table org_usage (
  workspace_id uuid primary key references workspace on delete cascade,
  used         integer not null,
  call_limit   integer not null,
  at           timestamptz not null
);
comment on table org_usage is 'the last Sforce-Limit-Info: calls of all clients of the org, rolling 24 hours';

create table console_user (
  user_id       uuid primary key default gen_random_uuid(),
  email         text not null,
  name          text not null,
  password_hash text not null,
  created_at    timestamptz not null default now()
);
comment on column console_user.password_hash is 'argon2id in PHC form';
-- serves sign-in, and keeps one account per address however it is typed
create unique index console_user_email on console_user (lower(email));

create table console_session (
  token_hash bytea primary key,
  user_id    uuid not null references console_user on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
comment on column console_session.token_hash is 'SHA-256 of the random token in the cookie';
-- serves removeExpiredSessions
create index console_session_expiry on console_session (expires_at);

create table api_key (
  key_id       uuid primary key default gen_random_uuid(),
  workspace_id uuid references workspace on delete cascade,
  name         text not null,
  key_hash     bytea not null unique,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at   timestamptz
);
comment on column api_key.workspace_id is 'null: the key is good for the whole installation';
comment on column api_key.key_hash is 'SHA-256 of the key';

create table audit_event (
  event_id     bigint generated always as identity primary key,
  workspace_id uuid,
  at           timestamptz not null default now(),
  actor        text not null,
  action       text not null,
  target       text,
  details      jsonb not null default '{}'
);
comment on table audit_event is 'append-only; outlives the workspace it tells of';
comment on column audit_event.actor is 'user:<email>, key:<name> or system';
-- serves listAuditEvents, newest first
create index audit_event_workspace on audit_event (workspace_id, event_id);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'audit_event is append-only';
end
$$;
create trigger audit_event_append_only
  before update or delete or truncate on audit_event
  for each statement execute function refuse_audit_change();
