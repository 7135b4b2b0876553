import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf, feedAccounts } from '../../testing/event-workspace.ts';
import { accountId, at, createTestStore } from '../../testing/sample-workspace.ts';

test('two repairs that name one record are both closed by its one read', async () => {
  await using t = await createTestStore();
  const { table, lease, schema } = await feedAccounts(t);
  const { workspaceId } = table;
  const repair = (id: number) => ({
    kind: 'gap' as const,
    sobject: 'Account',
    reason: 'GAP_UPDATE',
    ids: [accountId(id)],
    from: at(0),
  });
  await t.store.events.applyBatch(lease, { ...batchOf(table, [], 1), repairs: [repair(1)] });
  await t.store.events.applyBatch(lease, { ...batchOf(table, [], 2), repairs: [repair(1), repair(2)] });
  const open = async () =>
    (await t.store.events.listRepairs(workspaceId, { open: 'true', limit: 10 })).map(({ id }) => id);
  assert.equal((await open()).length, 3);

  await t.store.events.closeRepairs(workspaceId, schema);
  assert.equal(
    (await open()).length,
    2,
    'the first has nothing left to wait for: the second reads its record',
  );
  const [due] = await t.store.events.listReads(workspaceId, { objects: 5, records: 200 });
  assert.deepEqual(due?.records.map(({ id }) => id).toSorted(), [accountId(1), accountId(2)]);
  await t.store.events.settleReads(workspaceId, due, 1);
  await t.store.events.closeRepairs(workspaceId, schema);
  assert.deepEqual(await open(), []);
});
