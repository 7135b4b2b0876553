import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestStore, type TestStore, until } from '../../testing/sample-workspace.ts';
import { createPool } from './create-pool.ts';
import { openDatabase } from './database.ts';

describe('the pool', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  /** What a restart of PostgreSQL does to everybody connected. */
  const killOthers = async () => {
    const admin = createPool(t.database.url, { max: 1 });
    await admin.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and pid <> pg_backend_pid()`,
    );
    await admin.end();
  };

  test('survives when PostgreSQL drops idle connections', async () => {
    await Promise.all([t.store.ping(), t.store.ping(), t.store.ping()]);
    await killOthers();
    await until(async () => {
      try {
        await t.store.ping();
        return true;
      } catch {
        return undefined;
      }
    });
  });

  test('a transaction whose connection is dropped between two queries is DATABASE_UNAVAILABLE, and the next one works', async () => {
    const db = openDatabase(t.database.pool);
    await assert.rejects(
      db.transact(async (tx) => {
        await tx.query('select 1');
        await killOthers();
        await tx.query('select 1');
      }),
      { code: 'DATABASE_UNAVAILABLE' },
    );
    const { rows } = await db.transact((tx) => tx.query<{ one: number }>('select 1 as one'));
    assert.deepEqual(rows, [{ one: 1 }]);
  });

  test('when nobody listens at the address it is DATABASE_UNAVAILABLE', async () => {
    const pool = createPool('postgresql://nobody@127.0.0.1:1/nothing');
    await assert.rejects(openDatabase(pool).query('select 1'), { code: 'DATABASE_UNAVAILABLE' });
    await pool.end();
  });

  test('what work throws rolls back and passes unchanged', async () => {
    const db = openDatabase(t.database.pool);
    const stop = new Error('stop');
    await assert.rejects(
      db.transact(async (tx) => {
        await tx.query(`update workspace set name = 'changed'`);
        throw stop;
      }),
      (error) => error === stop,
    );
    assert.equal((await t.store.workspaces.readBySlug('acme'))?.name, 'Acme');
  });

  test('thinks in UTC and gives values ready for JSON, also when the address brings options of its own', async () => {
    const url = new URL(t.database.url);
    url.searchParams.set('options', '-c timezone=Asia/Tokyo -c statement_timeout=60000');
    const pool = createPool(url.href);
    const { rows } = await pool.query(
      `select '2026-03-01 12:00+02'::timestamptz as at, date '2026-03-01' as day, 12::bigint as many,
              1.50::numeric as amount, current_setting('statement_timeout') as patience, current_schema() as schema`,
    );
    assert.deepEqual(rows, [
      {
        at: '2026-03-01T10:00:00.000Z',
        day: '2026-03-01',
        many: 12,
        amount: 1.5,
        patience: '1min',
        schema: 'sync_user',
      },
    ]);
    await pool.end();
  });
});
