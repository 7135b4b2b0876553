import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountRecord, accountTable, createTestStore } from '../../testing/sample-workspace.ts';

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
