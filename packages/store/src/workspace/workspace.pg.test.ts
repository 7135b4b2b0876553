import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ConnectionState } from '@sync-user/contract';
import { toInstant } from '@sync-user/engine';
import {
  accountTable,
  connectWorkspace,
  createTestStore,
  type TestStore,
} from '../../testing/sample-workspace.ts';

describe('workspaces', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());
  // Later than anything made here, however slowly.
  const now = toInstant(Date.now() + 300_000);

  const makeLive = async (slug: string) => {
    const workspace = await t.store.workspaces.create({ slug, name: slug, pollIntervalSeconds: 60 });
    const table = accountTable(workspace);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    await t.store.objects.writeState(workspace.workspaceId, 'Account', 'live', null, { from: 'waiting' });
    await connectWorkspace(t.store, workspace.workspaceId);
    return workspace;
  };

  const moveState = async (workspaceId: string, from: ConnectionState, to: ConnectionState) => {
    const connection = await t.store.connections.read({ workspaceId, role: 'sync_user' });
    const key = { workspaceId, connectionId: connection?.id ?? '' };
    assert.ok(await t.store.connections.writeState(key, { from, to, trouble: null }));
  };

  test('a slug is taken once', async () => {
    await assert.rejects(
      t.store.workspaces.create({ slug: 'acme', name: 'Other', pollIntervalSeconds: 60 }),
      {
        code: 'API_CONFLICT',
      },
    );
    assert.deepEqual(
      (await t.store.workspaces.list()).map(({ slug }) => slug),
      ['acme'],
    );
  });

  test('each has a schema of its own, and what one does is not seen in the other', async () => {
    const other = await t.store.workspaces.create({ slug: 'other', name: 'Other', pollIntervalSeconds: 60 });
    assert.equal(other.schema, 'crm_other');
    const table = accountTable(t.workspace);
    await t.store.objects.write({ table, label: 'Account', custom: false });
    assert.equal((await t.store.objects.list(t.workspace.workspaceId)).length, 1);
    assert.deepEqual(await t.store.objects.list(other.workspaceId), []);
    assert.equal(await t.store.objects.read(other.workspaceId, 'Account'), undefined);
  });

  test('a due poll is claimed by one worker, moves on by the interval, and comes back when asked for', async () => {
    const workspace = await makeLive('polled');
    const claims = await Promise.all([1, 2, 3].map(() => t.store.workspaces.claimDuePolls(now, 10)));
    assert.deepEqual(claims.flat(), [{ workspaceId: workspace.workspaceId }]);
    const moved = await t.store.workspaces.read(workspace.workspaceId);
    assert.equal(moved?.nextPollAt, toInstant(Date.parse(now) + 60_000));

    await t.store.workspaces.pollNow(workspace.workspaceId, now);
    assert.equal((await t.store.workspaces.claimDuePolls(now, 10)).length, 1);
    assert.equal((await t.store.workspaces.claimDuePolls(now, 10)).length, 0);
  });

  test('a workspace whose connection may not read is neither polled nor loaded until it may', async () => {
    const { workspaceId } = await makeLive('paused');
    await moveState(workspaceId, 'active', 'expired');
    await t.store.objects.writeState(workspaceId, 'Account', 'waiting', null, { from: 'live' });
    const isLoadable = async () =>
      (await t.store.selected.listLoadable(now)).some((object) => object.workspaceId === workspaceId);
    assert.equal(await isLoadable(), false);
    await moveState(workspaceId, 'expired', 'active');
    assert.equal(await isLoadable(), true);
    await t.store.objects.writeState(workspaceId, 'Account', 'waiting', null, {
      from: 'waiting',
      nextAttemptAt: toInstant(Date.parse(now) + 60_000),
    });
    assert.equal(await isLoadable(), false);
    await t.store.objects.writeState(workspaceId, 'Account', 'live', null, { from: 'waiting' });
    await moveState(workspaceId, 'active', 'expired');
    assert.deepEqual(await t.store.workspaces.claimDuePolls(now, 10), []);
  });

  test('what was found out in an org is not written once the workspace was moved to another', async () => {
    const { workspaceId } = await makeLive('moved');
    const stored = await t.store.objects.read(workspaceId, 'Account');
    assert.ok(stored);
    await t.store.mirror.ensureTable(stored.table);
    const before = (await t.store.workspaces.read(workspaceId))?.organizationId ?? '';
    const found = t.store.objectsOf(before);
    await found.writeState(workspaceId, 'Account', 'failed', null, { from: 'live' });
    const read = async () => await t.store.objects.read(workspaceId, 'Account');
    assert.equal((await read())?.state, 'failed', 'as long as it is held it is written');

    const late: Promise<void>[] = [];
    await t.store.connections.change(workspaceId, async (change) => {
      await change.moveToOrganization({ id: '00D000000000002EAA', name: 'The other' });
      // Waits for the move, and must see its end.
      const writing = found.writeState(workspaceId, 'Account', 'failed', null, { from: 'waiting' });
      writing.catch(() => {});
      late.push(writing);
    });
    await Promise.all(late);
    assert.equal((await read())?.state, 'waiting');
    const columns = (await read())?.table.columns ?? [];
    await found.writeColumns(workspaceId, 'Account', columns.slice(1));
    assert.equal((await read())?.table.columns.length, columns.length);
    await t.store.objectsOf('00D000000000002EAA').writeColumns(workspaceId, 'Account', columns.slice(1));
    assert.equal((await read())?.table.columns.length, columns.length - 1);
    await t.store.objects.writeState(workspaceId, 'Account', 'live', null, { from: 'failed' });
    assert.equal((await read())?.state, 'waiting', 'it is in another state by now');
  });
  test('a shorter interval takes effect at once', async () => {
    const { workspaceId } = await makeLive('hurried');
    await t.store.workspaces.claimDuePolls(now, 10);
    const changed = await t.store.workspaces.change(workspaceId, { pollIntervalSeconds: 5 });
    assert.equal(changed?.pollIntervalSeconds, 5);
    assert.equal(changed?.name, 'hurried');
    assert.ok(Date.parse(changed?.nextPollAt ?? '') <= Date.now() + 5_000);
  });
});
