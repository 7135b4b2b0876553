-- 0005 members, apps, personal connections, permission checks and notices
-- old code ok: no (the table of connections is made anew)
-- locks: ACCESS EXCLUSIVE on connection, workspace and console_user, for a moment: they are small
-- Connections made before are forgotten: their secrets are sealed for the place they stood in. Data, mapping and cursors stay.

alter table console_user add column is_operator boolean not null default false;
update console_user set is_operator = true;
comment on column console_user.is_operator is 'may act on the whole installation; others only where they are members';

alter table workspace add column permission_policy text not null default 'least_privilege'
  check (permission_policy in ('least_privilege', 'administrator', 'integration_user', 'standard_user'));
comment on column workspace.permission_policy is 'what is asked of the sync user';
alter table workspace add column next_check_at timestamptz not null default now();
comment on column workspace.next_check_at is 'when the permissions of the sync user are checked again';
create index workspace_check_due on workspace (next_check_at);

alter table audit_event add column as_user text;
comment on column audit_event.as_user is 'Salesforce user in whose name it was done';

create table member (
  workspace_id uuid not null references workspace on delete cascade,
  member_id uuid not null default gen_random_uuid(),
  email text not null,
  name text not null,
  role text not null check (role in ('admin', 'member')),
  suspended boolean not null default false,
  salesforce_user_id text,
  created_at timestamptz not null default now(),
  primary key (workspace_id, member_id)
);
create unique index member_email on member (workspace_id, lower(email));
create index member_account on member (lower(email));
comment on table member is 'a person in a workspace; the account to sign in with, if any, is the console_user with the same address';
comment on column member.salesforce_user_id is 'the Salesforce user this member is; set when a personal connection was confirmed';

create table invitation (
  token_hash bytea primary key,
  workspace_id uuid not null,
  member_id uuid not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  foreign key (workspace_id, member_id) references member on delete cascade
);
create index invitation_member on invitation (workspace_id, member_id);
comment on column invitation.token_hash is 'SHA-256 of the random token in the link';

create table salesforce_app (
  app_id uuid primary key default gen_random_uuid(),
  workspace_id uuid references workspace on delete cascade,
  client_id text not null,
  client_secret_sealed bytea,
  private_key_sealed bytea,
  certificate text,
  certificate_not_after timestamptz,
  is_current boolean not null default true,
  created_at timestamptz not null default now(),
  unique nulls not distinct (workspace_id, client_id)
);
create unique index salesforce_app_current on salesforce_app (workspace_id) nulls not distinct where is_current;
comment on table salesforce_app is 'External Client Apps that connections log in with; earlier ones stay while connections use them';
comment on column salesforce_app.workspace_id is 'null: the app of the whole installation';
comment on column salesforce_app.client_secret_sealed is 'AES-256-GCM envelope; null for an app without a secret';
comment on column salesforce_app.private_key_sealed is 'AES-256-GCM envelope of the PKCS #8 key that signs JWT logins';
comment on column salesforce_app.certificate is 'PEM, to be uploaded to the app';

drop table connection;
create table connection (
  workspace_id uuid not null references workspace on delete cascade,
  connection_id uuid not null default gen_random_uuid(),
  is_sync_user boolean not null default false,
  member_id uuid,
  state text not null
    check (state in ('pending', 'active', 'degraded', 'expired', 'revoked', 'blocked', 'replaced')),
  method text not null check (method in ('web_server', 'jwt', 'client_credentials')),
  app_id uuid not null references salesforce_app,
  login_url text not null,
  instance_url text,
  scopes text,
  organization_id text,
  organization_name text,
  is_sandbox boolean,
  user_id text,
  username text,
  display_name text,
  email text,
  refresh_token_sealed bytea,
  access_token_sealed bytea,
  token_version integer not null default 0,
  renewal_begun_at timestamptz,
  renewed_at timestamptz,
  renewals integer not null default 0,
  connected_at timestamptz,
  ended_at timestamptz,
  last_call_at timestamptz,
  question jsonb,
  trouble jsonb,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, member_id) references member
);
create unique index connection_sync_user on connection (workspace_id) where is_sync_user and state <> 'replaced';
create unique index connection_candidate on connection (workspace_id)
  where not is_sync_user and member_id is null and state <> 'replaced';
create unique index connection_of_member on connection (workspace_id, member_id) where state <> 'replaced';
create unique index connection_of_salesforce_user on connection (workspace_id, organization_id, user_id)
  where member_id is not null and state <> 'replaced';
create index connection_renewal on connection (renewed_at) where state in ('pending', 'active', 'degraded');
comment on column connection.is_sync_user is 'it reads for the whole workspace; without it and without a member it is a candidate';
comment on column connection.member_id is 'whose personal connection it is; one Salesforce user serves one member only';
comment on column connection.refresh_token_sealed is 'AES-256-GCM envelope; null for logins that have none';
comment on column connection.access_token_sealed is 'AES-256-GCM envelope; null until the first login';
comment on column connection.token_version is 'goes up by one with every new access token';
comment on column connection.renewal_begun_at is 'committed before a renewal is asked for, null again with its result: what a crash leaves tells that a rotated token may be lost';
comment on column connection.renewals is 'access tokens fetched since it was connected';
comment on column connection.question is 'asked of the member before it becomes active: which Salesforce user is meant';

create table salesforce_authorization (
  workspace_id uuid not null references workspace on delete cascade,
  authorization_id uuid not null default gen_random_uuid(),
  purpose text not null check (purpose in ('sync_user', 'personal')),
  member_id uuid,
  actor text not null,
  app_id uuid not null references salesforce_app,
  login_url text not null,
  redirect_uri text not null,
  username text,
  state_hash bytea not null unique,
  browser_hash bytea,
  code_verifier_sealed bytea not null,
  outcome text not null default 'waiting' check (outcome in ('waiting', 'finished', 'failed')),
  trouble jsonb,
  connection_id uuid,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (workspace_id, authorization_id)
);
create index salesforce_authorization_expiry on salesforce_authorization (expires_at);
comment on table salesforce_authorization is 'logins on Salesforce''s own page that are under way, and how they went';
comment on column salesforce_authorization.state_hash is 'SHA-256 of the OAuth state';
comment on column salesforce_authorization.browser_hash is 'SHA-256 of the cookie of the browser that began; null until it did';
comment on column salesforce_authorization.username is 'who must log in; null: anybody';

create table preflight_report (
  workspace_id uuid not null,
  connection_id uuid not null,
  finished_at timestamptz not null,
  report jsonb not null,
  primary key (workspace_id, connection_id),
  foreign key (workspace_id, connection_id) references connection on delete cascade
);
comment on table preflight_report is 'the latest permission checks of each connection';

create table notice (
  workspace_id uuid not null references workspace on delete cascade,
  notice_id uuid not null default gen_random_uuid(),
  kind text not null,
  subject text not null,
  title text not null,
  body text not null,
  action jsonb,
  opened_at timestamptz not null default now(),
  closed_at timestamptz,
  primary key (workspace_id, notice_id)
);
create unique index notice_open on notice (workspace_id, kind, subject) where closed_at is null;
create index notice_newest on notice (workspace_id, opened_at desc);
comment on table notice is 'incidents: one row each, however often the trouble repeats';
comment on column notice.subject is 'what it is about, such as a connection''s id: one open notice of a kind per subject';

create table notice_delivery (
  workspace_id uuid not null,
  delivery_id uuid not null default gen_random_uuid(),
  notice_id uuid not null,
  channel text not null check (channel in ('email', 'webhook')),
  event text not null check (event in ('opened', 'closed')),
  recipient text not null,
  state text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  settled_at timestamptz,
  error text,
  primary key (workspace_id, delivery_id),
  unique (workspace_id, notice_id, channel, event, recipient),
  foreign key (workspace_id, notice_id) references notice on delete cascade
);
create index notice_delivery_due on notice_delivery (next_attempt_at) where state = 'waiting';
comment on table notice_delivery is 'who is to be told, and whether it worked';

create table notice_settings (
  workspace_id uuid primary key references workspace on delete cascade,
  emails text[] not null default '{}',
  email_admins boolean not null default true,
  webhook_url text,
  webhook_secret_sealed bytea
);
comment on column notice_settings.webhook_secret_sealed is 'AES-256-GCM envelope; signs deliveries by the Standard Webhooks convention';
