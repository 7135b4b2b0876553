import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { createTestStore, type TestStore } from '../../testing/sample-workspace.ts';
import type { NewStoredAuthorization } from './stored-authorization.ts';

const TROUBLE = {
  code: 'SF_LOGIN_DENIED',
  title: 'The login was cancelled',
  message: 'access_denied',
  fix: 'Connect again.',
  since: '2026-03-01T09:30:00.000Z',
} as const;
const BROWSER = { browserToken: 'browser-1', state: 'state-1', codeVerifier: 'verifier-1' };

describe('logins under way', () => {
  let t: TestStore;
  let begun: NewStoredAuthorization;
  before(async () => {
    t = await createTestStore();
    const { workspaceId } = t.workspace;
    const { appId } = await t.store.apps.write(workspaceId, { clientId: 'key' });
    begun = {
      workspaceId,
      purpose: 'sync_user',
      memberId: null,
      actor: 'user:ann@example.com',
      appId,
      loginUrl: 'https://login.salesforce.com',
      redirectUri: 'https://sync.example.com/oauth/callback',
      username: null,
      lifetimeSeconds: 900,
    };
  });
  after(() => t[Symbol.asyncDispose]());
  beforeEach(async () => {
    await t.database.pool.query('delete from salesforce_authorization');
  });
  const create = async (changes: Partial<NewStoredAuthorization> = {}) =>
    (await t.store.authorizations.create({ ...begun, ...changes })).authorizationId;

  test('state, browser and verifier are not to be read from the row', async () => {
    const id = await create();
    await t.store.authorizations.start(id, BROWSER);
    const { rows } = await t.database.pool.query('select a::text as text from salesforce_authorization a');
    for (const secret of Object.values(BROWSER)) {
      assert.ok(!rows[0].text.includes(secret));
      assert.ok(!rows[0].text.includes(Buffer.from(secret).toString('hex')));
    }
  });

  test('nothing leads to a login that no browser has started', async () => {
    await create();
    for (const state of ['', 'state-1']) {
      assert.equal(await t.store.authorizations.claim({ state, browserToken: '' }), undefined);
    }
  });

  test('the browser that started it takes it, once', async () => {
    const { authorizations } = t.store;
    const id = await create();
    assert.equal((await authorizations.start(id, BROWSER))?.authorizationId, id);
    assert.equal(await authorizations.claim({ ...BROWSER, browserToken: 'browser-2' }), undefined);
    assert.equal(await authorizations.claim({ ...BROWSER, state: 'state-2' }), undefined);

    const taken = await Promise.all(Array.from({ length: 5 }, () => authorizations.claim(BROWSER)));
    const [claimed, ...others] = taken.filter((one) => one !== undefined);
    assert.equal(claimed?.codeVerifier, 'verifier-1');
    assert.equal(claimed?.authorization.authorizationId, id);
    assert.deepEqual(others, []);
  });

  test('started again, the state before leads nowhere; another browser cannot start it', async () => {
    const { authorizations } = t.store;
    const id = await create();
    await authorizations.start(id, BROWSER);
    const other = { browserToken: 'browser-2', state: 'state-2', codeVerifier: 'v' };
    assert.equal(await authorizations.start(id, other), undefined);
    await authorizations.start(id, { ...BROWSER, state: 'state-3', codeVerifier: 'verifier-3' });
    assert.equal(await authorizations.claim(BROWSER), undefined);
    const claimed = await authorizations.claim({ ...BROWSER, state: 'state-3' });
    assert.equal(claimed?.codeVerifier, 'verifier-3');
  });

  test('when its time is over it can neither be started nor taken', async () => {
    const { authorizations } = t.store;
    const id = await create();
    await authorizations.start(id, BROWSER);
    await t.database.pool.query('update salesforce_authorization set expires_at = now()');
    assert.equal(await authorizations.claim(BROWSER), undefined);
    assert.equal(await authorizations.start(id, BROWSER), undefined);
    assert.equal((await authorizations.read(id))?.isExpired, true);
  });

  test('its outcome is kept, and once settled it is over', async () => {
    const { authorizations } = t.store;
    const id = await create();
    const { workspaceId } = begun;
    await authorizations.start(id, BROWSER);
    await authorizations.settle({ workspaceId, authorizationId: id }, { trouble: TROUBLE });
    const read = await authorizations.read(id, workspaceId);
    assert.deepEqual([read?.outcome, read?.trouble], ['failed', TROUBLE]);
    assert.equal(await authorizations.claim(BROWSER), undefined);
    assert.equal(await authorizations.start(id, BROWSER), undefined);
  });

  test('it is found in its own workspace only, and an id that is none finds nothing', async () => {
    const { authorizations } = t.store;
    const id = await create();
    const other = await t.store.workspaces.create({ slug: 'other', name: 'Other', pollIntervalSeconds: 60 });
    assert.equal(await authorizations.read(id, other.workspaceId), undefined);
    assert.equal(await authorizations.read("x'; drop table member"), undefined);
  });

  test('a day after their time old ones are swept out', async () => {
    const id = await create();
    const kept = await create();
    await t.database.pool.query(
      `update salesforce_authorization set expires_at = now() - interval '25 hours' where authorization_id = $1`,
      [id],
    );
    await create();
    assert.equal(await t.store.authorizations.read(id), undefined);
    assert.ok(await t.store.authorizations.read(kept));
  });
});
