import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

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
      state text not null default 'active', use_count integer not null default 0, source_ip text,
      timeout_ms integer, login_type text, login_url text
    );
    create index if not exists sim_token_grant on sim_token (grant_id);
    create index if not exists sim_token_user on sim_token (user_id, consumer_key);
    create table if not exists sim_login_policy (owner_id text primary key, definition text not null);
    create table if not exists sim_mail (
      id integer primary key, recipient text not null, subject text not null, body text not null,
      code text not null, sent_at integer not null
    );
    create table if not exists sim_device (
      hash text not null, user_id text not null, primary key (hash, user_id)
    );
    create table if not exists sim_authenticator (user_id text primary key, secret text not null);
    create table if not exists sim_bulk_job (
      id text primary key, created_at integer not null, definition text not null
    );
  `);
  return database;
}

type TableRows = ReadonlyMap<string, readonly Record<string, SQLInputValue>[]>;

/** Every row there is; for going back to it. */
export function readServiceRows(database: DatabaseSync): TableRows {
  return new Map(
    tablesOf(database).map((table) => [
      table,
      database.prepare(`select * from ${table}`).all() as Record<string, SQLInputValue>[],
    ]),
  );
}

/** Forgets everything, and puts these rows in its place. */
export function replaceServiceRows(database: DatabaseSync, rows: TableRows = new Map()): void {
  database.exec('begin');
  for (const table of tablesOf(database)) {
    database.exec(`delete from ${table}`);
    for (const row of rows.get(table) ?? []) {
      const names = Object.keys(row);
      const marks = names.map(() => '?').join(', ');
      database
        .prepare(`insert into ${table} (${names.join(', ')}) values (${marks})`)
        .run(...names.map((name) => row[name] ?? null));
    }
  }
  database.exec('commit');
}

function tablesOf(database: DatabaseSync): string[] {
  return database
    .prepare(`select name from sqlite_schema where type = 'table' and name like 'sim\\_%' escape '\\'`)
    .all()
    .map((row) => String(row['name']));
}
