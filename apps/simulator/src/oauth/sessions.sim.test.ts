import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { behaviour } from '../../testing/behaviour.ts';
import { CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import {
  ADMIN,
  APP,
  callUrl,
  openTestOrg,
  REP,
  requestToken,
  signIn,
  TestClient,
} from '../../testing/test-org.ts';

const ERRORS = { documented: 'help "OAuth authorization flow errors", facts 1.4' };

behaviour(
  'client credentials act as the run-as user, secret in the form or in a Basic header',
  { documented: 'OAuth 2.0 Client Credentials Flow' },
  async () => {
    await using org = await openTestOrg();
    const basic = Buffer.from(`${APP.consumerKey}:${APP.consumerSecret}`).toString('base64');
    for (const answer of [
      await requestToken(org.baseUrl, { grant_type: 'client_credentials', ...CLIENT }),
      await requestToken(
        org.baseUrl,
        { grant_type: 'client_credentials' },
        { Authorization: `Basic ${basic}` },
      ),
    ]) {
      assert.equal(answer.status, 200);
      assert.equal(answer.body.refresh_token, undefined);
      const me = await new TestClient(org.baseUrl, answer.body.access_token).get('/services/oauth2/userinfo');
      assert.equal(me.body.preferred_username, ADMIN.username);
    }
  },
  { covers: 'oauth.client-credentials' },
);

behaviour(
  'wrong clients and people are refused in Salesforce’s words',
  ERRORS,
  async () => {
    await using org = await openTestOrg();
    const cases: [Record<string, string>, string, string][] = [
      [
        { grant_type: 'client_credentials', ...CLIENT, client_secret: 'no' },
        'invalid_client',
        'invalid client credentials',
      ],
      [
        { grant_type: 'client_credentials', ...CLIENT, client_id: 'no' },
        'invalid_client_id',
        'client identifier invalid',
      ],
      [
        { grant_type: 'password', ...CLIENT, username: REP.username, password: 'no' },
        'invalid_grant',
        'authentication failure',
      ],
      [
        { grant_type: 'password', ...CLIENT, username: 'no@no.no', password: 'no' },
        'invalid_grant',
        'authentication failure',
      ],
      [
        { grant_type: 'refresh_token', ...CLIENT, refresh_token: 'no' },
        'invalid_grant',
        'expired access/refresh token',
      ],
      [{ grant_type: 'device' }, 'unsupported_grant_type', 'grant type not supported'],
    ];
    for (const [parameters, error, description] of cases) {
      const answer = await requestToken(org.baseUrl, parameters);
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.body, { error, error_description: description });
    }
  },
  { covers: ['oauth.client-credentials', 'oauth.session'] },
);

behaviour(
  'a deactivated person loses the session at once and gets no token',
  ERRORS,
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const refresh = () =>
      requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
    const client = new TestClient(org.baseUrl, (await refresh()).body.access_token);
    assert.equal((await client.get('/sobjects')).status, 200);
    await org.admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
    assert.equal((await client.get('/sobjects')).status, 401);
    assert.deepEqual((await refresh()).body, {
      error: 'inactive_user',
      error_description: 'user is inactive',
    });
  },
  { covers: 'oauth.users' },
);

behaviour(
  'a session slides: it ends only after the timeout without a call',
  { documented: 'help "Session Settings"' },
  async () => {
    await using org = await openTestOrg();
    const hour = 60 * 60 * 1000;
    for (let round = 0; round < 3; round += 1) {
      await org.admin.control('POST', '/clock', { advanceMs: 1.5 * hour });
      assert.equal((await org.admin.get('/limits')).status, 200);
    }
    await org.admin.control('POST', '/clock', { advanceMs: 2 * hour + 60_000 });
    const answer = await org.admin.get('/limits');
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.body, [
      { message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' },
    ]);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'introspection tells a live token from a dead one',
  { documented: 'RFC 7662; shape recalled' },
  async () => {
    await using org = await openTestOrg();
    const introspect = (token: string) =>
      callUrl(
        'POST',
        `${org.baseUrl}/services/oauth2/introspect`,
        new URLSearchParams({ token, ...CLIENT }).toString(),
        { 'Content-Type': 'application/x-www-form-urlencoded' },
      );
    const live = await introspect(org.admin.token);
    assert.equal(live.body.active, true);
    assert.equal(live.body.username, ADMIN.username);
    assert.deepEqual((await introspect('nonsense')).body, { active: false });
  },
  { covers: 'oauth.session' },
);

behaviour(
  'identity without a good token says so in one word',
  { assumed: 'recalled texts, facts 1.4' },
  async () => {
    await using org = await openTestOrg();
    const url = `${org.baseUrl}/services/oauth2/userinfo`;
    assert.equal((await callUrl('GET', url, undefined, {})).body, 'Missing_OAuth_Token');
    assert.equal(
      (await callUrl('GET', url, undefined, { Authorization: 'Bearer x' })).body,
      'Bad_OAuth_Token',
    );
  },
  { covers: 'oauth.session' },
);

test('tokens survive a restart over the same data directory [simulator_only]', async (context) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'simulator-test-'));
  context.after(() => rmSync(dataDir, { recursive: true, force: true }));
  const before = await openTestOrg({ dataDir });
  const { token } = before.admin;
  await before.admin.post('/sobjects/Account', { Name: 'Kept' });
  await before.simulator.close();
  await using after = await openTestOrg({ dataDir });
  assert.equal(after.simulator.resumed, true);
  const rows = await new TestClient(after.baseUrl, token).query(
    "SELECT Name FROM Account WHERE Name = 'Kept'",
  );
  assert.equal(rows.body.totalSize, 1);
});

behaviour(
  'a token is revoked by POST, GET or script, once',
  { documented: 'help "Revoke OAuth Tokens"; the description is assumed' },
  async () => {
    await using org = await openTestOrg();
    const path = `${org.baseUrl}/services/oauth2/revoke`;
    const fresh = async () => (await signIn(org.baseUrl, REP)).token;
    const token = await fresh();
    const get = () => callUrl('GET', `${path}?token=${encodeURIComponent(token)}`, undefined, {});
    assert.deepEqual(
      [(await get()).status, (await new TestClient(org.baseUrl, token).get('/sobjects')).status],
      [200, 401],
    );
    const again = await get();
    assert.deepEqual([again.status, again.body.error], [400, 'invalid_token']);
    const script = (value: string) =>
      callUrl('GET', `${path}?token=${encodeURIComponent(value)}&callback=done`, undefined, {});
    assert.equal((await script(await fresh())).body, 'done({});');
    assert.equal((await script(token)).body, 'done({"error":"invalid_token"});');
  },
  { covers: 'oauth.session' },
);

behaviour(
  'a session is taken from every header that clients put it in',
  { verified: 'client-quirks "Auth": Bearer, OAuth (restforce), X-SFDC-Session (Bulk API 1 clients)' },
  async () => {
    await using org = await openTestOrg();
    const { token } = org.admin;
    const url = `${org.baseUrl}/services/data/v60.0/sobjects`;
    for (const headers of [
      { Authorization: `Bearer ${token}` },
      { authorization: `bearer ${token}` },
      { Authorization: `OAuth ${token}` },
      { 'X-SFDC-Session': token },
    ] as const) {
      assert.equal((await callUrl('GET', url, undefined, { ...headers })).status, 200);
    }
    assert.equal((await callUrl('GET', url, undefined, { Authorization: token })).status, 401);
  },
  { covers: ['oauth.session', 'clients.quirks'] },
);
