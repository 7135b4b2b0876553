import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { Browser } from '../../testing/browser.ts';
import { callSoap, soapText } from '../../testing/soap-client.ts';
import { authorizeUrl, CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import { ADMIN, APP, openTestOrg, REP, requestToken, TestClient } from '../../testing/test-org.ts';
import type { TestOrg } from '../../testing/test-org.ts';

const COVERS = { covers: 'oauth.users' } as const;
const FAILURE = { error: 'invalid_grant', error_description: 'authentication failure' };

const grant = (org: TestOrg, user: { readonly username: string; readonly password: string } = REP) =>
  requestToken(org.baseUrl, { grant_type: 'password', ...CLIENT, ...user });

const refresh = (org: TestOrg, refreshToken: string) =>
  requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });

async function statusesOf(org: TestOrg, username = REP.username): Promise<string[]> {
  const answer = await org.admin.query(
    `SELECT Status FROM LoginHistory WHERE UserId IN (SELECT Id FROM User WHERE Username = '${username}') ORDER BY LoginTime, Id`,
  );
  return answer.body.records.map((row: { Status: string }) => row.Status);
}

async function loginPage(org: TestOrg, user = REP): Promise<string> {
  const browser = new Browser();
  await browser.open(`${org.baseUrl}/login`);
  return browser.submit({ username: user.username, pw: user.password });
}

behaviour(
  'a frozen user is out everywhere until thawed, whoever freezes them; refresh tokens survive it',
  { documented: 'facts 1.4 and 7.1; Object Reference, UserLogin.IsFrozen' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const client = new TestClient(org.baseUrl, (await refresh(org, refreshToken)).body.access_token);
    const found = await org.admin.query(
      `SELECT Id FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE Username = '${REP.username}')`,
    );
    const path = `/sobjects/UserLogin/${found.body.records[0].Id}`;
    assert.equal((await org.admin.call('PATCH', path, { IsFrozen: true })).status, 204);
    assert.equal((await client.get('/sobjects')).status, 401);
    assert.deepEqual((await refresh(org, refreshToken)).body, {
      error: 'invalid_grant',
      error_description: 'expired access/refresh token',
    });
    assert.deepEqual((await grant(org)).body, FAILURE);
    assert.match(await loginPage(org), /Please check your username and password/);
    assert.ok((await statusesOf(org)).includes('User Is Frozen'));
    await org.admin.control('PATCH', `/users/${REP.username}`, { isFrozen: false });
    assert.equal((await refresh(org, refreshToken)).status, 200);
  },
  COVERS,
);

behaviour(
  'deactivation ends refresh tokens for good: they stay dead when the user comes back',
  { documented: 'facts 7.1: deactivating kills sessions and refresh tokens' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    await org.admin.control('PATCH', `/users/${REP.username}`, { isActive: false });
    assert.equal((await grant(org)).body.error, 'inactive_user');
    await org.admin.control('PATCH', `/users/${REP.username}`, { isActive: true });
    assert.equal((await refresh(org, refreshToken)).body.error_description, 'expired access/refresh token');
    assert.equal((await grant(org)).status, 200);
  },
  COVERS,
);

behaviour(
  'a changed password ends sessions and leaves refresh tokens',
  {
    assumed:
      'OAuth tokens do not depend on the password; that sessions end is Salesforce’s default for resets',
  },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const client = new TestClient(org.baseUrl, (await refresh(org, refreshToken)).body.access_token);
    await org.admin.control('PATCH', `/users/${REP.username}`, { password: 'Another-99!' });
    assert.equal((await client.get('/sobjects')).status, 401);
    assert.deepEqual((await grant(org)).body, FAILURE);
    assert.equal((await grant(org, { ...REP, password: 'Another-99!' })).status, 200);
    assert.equal((await refresh(org, refreshToken)).status, 200);
  },
  COVERS,
);

behaviour(
  'an expired password has to be changed in the browser first',
  { documented: 'SOAP API Developer Guide, "login()": passwordExpired; help "Set Password Policies"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', `/users/${REP.username}`, { passwordExpired: true });
    assert.deepEqual((await grant(org)).body, FAILURE);
    const soap = await callSoap(
      org.baseUrl,
      `<urn:login><urn:username>${REP.username}</urn:username><urn:password>${REP.password}</urn:password></urn:login>`,
    );
    assert.equal(soapText(soap, 'passwordExpired'), 'true');
    const limited = new TestClient(org.baseUrl, soapText(soap, 'sessionId') ?? '');
    const refused = await limited.get('/sobjects');
    assert.deepEqual(
      [refused.status, refused.body[0].errorCode],
      [403, 'INVALID_OPERATION_WITH_EXPIRED_PASSWORD'],
    );
    const browser = new Browser();
    await browser.open(`${org.baseUrl}/login`);
    assert.match(await browser.submit({ username: REP.username, pw: REP.password }), /Change Your Password/);
    assert.match(
      await browser.submit({ newpassword: 'short', confirmpassword: 'short' }),
      /at least 8 characters/,
    );
    assert.match(await browser.submit({ newpassword: REP.password, confirmpassword: REP.password }), /reuse/);
    const password = 'Fresh-2468!';
    assert.match(await browser.submit({ newpassword: password, confirmpassword: password }), /Signed in as/);
    assert.equal((await grant(org, { ...REP, password })).status, 200);
  },
  COVERS,
);

behaviour(
  'too many wrong passwords lock a user out for a while, and the count is on the user',
  { documented: 'help "Set Password Policies"; the order of checks is assumed' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { maxFailedLogins: 3, lockoutMs: 15 * 60_000 });
    for (let round = 0; round < 3; round += 1) {
      assert.deepEqual((await grant(org, { ...REP, password: 'no' })).body, FAILURE);
    }
    assert.deepEqual((await grant(org)).body, FAILURE, 'the right password does not help any more');
    const locked = await org.admin.query(
      `SELECT NumberOfFailedLogins FROM User WHERE Username = '${REP.username}'`,
    );
    assert.equal(locked.body.records[0].NumberOfFailedLogins, 3);
    const logins = await org.admin.query(
      'SELECT IsPasswordLocked FROM UserLogin WHERE IsPasswordLocked = true',
    );
    assert.equal(logins.body.totalSize, 1);
    assert.deepEqual(await statusesOf(org), [
      'Invalid Password',
      'Invalid Password',
      'Invalid Password',
      'Password Lockout',
    ]);
    await org.admin.control('POST', '/clock', { advanceMs: 16 * 60_000 });
    assert.equal((await grant(org)).status, 200);
    await org.admin.control('PATCH', `/users/${REP.username}`, { isLocked: true });
    await org.admin.control('POST', '/clock', { advanceMs: 16 * 60_000 });
    assert.deepEqual((await grant(org)).body, FAILURE, 'an administrator’s lock does not pass');
  },
  COVERS,
);

behaviour(
  'a profile’s login IP ranges hold for every way in, unless the app relaxes them',
  { documented: 'help "Set Login IP Ranges", "IP Relaxation"; the texts are recalled' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    await org.admin.control('PATCH', `/profiles/${encodeURIComponent('Standard User')}`, {
      ipRanges: ['203.0.113.1-203.0.113.99'],
    });
    const restricted = { error: 'invalid_grant', error_description: 'ip restricted' };
    assert.deepEqual((await grant(org)).body, restricted);
    assert.deepEqual((await refresh(org, refreshToken)).body, restricted);
    assert.match(await loginPage(org), /Please check your username and password/);
    const soap = await callSoap(
      org.baseUrl,
      `<urn:login><urn:username>${REP.username}</urn:username><urn:password>${REP.password}</urn:password></urn:login>`,
    );
    assert.equal(soapText(soap, 'exceptionCode'), 'LOGIN_DURING_RESTRICTED_DOMAIN');
    assert.equal((await grant(org, ADMIN)).status, 200, 'other profiles are free');
    await org.admin.control('POST', '/sign-in', { sourceIp: '203.0.113.50' });
    assert.equal((await grant(org)).status, 200);
    await org.admin.control('POST', '/sign-in', { sourceIp: null });
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { ipRelaxation: 'relax' });
    assert.equal((await grant(org)).status, 200);
    assert.ok((await statusesOf(org)).includes('Restricted IP'));
  },
  COVERS,
);

behaviour(
  'login hours are kept in the org’s time zone',
  { documented: 'help "Set Login Hours"; the text is recalled' },
  async () => {
    await using org = await openTestOrg({
      seed: {
        organization: { name: 'Hours', timeZone: 'Europe/Berlin' },
        users: [
          { ...ADMIN, lastName: 'Admin', profile: 'System Administrator' },
          { ...REP, lastName: 'Rep', profile: 'Standard User' },
        ],
        apps: [{ name: 'App', ...APP, callbackUrls: [APP.callbackUrl] }].map(
          ({ callbackUrl: _callbackUrl, ...app }) => app,
        ),
        loginPolicies: [{ profile: 'Standard User', loginHours: { monday: '08:00-18:00' } }],
      },
    });
    for (const [now, status] of [
      ['2030-01-07T06:59:00Z', 400],
      ['2030-01-07T07:00:00Z', 200],
      ['2030-01-07T16:59:00Z', 200],
      ['2030-01-07T17:00:00Z', 400],
      ['2030-01-08T10:00:00Z', 400],
    ] as const) {
      await org.admin.control('POST', '/clock', { now });
      const answer = await grant(org);
      assert.equal(answer.status, status, now);
      if (status === 400) {
        assert.equal(answer.body.error_description, 'ip restricted or invalid login hours');
      }
    }
  },
  COVERS,
);

behaviour(
  'one user logs in 3,600 times an hour and no more, refreshes included',
  { documented: 'facts 1.4, "Login rate"; that refreshes count is assumed' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { loginsPerHour: 3 });
    for (let round = 0; round < 3; round += 1) assert.equal((await grant(org)).status, 200);
    const answer = await grant(org);
    assert.deepEqual(
      [answer.status, answer.body],
      [400, { error: 'rate_limit_exceeded', error_description: 'login rate exceeded' }],
    );
    await org.admin.control('POST', '/clock', { advanceMs: 3_600_000 + 1000 });
    assert.equal((await grant(org)).status, 200);
    const settings = (await org.admin.control('GET', '/sign-in')).body;
    assert.equal(settings.loginsPerHour, 3);
  },
  COVERS,
);

behaviour(
  'a session locked to its address is refused from another',
  { documented: 'help "Modify Session Security Settings": lock sessions to the IP address' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/sign-in', { lockSessionsToIp: true, sourceIp: '198.51.100.7' });
    const client = new TestClient(org.baseUrl, (await grant(org)).body.access_token);
    assert.equal((await client.get('/sobjects')).status, 200);
    await org.admin.control('POST', '/sign-in', { sourceIp: '198.51.100.8' });
    assert.equal((await client.get('/sobjects')).status, 401);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'a user who may only use APIs is refused by the approval of every app',
  { documented: 'facts 1.3: API-only users cannot complete the web server flow' },
  async () => {
    const robot = { username: 'robot@test.example', password: 'Robot-123!' };
    await using org = await openTestOrg();
    await org.admin.control('POST', '/seed', {
      seed: {
        users: [{ ...robot, lastName: 'Robot', profile: 'Minimum Access - API Only Integrations' }],
      },
    });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    const page = await browser.submit({ username: robot.username, pw: robot.password });
    assert.match(page, /OAUTH_APPROVAL_ERROR_GENERIC/);
    assert.equal((await grant(org, robot)).status, 200);
  },
  { covers: 'oauth.api-only' },
);
