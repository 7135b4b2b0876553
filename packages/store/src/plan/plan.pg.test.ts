import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type IsoInstant, toInstant } from '@sync-user/engine';
import {
  accountTable,
  connectWorkspace,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

const NOON = Date.parse('2026-03-01T12:00:00.000Z');
const at = (minutes: number): IsoInstant => toInstant(NOON + minutes * 60_000);

describe('how objects are read', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    workspaceId = t.workspace.workspaceId;
    await connectWorkspace(t.store, workspaceId);
    for (const sobject of ['Account', 'Contact']) {
      await t.store.objects.write({
        table: accountTable(t.workspace, sobject),
        label: sobject,
        custom: false,
      });
      await t.store.objects.writeState(workspaceId, sobject, 'live', null, { from: 'waiting' });
    }
    await t.database.pool.query(`update sync_user.workspace set next_poll_at = $1, next_plan_at = $1`, [
      at(0),
    ]);
    await t.database.pool.query(`update sync_user.selected_object set next_read_at = $1`, [at(0)]);
  });
  after(() => t[Symbol.asyncDispose]());

  const nextReads = async (): Promise<Record<string, string>> =>
    Object.fromEntries(
      (await t.store.objects.list(workspaceId)).map(({ table, nextReadAt }) => [table.sobject, nextReadAt]),
    );

  test('a workspace is claimed once while one of its objects is due, and again when its gate is open', async () => {
    const claim = (minutes: number) => t.store.workspaces.claimDuePolls(at(minutes), 10);
    assert.equal((await claim(1)).length, 1);
    assert.equal((await claim(1)).length, 0, 'its poll is under way');
    assert.equal((await claim(7)).length, 1, 'a poll that died is made five minutes later');
    await t.store.objects.writeNextReads(workspaceId, at(7), [
      { sobject: 'Account', at: at(37) },
      { sobject: 'Contact', at: at(67) },
    ]);
    await t.store.workspaces.openGate(workspaceId, at(8));
    assert.equal((await claim(36)).length, 0, 'nothing is due');
    assert.equal((await claim(37)).length, 1);
    await t.store.workspaces.openGate(workspaceId, at(37));
  });

  test('a read that was asked for while another was under way stays due', async () => {
    await t.store.workspaces.pollNow(workspaceId, at(40));
    await t.store.objects.writeNextReads(workspaceId, at(39), [{ sobject: 'Account', at: at(70) }]);
    assert.equal((await nextReads())['Account'], at(40));
    await t.store.objects.writeNextReads(workspaceId, at(41), [{ sobject: 'Account', at: at(70) }]);
    assert.equal((await nextReads())['Account'], at(70));
  });

  test('a paused object is not due, and is due at once when it goes on; its workspace is planned anew', async () => {
    const { plans, workspaces } = t.store;
    await plans.write(workspaceId, { objects: [], nextPlanAt: at(600) });
    assert.equal(await plans.changeReading(workspaceId, 'Contact', { paused: true }, at(41)), true);
    assert.deepEqual(await plans.claimDue(at(41), 10), [{ workspaceId }]);
    await workspaces.openGate(workspaceId, at(41));
    assert.equal((await workspaces.claimDuePolls(at(69), 10)).length, 0);
    await plans.changeReading(workspaceId, 'Contact', { paused: false }, at(69));
    assert.equal((await nextReads())['Contact'], at(69));
    assert.equal((await workspaces.claimDuePolls(at(69), 10)).length, 1);
    assert.equal(await plans.changeReading(workspaceId, 'Nothing__c', { paused: true }, at(69)), false);
  });

  test('a plan brings reads forward and never puts one off', async () => {
    const plan = (nextReadAt: IsoInstant) =>
      t.store.plans.write(workspaceId, {
        nextPlanAt: at(600),
        objects: [{ sobject: 'Account', transport: 'events', everySeconds: 14_400, nextReadAt }],
      });
    await plan(at(65));
    assert.equal((await nextReads())['Account'], at(65));
    await plan(at(300));
    assert.equal((await nextReads())['Account'], at(65));
    const account = await t.store.objects.read(workspaceId, 'Account');
    assert.deepEqual([account?.transport, account?.everySeconds], ['events', 14_400]);
  });

  test('what is planned by events is planned anew when they stay away, once a minute', async () => {
    const claim = (minutes: number) => t.store.plans.claimDue(at(minutes), 10);
    const plan = (transport: 'events' | 'poll') =>
      t.store.plans.write(workspaceId, {
        nextPlanAt: at(600),
        objects: [{ sobject: 'Account', transport, everySeconds: 14_400, nextReadAt: at(65) }],
      });
    await plan('poll');
    assert.equal((await claim(80)).length, 0);
    await plan('events');
    assert.equal((await claim(80)).length, 1, 'there is no subscription at all');
    assert.equal((await claim(80)).length, 0, 'it is being planned');
    await t.database.pool.query(
      `insert into sync_user.event_subscription (workspace_id, organization_id, channel, state, lease_until)
       select workspace_id, organization_id, 'ChangeEvents', 'live', now() + interval '1 minute'
         from sync_user.workspace`,
    );
    await plan('events');
    assert.equal((await claim(80)).length, 0, 'events arrive');
    await t.database.pool.query(
      `update sync_user.event_subscription set lease_until = now() - interval '6 minutes'`,
    );
    assert.equal((await claim(80)).length, 1, 'the process that followed them died');
    await t.database.pool.query(`delete from sync_user.event_subscription`);
    await plan('poll');
  });

  test('the budget knows our calls of a day, and forgets what the org said longer ago', async () => {
    const call = { cause: 'poll', sobject: null, transport: 'composite', failed: false } as const;
    const usage = { used: 900, limit: 1000 };
    await t.store.calls.record(workspaceId, [{ ...call, counted: true, orgUsage: usage }], at(0));
    await t.store.calls.record(workspaceId, [{ ...call, counted: false, orgUsage: undefined }], at(10));
    await t.store.workspaces.change(workspaceId, { apiSharePercent: 30, apiFloorPercent: 5 });
    const { org, ours, sharePercent, floorPercent } = await t.store.plans.readBudget(workspaceId, at(60));
    assert.deepEqual([org, ours, sharePercent, floorPercent], [{ ...usage, at: at(0) }, 1, 30, 5]);
    assert.deepEqual(await t.store.plans.readBudget(workspaceId, at(1441)), {
      org: null,
      ours: 0,
      sharePercent: 30,
      floorPercent: 5,
    });
    await t.store.plans.doubtUsage(workspaceId);
    assert.equal((await t.store.plans.readBudget(workspaceId, at(60))).org, null);
  });

  test('facts say how often rows change and what a day cost', async () => {
    const { schema } = t.workspace;
    await t.database.pool.query(
      `insert into ${schema}.sync_change (seq, object, record_id, operation, changed, changed_at, cause)
       select n, 'Account', 'r' || n, 'update', '{}', $1::timestamptz - make_interval(hours => n * 3), case when n = 1 then 'event' else 'poll' end
         from generate_series(1, 10) n`,
      [at(60)],
    );
    await t.database.pool.query(`update ${schema}.sync_feed_head set last_seq = 10`);
    const facts = await t.store.plans.readFacts(workspaceId, at(60));
    const [account, contact] = facts.objects;
    assert.equal(facts.callsByCause.poll, 1);
    assert.equal(facts.hours, 1);
    // Seven changes of the last 24 hours, in the one hour that was measured.
    assert.deepEqual(
      [account?.changesPerDay, account?.eventsPerDay, contact?.changesPerDay],
      [7 * 24, 24, 0],
    );
    assert.equal(account?.watchable, true);
  });
});
