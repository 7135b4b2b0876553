import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, beforeEach, before, describe, test } from 'node:test';
import {
  at,
  connectWorkspace,
  createTestStore,
  SAMPLE_IDENTITY,
  sampleLogin,
  type TestStore,
} from '../../testing/sample-workspace.ts';
import { createStore } from '../create-store.ts';
import { createSealer } from '../secret/create-sealer.ts';

const TOKENS = {
  accessToken: { token: 'token 2', instanceUrl: 'https://moved.my.salesforce.com' },
  refreshToken: 'refresh 2',
  scopes: undefined,
};

describe('a connection', () => {
  let t: TestStore;
  let workspaceId: string;
  let connectionId: string;
  const key = () => ({ workspaceId, connectionId });
  const syncUser = () => t.store.connections.read({ workspaceId, role: 'sync_user' });
  before(async () => {
    t = await createTestStore();
    workspaceId = t.workspace.workspaceId;
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    connectionId = await connectWorkspace(t.store, workspaceId);
  });

  test('its secrets are stored sealed and come back opened', async () => {
    const found = await t.store.connections.readWithSecrets(key());
    assert.deepEqual(found?.secrets, {
      refreshToken: '5Aep-refresh',
      accessToken: { token: '00D!token', instanceUrl: 'https://acme.my.salesforce.com' },
    });
    assert.equal(found.connection.tokenVersion, 1);
    assert.deepEqual(found.connection.scopes, ['api', 'refresh_token']);
    const { rows } = await t.database.pool.query<{ row: string }>(
      `select connection::text as row from connection where connection_id = $1`,
      [connectionId],
    );
    const stored = rows[0]?.row ?? '';
    assert.ok(stored.length > 100);
    for (const secret of ['5Aep-refresh', '00D!token']) {
      assert.ok(!stored.includes(secret) && !stored.includes(Buffer.from(secret).toString('hex')));
    }
  });

  test('a sealed token opens in no other row and no other column', async () => {
    const other = await t.store.connections.change(workspaceId, (change) =>
      change.insert(
        { isSyncUser: false, memberId: null },
        sampleLogin(change.connections[0]?.appId ?? '', { state: 'pending' }),
      ),
    );
    await t.database.pool.query(
      `update connection c set access_token_sealed = o.access_token_sealed
         from connection o where c.connection_id = $1 and o.connection_id = $2`,
      [other, connectionId],
    );
    await assert.rejects(t.store.connections.readWithSecrets({ workspaceId, role: 'candidate' }), {
      code: 'SECRET_UNREADABLE',
    });
    await t.database.pool.query(
      `update connection set access_token_sealed = refresh_token_sealed where connection_id = $1`,
      [connectionId],
    );
    await assert.rejects(t.store.connections.readWithSecrets(key()), { code: 'SECRET_UNREADABLE' });
    await t.store.connections.change(workspaceId, (change) => change.end(other ?? '', at(1)));
  });

  test('under another key its secrets are SECRET_UNREADABLE, and what needs no secret still reads', async () => {
    const sealer = createSealer({ keys: [{ version: 1, key: randomBytes(32) }], current: 1 });
    const other = createStore({ pool: t.database.pool, sealer });
    await assert.rejects(other.connections.readWithSecrets(key()), { code: 'SECRET_UNREADABLE' });
    assert.equal((await other.connections.read(key()))?.username, SAMPLE_IDENTITY.username);
    const none = { refreshToken: null, accessToken: null };
    const readInChange = () =>
      other.connections.change(workspaceId, (change) => change.readSecrets(connectionId));
    assert.deepEqual(await readInChange(), none, 'what nobody can open holds up no end');
  });

  test('a state moves with its line in the audit trail, or neither does', async () => {
    const audit = { actor: 'system', action: 'connection.revoked', target: connectionId, details: {} };
    const lines = async () =>
      (await t.store.audit.list(workspaceId, { limit: 100 })).filter(
        ({ target, action }) => target === connectionId && action === audit.action,
      ).length;
    const move = { from: 'active', to: 'revoked', trouble: null, audit } as const;
    assert.equal(await t.store.connections.writeState(key(), { ...move, tokenVersion: 99 }), false);
    assert.equal(await lines(), 0);
    assert.equal(await t.store.connections.writeState(key(), move), true);
    assert.equal(await lines(), 1);
  });

  test('one holder of the lock at a time: whoever waits sees the token of the one before', async () => {
    const versions: number[] = [];
    await Promise.all(
      Array.from({ length: 5 }, () =>
        t.store.connections.withLock(key(), async (locked) => {
          const version = locked?.connection.tokenVersion ?? -1;
          versions.push(version);
          await locked?.writeTokens(
            { ...TOKENS, accessToken: { token: `token ${version + 1}`, instanceUrl: 'https://a.example' } },
            at(1),
          );
        }),
      ),
    );
    assert.deepEqual(versions, [1, 2, 3, 4, 5]);
    const found = await t.store.connections.readWithSecrets(key());
    assert.equal(found?.secrets.accessToken?.token, 'token 6');
    assert.equal(found.connection.renewals, 5);
  });

  test('the lock of a session that died is free', async () => {
    const { rows } = await t.database.pool.query<{ held: string }>(`select pg_backend_pid()::text as held`);
    assert.ok(rows[0]);
    const killed = t.store.connections.withLock(key(), async () => {
      await t.database.pool.query(
        // Of this database only: others run their tests on the same cluster.
        `select pg_terminate_backend(pid) from pg_locks
          where locktype = 'advisory' and pid <> pg_backend_pid()
            and database = (select oid from pg_database where datname = current_database())`,
      );
    });
    await killed.catch(() => {});
    assert.equal(
      await t.store.connections.withLock(key(), async (locked) => locked?.connection.id),
      connectionId,
    );
  });

  test('that a renewal was begun is committed at once, and its result clears it', async () => {
    await t.store.connections.withLock(key(), async (locked) => {
      await locked?.noteRenewalBegun(at(3));
      assert.equal((await syncUser())?.renewalBegunAt, at(3), 'seen by others while the lock is held');
      await locked?.writeTokens(TOKENS, at(4));
    });
    const renewed = await t.store.connections.readWithSecrets(key());
    assert.equal(renewed?.connection.renewalBegunAt, null);
    assert.equal(renewed.connection.lastRenewedAt, at(4));
    assert.equal(renewed.connection.instanceUrl, 'https://moved.my.salesforce.com');
    assert.equal(renewed.secrets.refreshToken, 'refresh 2');
    assert.equal(renewed.connection.refreshTokenRotates, true);
    assert.deepEqual(renewed.connection.scopes, ['api', 'refresh_token'], 'what is not said stays');
  });

  test('a renewal that brings no refresh token leaves the one that is there', async () => {
    await t.store.connections.withLock(key(), (locked) =>
      Promise.resolve(locked?.writeTokens({ ...TOKENS, refreshToken: undefined }, at(4))),
    );
    const { secrets } = (await t.store.connections.readWithSecrets(key())) ?? {};
    assert.equal(secrets?.refreshToken, '5Aep-refresh');
    assert.equal(secrets?.accessToken?.token, 'token 2');
    assert.equal((await syncUser())?.refreshTokenRotates, false);
  });

  test('tokens of a renewal that was overtaken by a new login are dropped', async () => {
    const appId = (await syncUser())?.appId ?? '';
    const written = await t.store.connections.withLock(key(), async (locked) => {
      await t.store.connections.change(workspaceId, (change) =>
        change.renewLogin(
          connectionId,
          sampleLogin(appId, { tokens: { ...TOKENS, refreshToken: 'of the new login' } }),
        ),
      );
      return await locked?.writeTokens(TOKENS, at(5));
    });
    assert.equal(written, 'outdated');
    assert.equal(
      (await t.store.connections.readWithSecrets(key()))?.secrets.refreshToken,
      'of the new login',
    );
  });

  test('a state is moved from where it was found, and only for the tokens it is about', async () => {
    const { writeState } = t.store.connections;
    assert.equal(await writeState(key(), { from: 'degraded', to: 'active', trouble: null }), false);
    assert.equal(
      await writeState(key(), { from: 'active', to: 'revoked', trouble: null, tokenVersion: 7 }),
      false,
    );
    assert.equal(
      await writeState(key(), { from: 'active', to: 'revoked', trouble: null, tokenVersion: 1 }),
      true,
    );
    assert.equal((await syncUser())?.state, 'revoked');
  });

  test('ended, it stays in the history without its secrets, and its place is free', async () => {
    await t.store.connections.change(workspaceId, (change) => change.end(connectionId, at(6)));
    assert.equal(await syncUser(), undefined);
    const ended = await t.store.connections.readWithSecrets(key());
    assert.equal(ended?.connection.state, 'replaced');
    assert.equal(ended.connection.username, SAMPLE_IDENTITY.username);
    assert.deepEqual(ended.secrets, { refreshToken: null, accessToken: null });
    const workspace = await t.store.workspaces.read(workspaceId);
    assert.equal(
      workspace?.organizationId,
      SAMPLE_IDENTITY.organizationId,
      'whose data it holds stays known',
    );
  });

  test('what was done in a change that fails is dropped, the audit entry too', async () => {
    const before = (await t.store.audit.list(workspaceId, { limit: 100 })).length;
    await assert.rejects(
      t.store.connections.change(workspaceId, async (change) => {
        await change.end(connectionId, at(6));
        await change.audit({ actor: 'system', action: 'connection.ended', target: null, details: {} });
        throw new Error('stop');
      }),
      /stop/,
    );
    assert.equal((await syncUser())?.id, connectionId);
    assert.equal((await t.store.audit.list(workspaceId, { limit: 100 })).length, before);
  });

  test('one change of a workspace at a time: two who find no candidate make one', async () => {
    const appId = (await syncUser())?.appId ?? '';
    const made = await Promise.all(
      [1, 2, 3].map(() =>
        t.store.connections.change(workspaceId, async (change) => {
          const waiting = change.connections.find(({ isSyncUser }) => !isSyncUser);
          return waiting === undefined
            ? await change.insert(
                { isSyncUser: false, memberId: null },
                sampleLogin(appId, { state: 'pending' }),
              )
            : waiting.id;
        }),
      ),
    );
    assert.equal(new Set(made).size, 1);
    assert.equal((await t.store.connections.read({ workspaceId, role: 'candidate' }))?.id, made[0]);
    await t.store.connections.change(workspaceId, (change) => change.end(made[0] ?? '', at(7)));
  });

  test('an id that is none finds nothing', async () => {
    assert.equal(await t.store.connections.read({ workspaceId, connectionId: "x' or 1=1" }), undefined);
  });
});
