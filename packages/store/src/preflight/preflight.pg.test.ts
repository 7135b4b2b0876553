import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PreflightReport } from '@sync-user/contract';
import { type IsoInstant, toInstant } from '@sync-user/engine';
import { at, connectWorkspace, createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

const HOUR_MS = 60 * 60 * 1000;

function report(connectionId: string, finishedAt: IsoInstant, headline: string): PreflightReport {
  return {
    connectionId,
    username: 'sync@acme.example',
    policy: 'least_privilege',
    finishedAt,
    calls: 3,
    verdict: 'pass',
    headline,
    notices: [],
    setup: { kind: 'unknown', evidence: [], pros: [], cons: [], approvals: null },
    licence: null,
    inspectedBy: null,
    checks: [],
    objects: [],
  };
}

describe('reports of permission checks', () => {
  let t: TestStore;
  let connectionId: string;
  before(async () => {
    t = await createTestStore();
    connectionId = await connectWorkspace(t.store, t.workspace.workspaceId);
  });
  after(() => t[Symbol.asyncDispose]());

  test('the latest one is kept, whatever order they arrive in', async () => {
    const { workspaceId } = t.workspace;
    assert.equal(await t.store.preflight.read(workspaceId, connectionId), undefined);
    await t.store.preflight.write(workspaceId, report(connectionId, at(10), 'second'));
    await t.store.preflight.write(workspaceId, report(connectionId, at(5), 'first, and late'));
    assert.equal((await t.store.preflight.read(workspaceId, connectionId))?.headline, 'second');
    await t.store.preflight.write(workspaceId, report(connectionId, at(20), 'third'));
    assert.deepEqual(
      await t.store.preflight.read(workspaceId, connectionId),
      report(connectionId, at(20), 'third'),
    );
  });

  test('a connection of another workspace shows nothing of it', async () => {
    const other = await t.store.workspaces.create({ slug: 'alien', name: 'Alien', pollIntervalSeconds: 60 });
    assert.equal(await t.store.preflight.read(other.workspaceId, connectionId), undefined);
  });
});

describe('when permissions are checked', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
  });
  after(() => t[Symbol.asyncDispose]());
  // After the workspace was made, however long that takes.
  const now = toInstant(Date.now() + HOUR_MS);
  const later = (hours: number) => toInstant(Date.parse(now) + hours * HOUR_MS);
  const claim = (when: IsoInstant) => t.store.preflight.claimDue(when, { everyHours: 24, limit: 10 });

  test('nobody is checked before anybody is connected; then one worker has it, once in about a day', async () => {
    const { workspaceId } = t.workspace;
    assert.deepEqual(await claim(now), []);
    await connectWorkspace(t.store, workspaceId);
    const claims = await Promise.all([claim(now), claim(now), claim(now)]);
    assert.deepEqual(claims.flat(), [{ workspaceId }]);
    assert.deepEqual(await claim(later(21)), [], 'not before nine tenths of a day');
    assert.deepEqual(await claim(later(27)), [{ workspaceId }], 'after eleven tenths at the latest');
  });

  test('a change makes it due soon, and never later than it was', async () => {
    const { workspaceId } = t.workspace;
    const due = later(30);
    await t.store.preflight.checkSoon(workspaceId, due);
    await t.store.preflight.checkSoon(workspaceId, later(90));
    assert.deepEqual(await claim(later(29)), []);
    assert.deepEqual(await claim(due), [{ workspaceId }]);
  });

  test('a connection that may not read is left alone, and stays due', async () => {
    const { workspaceId } = t.workspace;
    const connection = await t.store.connections.read({ workspaceId, role: 'sync_user' });
    const key = { workspaceId, connectionId: connection?.id ?? '' };
    await t.store.connections.writeState(key, { from: 'active', to: 'revoked', trouble: null });
    const when = later(200);
    assert.deepEqual(await claim(when), []);
    await t.store.connections.writeState(key, { from: 'revoked', to: 'active', trouble: null });
    assert.deepEqual(await claim(when), [{ workspaceId }]);
  });
});
