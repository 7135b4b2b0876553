import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { test } from 'node:test';
import { behaviour } from '../../testing/behaviour.ts';
import {
  ADMIN,
  APP,
  callUrl,
  openTestOrg,
  REP,
  requestToken,
  TestClient,
  TEST_SEED,
} from '../../testing/test-org.ts';
import { Browser } from '../../testing/browser.ts';
import { challengeOf } from './codes.ts';

const CLIENT = { client_id: APP.consumerKey, client_secret: APP.consumerSecret };
const ERRORS = { documented: 'help "OAuth authorization flow errors", facts 1.4' };

function authorizeUrl(baseUrl: string, more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: APP.consumerKey,
    redirect_uri: APP.callbackUrl,
    state: 'st/at=e',
    ...more,
  });
  return `${baseUrl}/services/oauth2/authorize?${parameters.toString()}`;
}

/** Walks a person through the pages, up to the redirect to the app. */
async function signInThroughPages(baseUrl: string, more: Record<string, string> = {}): Promise<URL> {
  const browser = new Browser();
  await browser.open(authorizeUrl(baseUrl, more));
  await browser.submit({ username: REP.username, pw: REP.password });
  if (browser.leftFor === undefined) await browser.submit({ decision: 'allow' });
  assert.ok(browser.leftFor, 'the browser was sent back to the app');
  return new URL(browser.leftFor);
}

async function codeFromPages(baseUrl: string, more: Record<string, string> = {}): Promise<string> {
  const code = (await signInThroughPages(baseUrl, more)).searchParams.get('code');
  assert.ok(code);
  return code;
}

behaviour(
  'a person signs in, allows the app, and the code becomes tokens that work',
  { documented: 'OAuth 2.0 Web Server Flow' },
  async () => {
    await using org = await openTestOrg();
    const browser = new Browser();
    const login = await browser.open(authorizeUrl(org.baseUrl));
    assert.match(login, /type="password"/);
    const approval = await browser.submit({ username: REP.username, pw: REP.password });
    assert.match(approval, /Test App/);
    assert.match(approval, /Manage your data through APIs/);
    await browser.submit({ decision: 'allow' });
    const back = new URL(browser.leftFor ?? 'http://nowhere');
    assert.equal(back.searchParams.get('state'), 'st/at=e');

    const parameters = {
      code: back.searchParams.get('code') ?? '',
      redirect_uri: APP.callbackUrl,
      ...CLIENT,
    };
    const { status, body } = await requestToken(org.baseUrl, {
      grant_type: 'authorization_code',
      ...parameters,
    });
    assert.equal(status, 200);
    assert.match(body.access_token, /^(00D\w{12,15})![.\w]*$/);
    assert.equal(body.token_type, 'Bearer');
    assert.equal(body.instance_url, org.baseUrl);
    const expected = createHmac('sha256', APP.consumerSecret)
      .update(body.id + body.issued_at)
      .digest('base64');
    assert.equal(body.signature, expected);
    assert.equal(body.id_token.split('.').length, 3);
    assert.ok(Object.values(body).every((value) => typeof value === 'string'));

    const client = new TestClient(org.baseUrl, body.access_token);
    const me = await client.get('/services/oauth2/userinfo');
    assert.equal(me.body.preferred_username, REP.username);
    const identity = await callUrl('GET', body.id, undefined, {
      Authorization: `OAuth ${body.access_token}`,
    });
    assert.equal(identity.body.username, REP.username);
    assert.match(identity.body.urls.query, /\{version\}/);

    const again = await requestToken(org.baseUrl, { grant_type: 'authorization_code', ...parameters });
    assert.deepEqual([again.status, again.body.error], [400, 'invalid_grant']);
  },
);

behaviour(
  'whoever allowed an app before goes straight through, also in another browser',
  { documented: 'OAuth 2.0 Web Server Flow' },
  async () => {
    await using org = await openTestOrg();
    await codeFromPages(org.baseUrl);
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    await browser.submit({ username: REP.username, pw: REP.password });
    assert.match(browser.leftFor ?? '', /code=/);
    browser.leftFor = undefined;
    assert.match(await browser.open(authorizeUrl(org.baseUrl, { prompt: 'consent' })), /Allow access/);
  },
);

behaviour(
  'a wrong password shows the login page again, with the reason',
  { verified: 'login.salesforce.com page text' },
  async () => {
    await using org = await openTestOrg();
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    const page = await browser.submit({ username: REP.username, pw: 'wrong' });
    assert.match(page, /Please check your username and password/);
    assert.match(page, new RegExp(`value="${REP.username}"`));
  },
);

behaviour('denying sends the person back with access_denied', ERRORS, async () => {
  await using org = await openTestOrg();
  const browser = new Browser();
  await browser.open(authorizeUrl(org.baseUrl));
  await browser.submit({ username: REP.username, pw: REP.password });
  await browser.submit({ decision: 'deny' });
  const back = new URL(browser.leftFor ?? 'http://nowhere');
  assert.equal(back.searchParams.get('error'), 'access_denied');
  assert.equal(back.searchParams.get('code'), null);
  assert.equal(back.searchParams.get('state'), 'st/at=e');
});

behaviour('an unknown app or another address gets an error page, never a redirect', ERRORS, async () => {
  await using org = await openTestOrg();
  for (const [more, expected] of [
    [{ client_id: 'nobody' }, /invalid_client_id/],
    [{ redirect_uri: `${APP.callbackUrl}/` }, /redirect_uri_mismatch/],
    [{ redirect_uri: 'http://evil.example/' }, /redirect_uri_mismatch/],
  ] as const) {
    const answer = await callUrl('GET', authorizeUrl(org.baseUrl, more), undefined, {});
    assert.equal(answer.status, 400);
    assert.match(answer.body, expected);
  }
});

behaviour(
  'a code challenge must be answered: missing and wrong verifiers differ',
  { documented: '[OAWEB] PKCE' },
  async () => {
    await using org = await openTestOrg();
    const verifier = randomBytes(48).toString('base64url');
    const challenge = { code_challenge: challengeOf(verifier) };
    const exchange = async (more: Record<string, string>) =>
      requestToken(org.baseUrl, {
        grant_type: 'authorization_code',
        code: await codeFromPages(org.baseUrl, challenge),
        redirect_uri: APP.callbackUrl,
        ...CLIENT,
        ...more,
      });
    assert.equal((await exchange({})).body.error, 'invalid_grant');
    assert.equal((await exchange({ code_verifier: 'wrong' })).body.error, 'invalid_request');
    assert.equal((await exchange({ code_verifier: verifier })).status, 200);
  },
);

behaviour(
  'a code is dead after fifteen minutes',
  { assumed: 'wording recalled; lifetime from one article' },
  async () => {
    await using org = await openTestOrg();
    const code = await codeFromPages(org.baseUrl);
    await org.admin.control('POST', '/clock', { advanceMs: 15 * 60 * 1000 + 1000 });
    const answer = await requestToken(org.baseUrl, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: APP.callbackUrl,
      ...CLIENT,
    });
    assert.deepEqual(answer.body, {
      error: 'invalid_grant',
      error_description: 'expired authorization code',
    });
  },
);

behaviour(
  'the redirect address of the code must be repeated exactly',
  { documented: '[OAWEB]' },
  async () => {
    await using org = await openTestOrg();
    const code = await codeFromPages(org.baseUrl);
    const answer = await requestToken(org.baseUrl, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: 'http://localhost:9/other',
      ...CLIENT,
    });
    assert.equal(answer.body.error, 'redirect_uri_mismatch');
  },
);

async function refreshTokenOf(baseUrl: string): Promise<string> {
  const code = await codeFromPages(baseUrl);
  const answer = await requestToken(baseUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: APP.callbackUrl,
    ...CLIENT,
  });
  return answer.body.refresh_token;
}

behaviour(
  'a refresh token works again and again while rotation is off',
  { documented: '[OAREF]' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    for (let round = 0; round < 2; round += 1) {
      const answer = await requestToken(org.baseUrl, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...CLIENT,
      });
      assert.equal(answer.status, 200);
      assert.equal(answer.body.refresh_token, undefined);
    }
  },
);

behaviour(
  'with rotation each refresh hands out a new token and the old one is refused',
  { documented: 'help "Refresh Token Rotation"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { refreshTokenRotation: true });
    const first = await refreshTokenOf(org.baseUrl);
    const refreshed = await requestToken(org.baseUrl, {
      grant_type: 'refresh_token',
      refresh_token: first,
      ...CLIENT,
    });
    const second = refreshed.body.refresh_token;
    assert.ok(second);
    assert.notEqual(second, first);
    const reused = await requestToken(org.baseUrl, {
      grant_type: 'refresh_token',
      refresh_token: first,
      ...CLIENT,
    });
    assert.equal(reused.status, 400);
    assert.deepEqual(reused.body, {
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    });
    assert.equal(
      (await requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: second, ...CLIENT }))
        .status,
      200,
    );
  },
);

behaviour(
  'a refresh token left unused too long is dead; each use gives it new life',
  { documented: 'help "Idle Refresh Token TTL"' },
  async () => {
    const [app] = TEST_SEED.apps;
    await using org = await openTestOrg({
      seed: { ...TEST_SEED, apps: [{ ...app, refreshTokenIdleDays: 30 }] },
    });
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const refreshAfter = async (days: number) => {
      await org.admin.control('POST', '/clock', { advanceMs: days * 24 * 3_600_000 });
      return requestToken(org.baseUrl, {
        grant_type: 'refresh_token',
        refresh_token: refreshToken,
        ...CLIENT,
      });
    };
    assert.equal((await refreshAfter(29)).status, 200);
    assert.equal((await refreshAfter(29)).status, 200);
    assert.equal((await refreshAfter(31)).body.error_description, 'expired access/refresh token');
  },
);

behaviour(
  'a user for integrations only cannot come through the browser',
  { assumed: 'reports of OAUTH_APPROVAL_ERROR_GENERIC, facts 1.3' },
  async () => {
    const robot = { username: 'robot@test.example', password: 'Robot-123!' };
    const permissionSets = [{ name: 'Api_Only', system: ['ApiUserOnly', 'ApiEnabled'] }];
    const users = [...TEST_SEED.users, { ...robot, lastName: 'Robot', permissionSets: ['Api_Only'] }];
    await using org = await openTestOrg({ seed: { ...TEST_SEED, users, permissionSets } });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    const page = await browser.submit({ username: robot.username, pw: robot.password });
    assert.match(page, /OAUTH_APPROVAL_ERROR_GENERIC/);
    assert.equal(browser.leftFor, undefined);
  },
);

behaviour(
  'revoking a refresh token ends its sessions; revoking a session leaves the refresh token',
  { documented: 'help "Revoke OAuth Tokens"' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const refresh = () =>
      requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
    const session = (await refresh()).body.access_token;
    const revoke = (token: string) =>
      callUrl('POST', `${org.baseUrl}/services/oauth2/revoke`, `token=${encodeURIComponent(token)}`, {
        'Content-Type': 'application/x-www-form-urlencoded',
      });
    assert.equal((await revoke(session)).status, 200);
    assert.equal((await new TestClient(org.baseUrl, session).get('/limits')).status, 401);

    const other = (await refresh()).body.access_token;
    assert.equal((await revoke(refreshToken)).status, 200);
    assert.equal((await new TestClient(org.baseUrl, other).get('/limits')).status, 401);
    assert.equal((await refresh()).body.error, 'invalid_grant');
  },
);

behaviour(
  'the sixth approval of one person ends the first',
  { documented: 'Oracle adapter docs quoting Salesforce, facts 1.3' },
  async () => {
    await using org = await openTestOrg();
    const tokens: string[] = [];
    for (let round = 0; round < 6; round += 1) tokens.push(await refreshTokenOf(org.baseUrl));
    const statuses = [];
    for (const token of tokens) {
      statuses.push(
        (await requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: token, ...CLIENT }))
          .status,
      );
    }
    assert.deepEqual(statuses, [400, 200, 200, 200, 200, 200]);
  },
);

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
);

behaviour('wrong clients and people are refused in Salesforce’s words', ERRORS, async () => {
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
});

const KEYS = generateKeyPairSync('rsa', { modulusLength: 2048 });
const JWT_SEED = {
  ...TEST_SEED,
  apps: [
    ...TEST_SEED.apps,
    {
      name: 'JWT App',
      consumerKey: 'jwt-app',
      certificate: KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      callbackUrls: [],
      preAuthorized: true,
    },
  ],
};

function assertionOf(claims: Record<string, unknown>, key = KEYS.privateKey): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'RS256' })}.${encode(claims)}`;
  return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), key).toString('base64url')}`;
}

behaviour(
  'a JWT is taken with every audience and expiry that clients in the wild send',
  { verified: 'client-quirks "Auth": CLI, restforce, simple-salesforce' },
  async () => {
    await using org = await openTestOrg({ seed: JWT_SEED });
    const soon = Math.floor(Date.now() / 1000) + 180;
    const grant = async (claims: Record<string, unknown>, key = KEYS.privateKey) =>
      requestToken(org.baseUrl, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf(
          { iss: 'jwt-app', sub: REP.username, aud: org.baseUrl, exp: soon, ...claims },
          key,
        ),
      });
    for (const claims of [
      {},
      { aud: `${org.baseUrl}/` },
      { aud: 'https://login.salesforce.com' },
      { aud: 'login.salesforce.com' },
      { exp: soon * 1000 },
      { exp: String(soon) },
    ]) {
      const answer = await grant(claims);
      assert.equal(answer.status, 200, JSON.stringify([claims, answer.body]));
      assert.equal(answer.body.refresh_token, undefined);
    }
    assert.equal((await grant({ aud: 'https://example.com' })).body.error_description, 'audience is invalid');
    assert.equal((await grant({ exp: 1_600_000_000 })).body.error, 'invalid_grant');
    assert.equal(
      (await grant({ sub: 'nobody@test.example' })).body.error_description,
      "user hasn't approved this consumer",
    );
    const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    assert.equal((await grant({}, stranger)).body.error_description, 'invalid assertion');
  },
);

behaviour('a deactivated person loses the session at once and gets no token', ERRORS, async () => {
  await using org = await openTestOrg();
  const refreshToken = await refreshTokenOf(org.baseUrl);
  const refresh = () =>
    requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
  const client = new TestClient(org.baseUrl, (await refresh()).body.access_token);
  assert.equal((await client.get('/limits')).status, 200);
  await org.admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
  assert.equal((await client.get('/limits')).status, 401);
  assert.deepEqual((await refresh()).body, { error: 'inactive_user', error_description: 'user is inactive' });
});

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
);

test('tokens survive a restart over the same data directory [simulator_only]', async (context) => {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const dataDir = mkdtempSync('/tmp/simulator-test-');
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
