import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toInstant } from '@sync-user/engine';
import {
  accountRecord,
  accountTable,
  connectWorkspace,
  createTestStore,
} from '../../testing/sample-workspace.ts';

test('formulas of a quiet workspace are looked at every ten minutes, of others whenever it is asked for', async () => {
  await using t = await createTestStore();
  const { workspaceId } = t.workspace;
  await connectWorkspace(t.store, workspaceId);
  const table = accountTable(t.workspace);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: 'Account', custom: false });
  let nowMs = Date.now() + 1000;
  const claimAfter = async (seconds: number): Promise<number> => {
    nowMs += seconds * 1000;
    const query = { everySeconds: 30, limit: 10 };
    return (await t.store.schema.claimDueFormulas(toInstant(nowMs), query)).length;
  };
  assert.equal(await claimAfter(0), 1);
  assert.equal(await claimAfter(29), 0);
  assert.equal(await claimAfter(1), 1, 'it was made less than an hour ago');

  await t.database.pool.query(`update sync_user.workspace set created_at = now() - interval '61 minutes'`);
  assert.equal(await claimAfter(31), 0, 'nothing ever changed');
  assert.equal(await claimAfter(10 * 60), 1, 'what hangs on the clock');
  assert.equal(await claimAfter(31), 0);

  await t.store.mirror.applyRecords(table, [accountRecord(1, 0)], { cause: 'poll', cursor: null });
  assert.equal(await claimAfter(1), 1, 'something changed');
  assert.equal(await claimAfter(30), 1);

  await t.database.pool.query(
    `update sync_user.selected_object set last_change_at = now() - interval '61 minutes'`,
  );
  assert.equal(await claimAfter(31), 0);
  await t.database.pool.query(
    `insert into sync_user.stale_formula (workspace_id, sobject, record_id) values ($1, 'Account', 'x')`,
    [workspaceId],
  );
  assert.equal(await claimAfter(1), 1, 'what is known to be stale waits for nothing');
});
