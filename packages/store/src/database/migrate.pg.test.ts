import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { renderSchema } from '../../testing/render-schema.ts';
import { createTestStore, type TestStore } from '../../testing/sample-workspace.ts';
import { createPool } from './create-pool.ts';
import { migrate } from './migrate.ts';

const MIGRATIONS = new URL('../../migrations/', import.meta.url);

describe('migrating', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());

  test('schema.sql is what the migrations make; run testing/write-schema.ts after a new one', async () => {
    const committed = await readFile(new URL('../../schema.sql', import.meta.url), 'utf8');
    assert.equal(await renderSchema(t.database.pool, ['sync_user', 'crm_acme']), committed);
  });

  test('many processes at once migrate an empty database once, under any schema name', async () => {
    const pools = [1, 2, 3].map(() => createPool(t.database.url, { controlSchema: 'other_place' }));
    try {
      const runs = await Promise.all(pools.map((pool) => migrate(pool)));
      const applied = runs.flatMap((run) => run.applied);
      const files = await readdir(MIGRATIONS);
      assert.deepEqual(applied.sort(), files.map((file) => file.replace('.sql', '')).sort());
      assert.deepEqual((await migrate(pools[0] ?? t.database.pool)).applied, []);
    } finally {
      await Promise.all(pools.map((pool) => pool.end()));
    }
  });

  test('a database that a newer version migrated is refused with the way out', async () => {
    const { pool } = t.database;
    await pool.query(`insert into migration (name, timestamp) values ('9999_future', '')`);
    await assert.rejects(migrate(pool), { code: 'CONFIG_INVALID', message: /newer version.*9999_future/ });
    await pool.query(`delete from migration where name = '9999_future'`);
    assert.deepEqual(await migrate(pool), { applied: [] });
  });
});

test('migrations are numbered without a gap and say what they give, whether old code survives, and what they lock', async () => {
  const files = (await readdir(MIGRATIONS)).sort();
  assert.ok(files.length > 0);
  for (const [index, file] of files.entries()) {
    const number = String(index + 1).padStart(4, '0');
    assert.match(file, new RegExp(`^${number}_[a-z0-9_]+\\.sql$`));
    const [first, second, third] = (await readFile(new URL(file, MIGRATIONS), 'utf8')).split('\n');
    assert.match(first ?? '', new RegExp(`^-- ${number} \\S`));
    assert.match(second ?? '', /^-- old code ok: (yes|no)\b/);
    assert.match(third ?? '', /^-- locks: \S/);
  }
});
