import { readdir, readFile } from 'node:fs/promises';
import { SyncError } from '@sync-user/contract';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import type { Pool } from 'pg';
import { openDatabase } from './database.ts';
import { toDatabaseError } from './database-error.ts';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

/**
 * Brings the database to this program's version. Safe to call from many processes at once: one migrates, the others
 * wait. The fixed tables of a workspace (feed, tombstones) are made with it; a migration that changes them loops over
 * `workspace.schema_name`.
 *
 * @throws `CONFIG_INVALID` when a newer program has migrated this database, `DATABASE_UNAVAILABLE`.
 */
export async function migrate(pool: Pool): Promise<{ readonly applied: readonly string[] }> {
  const db = openDatabase(pool);
  const migrations = await readMigrations();
  const { rows } = await db.query<{ control_schema: string }>(
    /* sql */ `select split_part(current_setting('search_path'), ',', 1) as control_schema`,
  );
  const controlSchema = rows[0]?.control_schema ?? 'sync_user';
  await refuseNewer(pool, controlSchema, migrations);

  const provider: MigrationProvider = { getMigrations: async () => migrations };
  const migrator = new Migrator({
    db: new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) }),
    provider,
    migrationTableSchema: controlSchema,
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error !== undefined) throw toDatabaseError(error);
  return { applied: (results ?? []).map((result) => result.migrationName) };
}

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(MIGRATIONS)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
  const entries = files.map(async (file): Promise<[string, Migration]> => {
    const text = await readFile(new URL(file, MIGRATIONS), 'utf8');
    return [file.replace('.sql', ''), { up: async (db) => void (await sql.raw(text).execute(db)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function refuseNewer(
  pool: Pool,
  controlSchema: string,
  ours: Readonly<Record<string, Migration>>,
): Promise<void> {
  const db = openDatabase(pool);
  const there = await db.query<{ there: boolean }>(
    /* sql */ `select to_regclass(quote_ident($1) || '.migration') is not null as there`,
    [controlSchema],
  );
  if (there.rows[0]?.there !== true) return;
  const { rows } = await db.query<{ name: string }>(/* sql */ `select name from migration order by name`);
  const unknown = rows.map((row) => row.name).filter((name) => !(name in ours));
  if (unknown.length > 0) {
    throw new SyncError(
      'CONFIG_INVALID',
      `This database was migrated by a newer version of Sync User (${unknown.join(', ')}). ` +
        'Start that version or a later one, or point DATABASE_URL at another database.',
    );
  }
}
