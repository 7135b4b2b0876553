import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchOf, feedAccounts } from '../../testing/event-workspace.ts';
import { accountId, at, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

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

/** Salesforce forgot the place, and the process died before it subscribed anew. */
const LOST = { kind: 'corrupted_replay', reason: 'The org was restored.', from: at(0) } as const;
/** The record that a gap names. */
const GAP = {
  kind: 'gap',
  sobject: 'Account',
  reason: 'GAP_UPDATE',
  ids: [accountId(1)],
  from: at(0),
} as const;

async function openOf(t: TestStore, workspaceId: string): Promise<number> {
  return (await t.store.events.listRepairs(workspaceId, { open: 'true', limit: 10 })).length;
}

/** As the last page of a poll does that reached back the whole overlap, and began so much later. */
async function poll(t: TestStore, seconds: number): Promise<void> {
  await t.database.pool.query(
    `update selected_object set read_through = now(), deep_read_at = now() + make_interval(secs => $1)`,
    [seconds],
  );
}

const letGo = { state: 'off', trouble: null, retryAfterMs: null, forget: false } as const;

test('a repair is not left open when nothing is to be fed any more', async () => {
  await using t = await createTestStore();
  const { table, lease } = await feedAccounts(t);
  const { workspaceId } = table;
  await t.store.events.loseContinuity(lease, LOST);
  await t.store.plans.changeReading(workspaceId, 'Account', { mode: 'poll' }, at(0));

  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 1, 'who holds the subscription closes it');
  await t.store.events.release(lease, letGo);
  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 0);
});

test('a repair that waits for a subscription is closed by a poll when there is none', async () => {
  await using t = await createTestStore();
  const { table, lease } = await feedAccounts(t);
  const { workspaceId } = table;
  await t.store.events.loseContinuity(lease, LOST);
  await t.store.events.release(lease, { ...letGo, state: 'refused', retryAfterMs: 3_600_000 });
  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 1, 'nothing was polled since');
  // Half an hour later a poll has begun meanwhile.
  await t.database.pool.query(`update event_repair set polled_after = polled_after - interval '30 minutes'`);
  await poll(t, -60);
  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 0);
});

test('while events are switched off a poll closes what waits to be read by id, and reading it later changes nothing of that', async () => {
  await using t = await createTestStore();
  const { table, lease } = await feedAccounts(t);
  const { workspaceId } = table;
  await t.store.events.applyBatch(lease, { ...batchOf(table, [], 1), repairs: [GAP] });
  await t.store.events.release(lease, letGo);
  await t.store.events.closeUnfollowed();
  await poll(t, 60);
  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 1, 'whoever goes on reads it');
  await poll(t, 0);

  await t.store.events.switch(workspaceId, false);
  await t.store.events.closeUnfollowed();
  assert.equal(await openOf(t, workspaceId), 1, 'nothing was polled since');
  await poll(t, 60);
  await t.store.events.closeUnfollowed();
  const closed = await t.store.events.listRepairs(workspaceId, { open: 'false', limit: 10 });
  assert.equal(closed.length, 1);
  const [due] = await t.store.events.listReads(workspaceId, { objects: 5, records: 200 });
  assert.ok(due !== undefined, 'polls do not bring every field: it is read when events are on again');
  await t.store.events.settleReads(workspaceId, due, 1);
  assert.deepEqual(await t.store.events.listRepairs(workspaceId, { limit: 10 }), closed);
});
