import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/** An empty database of its own on `cluster`, that of TEST_DATABASE_URL unless given. The server migrates it. */
export async function createTestDatabase(cluster = process.env['TEST_DATABASE_URL']): Promise<TestDatabase> {
  if (cluster === undefined) {
    throw new Error('TEST_DATABASE_URL is not set; run the tests with `npm test`, which starts a PostgreSQL');
  }
  const name = `sync_user_e2e_${randomBytes(6).toString('hex')}`;
  await onCluster(cluster, `create database ${name}`);
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    drop: () => onCluster(cluster, `drop database if exists ${name} with (force)`),
  };
}

async function onCluster(cluster: string, sql: string): Promise<void> {
  const admin = new pg.Client({ connectionString: cluster });
  await admin.connect();
  try {
    await admin.query(sql);
  } finally {
    await admin.end();
  }
}
