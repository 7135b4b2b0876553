import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withTestDatabase } from '../../testing/with-test-database.ts';
import { SEALED_COLUMNS } from './reseal-secrets.ts';

test('every sealed column of the schema is sealed anew', async () => {
  await withTestDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ table_name: string; column_name: string }>(
      `select table_name, column_name from information_schema.columns
        where column_name like '%\\_sealed' and table_schema = current_schema()`,
    );
    const found = rows.map((row) => `${row.table_name}.${row.column_name}`).sort();
    assert.ok(found.length >= 6, 'the columns were found');
    assert.deepEqual(SEALED_COLUMNS.map(({ table, column }) => `${table}.${column}`).sort(), found);
  });
});
