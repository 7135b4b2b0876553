import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createTestStore, type TestStore } from '../../testing/sample-workspace.ts';

describe('people and keys', () => {
  let t: TestStore;
  before(async () => {
    t = await createTestStore();
    await t.store.people.createUser({
      email: 'Ada@acme.example',
      name: 'Ada',
      password: 'correct horse',
      isOperator: false,
    });
  });
  after(() => t[Symbol.asyncDispose]());

  const signIn = (password: string) => t.store.people.checkPassword('ada@ACME.example', password);
  const rowsOf = async (name: string) =>
    JSON.stringify((await t.database.pool.query(`select to_jsonb(r) as row from ${name} r`)).rows);

  test('the right password opens the account, whatever the case of the address; the stored hash is argon2id', async () => {
    assert.equal((await signIn('correct horse'))?.email, 'Ada@acme.example');
    assert.equal(await signIn('wrong'), undefined);
    assert.equal(await t.store.people.checkPassword('nobody@acme.example', 'correct horse'), undefined);
    const stored = await rowsOf('console_user');
    assert.match(stored, /\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.ok(!stored.includes('correct horse'));
  });

  test('one account per address', async () => {
    const again = { email: 'ADA@acme.example', name: 'Other', password: 'x', isOperator: false };
    await assert.rejects(t.store.people.createUser(again), { code: 'API_CONFLICT' });
    assert.equal(await t.store.people.countUsers(), 1);
  });

  test('a session lasts until it is ended or expires, and its token is not stored', async () => {
    const user = await signIn('correct horse');
    assert.ok(user);
    const { token } = await t.store.people.createSession(user.userId, { maxAgeSeconds: 60 });
    assert.deepEqual(await t.store.people.readSession(token), user);
    assert.ok(!(await rowsOf('console_session')).includes(token));
    await t.store.people.removeSession(token);
    assert.equal(await t.store.people.readSession(token), undefined);

    const expired = await t.store.people.createSession(user.userId, { maxAgeSeconds: 0 });
    assert.equal(await t.store.people.readSession(expired.token), undefined);
  });

  test('a new password ends the sessions made with the old one', async () => {
    const user = await signIn('correct horse');
    assert.ok(user);
    const { token } = await t.store.people.createSession(user.userId, { maxAgeSeconds: 60 });
    assert.equal(await t.store.people.changePassword('ada@acme.example', 'new battery'), true);
    assert.equal(await t.store.people.readSession(token), undefined);
    assert.equal(await signIn('correct horse'), undefined);
    assert.ok(await signIn('new battery'));
    assert.equal(await t.store.people.changePassword('nobody@acme.example', 'x'), false);
  });

  test('a key opens one workspace or the installation until it is revoked, and is not stored', async () => {
    const { workspaceId } = t.workspace;
    const { id, key } = await t.store.people.createApiKey({ workspaceId, name: 'ci' });
    const everywhere = await t.store.people.createApiKey({ workspaceId: null, name: 'operator' });
    assert.match(key, /^su_/);
    assert.ok(!(await rowsOf('api_key')).includes(key));
    const found = await t.store.people.readApiKey(key);
    assert.deepEqual([found?.name, found?.workspace, found?.workspaceId], ['ci', 'acme', workspaceId]);
    assert.equal((await t.store.people.readApiKey(everywhere.key))?.workspaceId, null);
    assert.deepEqual(
      (await t.store.people.listApiKeys(workspaceId)).map((k) => k.id),
      [id],
    );
    assert.notEqual((await t.store.people.listApiKeys(workspaceId))[0]?.lastUsedAt, null);

    assert.equal(await t.store.people.revokeApiKey(null, id), false, 'not from outside its workspace');
    assert.equal(await t.store.people.revokeApiKey(workspaceId, id), true);
    assert.equal(await t.store.people.readApiKey(key), undefined);
    assert.deepEqual(await t.store.people.listApiKeys(workspaceId), []);
  });
});

describe('the audit', () => {
  test('tells events newest first, page by page, and lets nobody change them', async () => {
    await using t = await createTestStore();
    const { workspaceId } = t.workspace;
    for (const action of ['a', 'b', 'c']) {
      await t.store.audit.record({ workspaceId, actor: 'system', action, target: null, details: { n: 1 } });
    }
    await t.store.audit.record({
      workspaceId: null,
      actor: 'system',
      action: 'z',
      target: null,
      details: {},
    });
    const page = await t.store.audit.list(workspaceId, { limit: 2 });
    assert.deepEqual(
      page.map(({ action }) => action),
      ['c', 'b'],
    );
    const next = await t.store.audit.list(workspaceId, { limit: 2, before: page[1]?.id ?? 0 });
    assert.deepEqual(
      next.map(({ action }) => action),
      ['a'],
    );
    for (const change of ['update audit_event set actor = $1', 'delete from audit_event where actor <> $1']) {
      await assert.rejects(t.database.pool.query(change, ['nobody']), /append-only/);
    }
    await assert.rejects(t.database.pool.query('truncate audit_event'), /append-only/);
  });
});
