import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';

/**
 * Makes a workspace's schema with its change feed and tombstones, in the caller's transaction. Safe to call again.
 * These tables are the same in every workspace; the tables of objects come from `ensureTable`.
 */
export async function createMirrorSchema(db: Queryable, schemaName: string): Promise<void> {
  const schema = quote(schemaName);
  if (await isThere(db, schemaName)) return;
  await db.query(/* sql */ `select pg_advisory_xact_lock(hashtextextended($1, 0))`, [
    `mirror schema ${schemaName}`,
  ]);
  await db.query(/* sql */ `
    create schema if not exists ${schema};
    set local client_min_messages = warning;

    create table if not exists ${schema}.sync_feed_head (
      only_row boolean primary key default true check (only_row),
      last_seq bigint not null default 0
    );
    comment on table ${schema}.sync_feed_head is
      'one row; locked while a batch is applied, so that the feed has no gaps and commits in its own order';
    insert into ${schema}.sync_feed_head (only_row) values (true) on conflict do nothing;

    create table if not exists ${schema}.sync_change (
      seq         bigint primary key,
      object      text not null,
      record_id   text not null,
      record_name text,
      operation   text not null check (operation in ('create', 'update', 'delete', 'undelete')),
      changed     jsonb not null,
      user_id     text,
      changed_at  timestamptz,
      applied_at  timestamptz not null default now(),
      cause       text not null,
      merged_into text
    );
    comment on table ${schema}.sync_change is
      'the change feed: every change applied after the first load of an object, in order';
    comment on column ${schema}.sync_change.changed is 'column: [before, after]; empty for a delete';
    comment on column ${schema}.sync_change.user_id is 'Salesforce user, as far as the row tells';
    comment on column ${schema}.sync_change.merged_into is 'of a delete: the record it was merged into';
    comment on column ${schema}.sync_change.changed_at is 'when Salesforce says it changed';
    -- serves the feed of one object
    create index if not exists sync_change_object on ${schema}.sync_change (object, seq);
    -- serves the history of one record; ids are unique across objects
    create index if not exists sync_change_record on ${schema}.sync_change (record_id, seq);

    create table if not exists ${schema}.sync_tombstone (
      object      text not null,
      id          text not null,
      stamp       timestamptz,
      deleted_at  timestamptz not null default now(),
      image       jsonb not null,
      merged_into text,
      primary key (object, id)
    );
    -- serves tracing a record by its id alone
    create index if not exists sync_tombstone_id on ${schema}.sync_tombstone (id);
    comment on table ${schema}.sync_tombstone is 'deleted records; one that comes back loses its tombstone';
    comment on column ${schema}.sync_tombstone.stamp is 'cursor field of the deleted record: older images stay out';
    comment on column ${schema}.sync_tombstone.deleted_at is 'when the mirror learnt of it';
    comment on column ${schema}.sync_tombstone.image is 'the row as the mirror last had it';
    comment on column ${schema}.sync_tombstone.merged_into is 'the record it was merged into, as Salesforce says';`);
}

/** Asked first, because `create … if not exists` would wait for those who are writing the feed. */
async function isThere(db: Queryable, schemaName: string): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    /* sql */ `
    select exists (select from pg_class c
                     join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = $1 and c.relname = 'sync_tombstone') as there`,
    [toIdentifier(schemaName)],
  );
  return rows[0]?.there === true;
}
