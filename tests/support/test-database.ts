import { randomBytes } from 'node:crypto';
import { cloneMigrated } from '@sync-user/store/testing';
import pg from 'pg';

export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  drop(): Promise<void>;
}

/**
 * A database of its own: a migrated one on the cluster of TEST_DATABASE_URL; an empty one, which the server migrates, on
 * `clusterUrl`. Copied from files, because otherwise PostgreSQL computes five times as long.
 */
export async function createTestDatabase(clusterUrl?: string): Promise<TestDatabase> {
  const cluster = clusterUrl ?? process.env['TEST_DATABASE_URL'];
  if (cluster === undefined) {
    throw new Error('TEST_DATABASE_URL is not set; run the tests with `npm test`, which starts a PostgreSQL');
  }
  const name = `sync_user_e2e_${randomBytes(6).toString('hex')}`;
  if (clusterUrl === undefined) await cloneMigrated(cluster, name);
  else await onCluster(cluster, `create database ${name}`);
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
