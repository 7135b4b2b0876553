import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, beforeEach, before, describe, test } from 'node:test';
import { connectWorkspace, createTestStore, at, type TestStore } from '../../testing/sample-workspace.ts';
import { createStore } from '../create-store.ts';
import { createSealer } from '../secret/create-sealer.ts';

describe('the connection', () => {
  let t: TestStore;
  let workspaceId: string;
  before(async () => {
    t = await createTestStore();
    workspaceId = t.workspace.workspaceId;
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    await t.store.connections.remove(workspaceId);
    await connectWorkspace(t.store, workspaceId);
  });

  test('its secrets are stored sealed and come back opened', async () => {
    await t.store.connections.withLock(workspaceId, async (locked) => {
      await locked?.writeAccessToken({ token: '00D!token', instanceUrl: 'https://acme.my.salesforce.com' });
    });
    const found = await t.store.connections.readWithSecrets(workspaceId);
    assert.deepEqual(found?.secrets, {
      clientSecret: 'secret',
      accessToken: { token: '00D!token', instanceUrl: 'https://acme.my.salesforce.com' },
    });
    assert.equal(found.connection.tokenVersion, 1);
    const { rows } = await t.database.pool.query<{ row: string }>(
      `select connection::text as row from connection`,
    );
    const stored = rows[0]?.row ?? '';
    assert.ok(stored.length > 100);
    for (const secret of ['secret', '00D!token']) {
      assert.ok(!stored.includes(secret) && !stored.includes(Buffer.from(secret).toString('hex')));
    }
  });

  test('under another key its secrets are SECRET_UNREADABLE, and what needs no secret still reads', async () => {
    const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
    const other = createStore({ pool: t.database.pool, sealer });
    await assert.rejects(other.connections.readWithSecrets(workspaceId), { code: 'SECRET_UNREADABLE' });
    assert.equal((await other.connections.read(workspaceId))?.clientId, 'key');
  });

  test('one renewal at a time: whoever waits sees the token of the one before', async () => {
    const versions: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, () =>
        t.store.connections.withLock(workspaceId, async (locked) => {
          const version = locked?.connection.tokenVersion ?? -1;
          versions.push(version);
          await locked?.writeAccessToken({ token: `token ${version + 1}`, instanceUrl: 'https://a.example' });
        }),
      ),
    );
    assert.deepEqual(versions, [0, 1, 2, 3, 4]);
    assert.equal(
      (await t.store.connections.readWithSecrets(workspaceId))?.secrets.accessToken?.token,
      'token 5',
    );
  });

  test('a call that is entered in the ledger while the token is renewed does not wait for the renewal', async () => {
    const call = { cause: 'connect', sobject: null, counted: false, failed: false, orgUsage: undefined };
    await t.store.connections.withLock(workspaceId, async (locked) => {
      await t.store.calls.record(workspaceId, [call], at(1));
      await locked?.writeState('degraded', null);
    });
    assert.equal((await t.store.connections.read(workspaceId))?.state, 'degraded');
  });

  test('what was written under the lock is dropped when the work fails', async () => {
    await assert.rejects(
      t.store.connections.withLock(workspaceId, async (locked) => {
        await locked?.writeState('revoked', null);
        throw new Error('stop');
      }),
      /stop/,
    );
    assert.equal((await t.store.connections.read(workspaceId))?.state, 'active');
  });

  test('new settings keep the identity and drop token and trouble', async () => {
    const identity = {
      organizationId: '00D000000000001AAA',
      organizationName: 'Acme',
      isSandbox: false,
      userId: '005000000000001AAA',
      username: 'sync@acme.example',
      displayName: 'Sync User',
      email: 'sync@acme.example',
    };
    await t.store.connections.withLock(workspaceId, async (locked) => {
      await locked?.writeIdentity(identity, at(1));
      await locked?.writeAccessToken({ token: 'old', instanceUrl: 'https://a.example' });
    });
    const trouble = { code: 'SF_GRANT_REFUSED', title: 't', message: 'm', fix: 'f', since: at(2) } as const;
    await t.store.connections.writeState(workspaceId, 'revoked', trouble);
    assert.deepEqual((await t.store.connections.read(workspaceId))?.trouble, trouble);

    await connectWorkspace(t.store, workspaceId);
    const found = await t.store.connections.readWithSecrets(workspaceId);
    assert.equal(found?.secrets.accessToken, null);
    assert.deepEqual([found.connection.state, found.connection.trouble], ['active', null]);
    assert.equal(found.connection.organizationId, identity.organizationId);
    assert.equal(found.connection.connectedAt, at(1));
  });

  test('removed it is gone, and there is nothing to lock', async () => {
    await t.store.connections.remove(workspaceId);
    assert.equal(await t.store.connections.read(workspaceId), undefined);
    assert.equal(await t.store.connections.withLock(workspaceId, async (locked) => locked), undefined);
    const workspace = await t.store.workspaces.read(workspaceId);
    assert.equal(
      workspace?.organizationId,
      '00D000000000001AAA',
      'the workspace still knows whose data it holds',
    );
  });
});
