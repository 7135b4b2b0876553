-- 0009 change events: who reads a workspace's subscription, where it stands, what it could not tell, and how that was mended
-- old code ok: yes (all tables are new)
-- locks: none that matter
create table event_subscription (
  workspace_id      uuid primary key references workspace on delete cascade,
  organization_id   text not null,
  state             text not null default 'off'
                    check (state in ('off', 'connecting', 'live', 'reconnecting', 'limited', 'refused')),
  trouble           jsonb,
  retry_at          timestamptz,
  owner             text,
  lease_until       timestamptz,
  fence             bigint not null default 0,
  channel           text not null,
  replay_id         bytea,
  replay_at         timestamptz,
  connected_at      timestamptz,
  last_event_at     timestamptz,
  last_commit_at    timestamptz,
  last_heard_at     timestamptz,
  lag_ms            integer,
  entities          text[],
  entities_used     integer,
  deliveries_per_day integer,
  deliveries_left   integer,
  selection_read_at timestamptz
);
comment on table event_subscription is 'the one subscription of a workspace to its org''s change events';
comment on column event_subscription.organization_id is 'org that the position belongs to; of another org it means nothing';
comment on column event_subscription.owner is 'process that feeds the workspace, while its lease stands';
comment on column event_subscription.fence is 'counted up with each take-over; what an earlier owner writes is refused';
comment on column event_subscription.replay_id is 'what was committed up to here is in the mirror; opaque bytes of Salesforce';
comment on column event_subscription.replay_at is 'when it was stored: Salesforce keeps events for 72 hours';
comment on column event_subscription.last_commit_at is 'org clock: when the last applied change was committed';
comment on column event_subscription.entities is 'API names of objects whose changes are events in the org; null: not known';

create table event_entity (
  workspace_id  uuid not null,
  sobject       text not null,
  since         timestamptz,
  polled_after  timestamptz,
  last_event_at timestamptz,
  primary key (workspace_id, sobject),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on column event_entity.since is 'since when its events have arrived without a gap; null: they do not';
comment on column event_entity.polled_after is 'a poll that begins after this covers what was committed before its events began';

create table event_count (
  workspace_id uuid not null references workspace on delete cascade,
  sobject      text not null,
  hour         timestamptz not null,
  events       integer not null,
  primary key (workspace_id, sobject, hour)
);
comment on table event_count is 'applied events by the hour, kept for two days';

create table event_batch (
  workspace_id uuid not null references workspace on delete cascade,
  xid          bigint not null,
  at           timestamptz not null default now(),
  primary key (workspace_id, xid)
);
comment on table event_batch is
  'transactions of the last minutes that applied events, by their 32-bit number: rows they wrote are in the order of the events';

create table event_repair (
  workspace_id uuid not null references workspace on delete cascade,
  repair_id    bigint generated always as identity,
  kind         text not null,
  sobject      text,
  reason       text not null,
  from_at      timestamptz,
  to_at        timestamptz,
  polled_after timestamptz,
  by_id        boolean not null,
  opened_at    timestamptz not null default now(),
  closed_at    timestamptz,
  feed_from    bigint not null default 0,
  rows_changed bigint not null default 0,
  reads        bigint not null default 0,
  primary key (workspace_id, repair_id)
);
comment on table event_repair is 'gaps in the events, and the proof that each was closed';
comment on column event_repair.sobject is 'null: all objects that are fed by events';
comment on column event_repair.polled_after is 'a poll that begins after this closes it; null: not before the subscription stands';
comment on column event_repair.by_id is 'closed when its records were read again, not by a poll';
comment on column event_repair.feed_from is 'where the feed stood when it was opened';
create index event_repair_open on event_repair (workspace_id) where closed_at is null;

create sequence event_note;
create table event_read (
  workspace_id uuid not null,
  sobject      text not null,
  record_id    text not null,
  reason       text not null,
  note         bigint not null default nextval('event_note'),
  due_at       timestamptz not null,
  repair_id    bigint,
  primary key (workspace_id, sobject, record_id),
  foreign key (workspace_id, sobject) references selected_object on delete cascade
);
comment on table event_read is 'records that an event could not tell whole: they are read again by id';
comment on column event_read.note is 'grows with each note: a record noted again while it is read stays';
create index event_read_due on event_read (workspace_id, due_at);
