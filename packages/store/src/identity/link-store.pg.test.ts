import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { MirrorTable } from '@sync-user/engine';
import {
  accountId,
  accountRecord,
  accountTable,
  at,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

describe('following links', () => {
  let t: TestStore;
  let workspaceId: string;
  let accounts: MirrorTable;
  before(async () => {
    t = await createTestStore();
    ({ workspaceId } = t.workspace);
    for (const sobject of ['Account', 'Contact']) {
      const table = accountTable(t.workspace, sobject);
      await t.store.mirror.ensureTable(table);
      await t.store.objects.write({ table, label: sobject, custom: false });
      await state(sobject, 'waiting', 'loading');
      await state(sobject, 'loading', 'live');
      if (sobject === 'Account') accounts = table;
    }
    await follow();
  });
  after(() => t[Symbol.asyncDispose]());

  type State = Parameters<TestStore['store']['objects']['writeState']>[2];
  const state = (sobject: string, from: State, to: State) =>
    t.store.objects.writeState(workspaceId, sobject, to, null, { from });
  const pause = (sobject: string, paused: boolean) =>
    t.store.plans.changeReading(workspaceId, sobject, { paused }, at(0));
  let records = 0;
  /** The id of an account that died. */
  const die = async () => {
    records += 1;
    await t.store.mirror.applyRecords(accounts, [accountRecord(records, 1)], { cause: 'poll', cursor: null });
    const dead = accountRecord(records, 2, { IsDeleted: true });
    await t.store.mirror.applyRecords(accounts, [dead], { cause: 'poll', cursor: null });
    return accountId(records);
  };
  /** Whose deaths are followed, and in which objects that were behind. */
  const follow = async (caughtUp?: readonly string[]) => {
    const { died, through, behind } = await t.store.links.readUnfollowed(workspaceId);
    await t.store.links.writeFollowed(workspaceId, through, caughtUp ?? behind);
    return { died: died.map(({ id }) => id).toSorted(), behind };
  };

  for (const [what, leave, comeBack] of [
    ['failed', () => state('Contact', 'live', 'failed'), () => state('Contact', 'failed', 'live')],
    ['was loaded', () => state('Contact', 'live', 'loading'), () => state('Contact', 'loading', 'live')],
    ['was paused', () => pause('Contact', true), () => pause('Contact', false)],
    [
      'failed and was paused',
      async () => {
        await state('Contact', 'live', 'failed');
        await pause('Contact', true);
      },
      async () => {
        await pause('Contact', false);
        assert.deepEqual((await follow()).behind, [], 'it is still failed');
        await state('Contact', 'failed', 'live');
      },
    ],
  ] as const) {
    test(`a death is followed once more for an object that ${what} when it happened`, async () => {
      await leave();
      const dead = await die();
      assert.deepEqual(await follow(), { died: [dead], behind: [] });
      const later = await die();
      assert.deepEqual(await follow(), { died: [later], behind: [] });
      await comeBack();
      const both = { died: [dead, later].toSorted(), behind: ['Contact'] };
      assert.deepEqual(await follow([]), both, 'it could not be asked');
      assert.deepEqual(await follow(), both);
      assert.deepEqual(await follow(), { died: [], behind: [] });
    });
  }
});
