-- 0007 how each object is read, how much of the org's calls is ours, and by which interface each call went
-- old code ok: no (it enters calls under the former key of the ledger)
-- locks: ACCESS EXCLUSIVE on selected_object and workspace, metadata only; on api_call while its key is made anew
alter table selected_object
  add column read_mode text not null default 'auto' check (read_mode in ('auto', 'events', 'poll')),
  add column transport text not null default 'poll' check (transport in ('events', 'poll')),
  add column interval_seconds integer check (interval_seconds between 60 and 86400),
  add column every_seconds integer check (every_seconds > 0),
  add column next_read_at timestamptz not null default now(),
  add column paused_at timestamptz;
comment on column selected_object.read_mode is 'what was asked for; auto: whatever is cheapest for the wanted freshness';
comment on column selected_object.transport is 'how it is read at present, as planned';
comment on column selected_object.interval_seconds is 'the freshness wanted; null: the workspace''s';
comment on column selected_object.every_seconds is 'how often it is read, as planned; null before the first plan: as often as wanted';
comment on column selected_object.next_read_at is 'when it is read next';
comment on column selected_object.paused_at is 'since when a person has it paused; null: it is not';
-- serves claimDuePolls: the few objects whose next read has come, among all that are read
create index selected_object_due on selected_object (next_read_at) where state = 'live' and paused_at is null;

alter table workspace
  add column api_share_percent integer not null default 50 check (api_share_percent between 1 and 100),
  add column api_floor_percent integer not null default 2 check (api_floor_percent between 0 and 50),
  add column plan_facts jsonb,
  add column next_plan_at timestamptz not null default now();
comment on column workspace.api_share_percent is 'of the org''s calls, what reading may use';
comment on column workspace.api_floor_percent is 'of the org''s calls, what is left to others whatever happens';
comment on column workspace.plan_facts is 'what the org allows, as asked for the last plan: change events, their allowances';
comment on column workspace.next_plan_at is 'when its reading is planned anew';
comment on column workspace.next_poll_at is 'not polled before, even when objects are due: a poll is under way, or the last one failed';
create index workspace_plan_due on workspace (next_plan_at);

alter table api_call add column transport text not null default 'rest';
alter table api_call drop constraint api_call_pkey;
alter table api_call add primary key (workspace_id, minute, cause, sobject, transport, counted);
comment on column api_call.transport is 'by which interface: rest, composite, bulk, events, oauth';
