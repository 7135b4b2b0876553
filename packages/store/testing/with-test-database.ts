import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { createPool } from '../src/database/create-pool.ts';
import { migrate } from '../src/database/migrate.ts';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Ends the pool and drops the database. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * A migrated database of its own for one test file, cloned from a template in about 20 ms.
 * Needs a cluster to make databases in: TEST_DATABASE_URL.
 *
 * @param icuLocale sorts texts as this language does, not by their bytes; takes longer, because it is migrated anew
 */
export async function createTestDatabase(icuLocale?: string): Promise<TestDatabase> {
  const cluster = process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) {
    throw new Error('TEST_DATABASE_URL is not set; run the tests with `npm test`, which starts a PostgreSQL');
  }
  const name = `sync_user_test_${randomBytes(6).toString('hex')}`;
  if (icuLocale === undefined) await cloneMigrated(cluster, name);
  else {
    await onCluster(cluster, (admin) =>
      admin.query(`create database ${name} template template0 locale_provider icu icu_locale '${icuLocale}'`),
    );
  }
  const url = toDatabaseUrl(cluster, name);
  const pool = createPool(url);
  if (icuLocale !== undefined) await migrate(pool);
  return {
    url,
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await onCluster(cluster, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

export async function withTestDatabase<T>(work: (database: TestDatabase) => Promise<T>): Promise<T> {
  await using database = await createTestDatabase();
  return await work(database);
}

/** Makes the database `name` on `cluster`, migrated, from the template, which is made when there is none yet. */
export async function cloneMigrated(cluster: string, name: string): Promise<void> {
  await onCluster(cluster, async (admin) => {
    const template = await ensureTemplate(admin, cluster);
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
  });
}

/** The template is named after the migrations, so that a changed one is never met by an old template. */
async function ensureTemplate(admin: pg.Client, cluster: string): Promise<string> {
  const template = `sync_user_template_${await hashMigrations()}`;
  const { rowCount } = await admin.query('select from pg_database where datname = $1', [template]);
  if (rowCount !== null && rowCount > 0) return template;
  // Made under another name first: a template that exists is whole, even if this process dies half-way.
  const unfinished = `${template}_unfinished`;
  await admin.query(`drop database if exists ${unfinished} with (force)`);
  await admin.query(`create database ${unfinished}`);
  const pool = createPool(toDatabaseUrl(cluster, unfinished));
  try {
    await migrate(pool);
  } finally {
    await pool.end();
  }
  await admin.query(`alter database ${unfinished} rename to ${template}`);
  return template;
}

async function hashMigrations(): Promise<string> {
  const directory = new URL('../migrations/', import.meta.url);
  const hash = createHash('sha256');
  for (const file of (await readdir(directory)).sort()) hash.update(await readFile(new URL(file, directory)));
  return hash.digest('hex').slice(0, 12);
}

/** One at a time on the whole cluster: a template cannot be copied while somebody is connected to it. */
async function onCluster(cluster: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: cluster });
  await admin.connect();
  try {
    await admin.query(`select pg_advisory_lock(hashtextextended('sync_user test databases', 0))`);
    await work(admin);
  } finally {
    await admin.end();
  }
}

function toDatabaseUrl(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.href;
}
