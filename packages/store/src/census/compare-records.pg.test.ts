import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
} from '../../testing/sample-workspace.ts';

test('an org that has a hundred and thirty thousand rows more than the mirror is compared to its last row', async () => {
  await using t = await createTestStore();
  const table = accountTable(t.workspace);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: 'Account', custom: false });
  await t.store.mirror.applyRecords(table, [accountRecord(1, 1)], { cause: 'poll', cursor: null });
  // More than a function may have arguments.
  const records = Array.from({ length: 130_000 }, (_, n) => accountRecord(n, 1));
  const compared = await t.store.census.port(24).compare(table, records);
  assert.equal(compared.length, records.length);
  assert.deepEqual(
    compared.filter(({ present }) => present).map(({ id, columns }) => [id, columns]),
    [[accountRecord(1, 1)['Id'], []]],
  );
});

test('however many records are compared, a few travel at once, and each is answered once', async (context) => {
  await using t = await createTestStore();
  const table = accountTable(t.workspace);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: 'Account', custom: false });
  const records = Array.from({ length: 4500 }, (_, n) => accountRecord(n, 1));
  const queries = context.mock.method(t.database.pool, 'query');
  const compared = await t.store.census.port(24).compare(table, records);
  const values = queries.mock.calls.flatMap((call): unknown[] => call.arguments).flat();
  const sent = values.flatMap((value) =>
    typeof value === 'string' && value.startsWith('[{') ? [JSON.parse(value).length] : [],
  );
  assert.deepEqual(sent, [2000, 2000, 500]);
  assert.deepEqual(
    compared.map(({ id }) => id).sort(),
    records.map((record) => record['Id']),
  );
});

test('stamps of a range come in order of id, no more than are wanted', async () => {
  await using t = await createTestStore();
  const table = accountTable(t.workspace);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: 'Account', custom: false });
  const records = [3, 1, 2, 4].map((n) => accountRecord(n, n));
  await t.store.mirror.applyRecords(table, records, { cause: 'poll', cursor: null });
  const range = { from: null, until: null, through: at(3), afterId: null, throughId: null };
  const list = async (limit?: number) =>
    (await t.store.census.port(24).listStamps(table, range, limit)).map(({ id }) => id);
  assert.deepEqual(await list(), [accountId(1), accountId(2), accountId(3)]);
  assert.deepEqual(await list(2), [accountId(1), accountId(2)]);
});
