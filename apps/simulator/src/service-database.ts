import { DatabaseSync } from 'node:sqlite';

/**
 * What the org's services remember beside the org's rows: apps, passwords, tokens, settings, API usage, bulk jobs.
 * A file of its own, so that a rolled-back record transaction never takes a token or a call count with it.
 */
export function openServiceDatabase(file: string | undefined): DatabaseSync {
  const database = new DatabaseSync(file ?? ':memory:');
  database.exec('pragma journal_mode = wal; pragma synchronous = off;');
  database.exec(/* sql */ `
    create table if not exists sim_setting (name text primary key, value text not null);
    create table if not exists sim_app (consumer_key text primary key, definition text not null);
    create table if not exists sim_password (user_id text primary key, salt text not null, hash text not null);
    create table if not exists sim_approval (
      user_id text not null, consumer_key text not null, scope text not null,
      primary key (user_id, consumer_key)
    );
    create table if not exists sim_code (
      hash text primary key, consumer_key text not null, user_id text not null, redirect_uri text not null,
      scope text not null, challenge text, nonce text, issued_at integer not null, used integer not null default 0
    );
    create table if not exists sim_token (
      hash text primary key, kind text not null, grant_id text not null, user_id text not null,
      consumer_key text not null, scope text not null, issued_at integer not null, used_at integer not null,
      state text not null default 'active'
    );
    create index if not exists sim_token_grant on sim_token (grant_id);
    create index if not exists sim_token_user on sim_token (user_id, consumer_key);
    create table if not exists sim_usage (minute integer primary key, calls integer not null);
    create table if not exists sim_bulk_job (
      id text primary key, created_at integer not null, definition text not null
    );
  `);
  return database;
}

/** Forgets everything; for the control plane's reset. */
export function clearServiceDatabase(database: DatabaseSync): void {
  for (const table of ['setting', 'app', 'password', 'approval', 'code', 'token', 'usage', 'bulk_job']) {
    database.exec(`delete from sim_${table}`);
  }
}
