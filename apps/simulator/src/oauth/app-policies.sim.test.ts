import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { Browser } from '../../testing/browser.ts';
import { authorizeUrl, CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import { ADMIN, APP, openTestOrg, REP, requestToken, TestClient, TEST_SEED } from '../../testing/test-org.ts';
import type { TestOrg } from '../../testing/test-org.ts';

const APP_PATH = `/apps/${APP.consumerKey}`;
const COVERS = { covers: 'oauth.app-policy' } as const;

async function pageOf(org: TestOrg, user = REP): Promise<string> {
  const browser = new Browser();
  await browser.open(authorizeUrl(org.baseUrl));
  const page = await browser.submit({ username: user.username, pw: user.password });
  assert.equal(browser.leftFor, undefined, 'nobody is sent back to the app');
  return page;
}

const passwordGrant = (org: TestOrg, user = REP) =>
  requestToken(org.baseUrl, { grant_type: 'password', ...CLIENT, ...user });

behaviour(
  'an app that was never installed is for those who may approve such apps; who did before goes on',
  { documented: 'facts 10, "Sept 2025"; MoveData docs for error and description' },
  async () => {
    await using org = await openTestOrg();
    const before = await refreshTokenOf(org.baseUrl);
    const [app] = TEST_SEED.apps;
    await org.admin.control('POST', '/seed', {
      seed: { apps: [{ ...app, consumerKey: 'new.app', installed: false }] },
    });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl, { client_id: 'new.app' }));
    const page = await browser.submit({ username: REP.username, pw: REP.password });
    assert.match(
      page,
      /OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred during authentication/,
    );
    assert.match(page, /error=invalid_client&amp;error_description=app%20must%20be%20installed%20into%20org/);
    const refused = await requestToken(org.baseUrl, {
      grant_type: 'password',
      client_id: 'new.app',
      client_secret: APP.consumerSecret,
      ...REP,
    });
    assert.deepEqual(refused.body, {
      error: 'invalid_client',
      error_description: 'app must be installed into org',
    });
    const refresh = { grant_type: 'refresh_token', refresh_token: before, ...CLIENT };
    assert.equal((await requestToken(org.baseUrl, refresh)).status, 200);

    const sets = [{ name: 'Approves', system: ['ApproveUninstalledConnectedApps', 'ApiEnabled'] }];
    const pioneer = { username: 'pioneer@test.example', password: 'Pioneer-12!' };
    await org.admin.control('POST', '/seed', {
      seed: {
        permissionSets: sets,
        users: [{ ...pioneer, lastName: 'P', profile: 'Standard User', permissionSets: ['Approves'] }],
      },
    });
    const allowed = new Browser();
    await allowed.open(authorizeUrl(org.baseUrl, { client_id: 'new.app' }));
    assert.match(
      await allowed.submit({ username: pioneer.username, pw: pioneer.password }),
      /Allow access\?/,
    );
  },
  COVERS,
);

behaviour(
  'uninstalling an app ends its tokens',
  { documented: 'facts 1.4, `expired access/refresh token`' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    await org.admin.control('PATCH', APP_PATH, { installed: false });
    const answer = await requestToken(org.baseUrl, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      ...CLIENT,
    });
    assert.equal(answer.body.error_description, 'expired access/refresh token');
    assert.equal((await org.admin.get('/sobjects')).status, 401);
  },
  COVERS,
);

behaviour(
  'a blocked app gets nobody in',
  { assumed: 'OAUTH_APP_BLOCKED as vendors’ help pages name it; its description is recalled' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', APP_PATH, { blocked: true });
    assert.match(await pageOf(org), /OAUTH_APP_BLOCKED : this app is blocked by admin/);
    assert.equal((await passwordGrant(org)).body.error, 'OAUTH_APP_BLOCKED');
  },
  COVERS,
);

behaviour(
  'an app for admin-approved users admits by profile and permission set, and asks them nothing',
  { documented: 'help "Manage OAuth Access Policies"; facts 1.4 and 7.3 (SetupEntityAccess)' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', APP_PATH, { adminApproved: true, profiles: ['System Administrator'] });
    const refused = {
      error: 'invalid_app_access',
      error_description: 'user is not admin approved to access this app',
    };
    assert.deepEqual((await passwordGrant(org)).body, refused);
    assert.match(await pageOf(org), /OAUTH_APPROVAL_ERROR_GENERIC/);
    assert.equal((await passwordGrant(org, ADMIN)).status, 200);
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    await browser.submit({ username: ADMIN.username, pw: ADMIN.password });
    assert.match(browser.leftFor ?? '', /code=/);

    const rows = await org.admin.query(
      "SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly FROM ConnectedApplication WHERE Name = 'Test App'",
    );
    const [app] = rows.body.records;
    assert.equal(app.OptionsAllowAdminApprovedUsersOnly, true);
    const set = await org.admin.post('/sobjects/PermissionSet', { Name: 'App_Users', Label: 'App Users' });
    const access = await org.admin.post('/sobjects/SetupEntityAccess', {
      ParentId: set.body.id,
      SetupEntityId: app.Id,
    });
    assert.equal(access.status, 201, JSON.stringify(access.body));
    const rep = await org.admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
    await org.admin.post('/sobjects/PermissionSetAssignment', {
      AssigneeId: rep.body.records[0].Id,
      PermissionSetId: set.body.id,
    });
    assert.equal((await passwordGrant(org)).status, 200);
  },
  COVERS,
);

behaviour(
  'scopes the app lacks are noticed after the login, and told on the page only',
  { documented: 'facts 1.2: asking for a scope the app lacks surfaces as OAUTH_APPROVAL_ERROR_GENERIC' },
  async () => {
    await using org = await openTestOrg();
    const browser = new Browser();
    assert.match(await browser.open(authorizeUrl(org.baseUrl, { scope: 'api cdp_query_api' })), /Log in/);
    const page = await browser.submit({ username: REP.username, pw: REP.password });
    assert.match(page, /OAUTH_APPROVAL_ERROR_GENERIC/);
    assert.equal(browser.leftFor, undefined);
  },
  COVERS,
);

behaviour(
  'flows that are switched off, and a missing run-as user, are refused',
  { documented: 'facts 1.4' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', APP_PATH, { disabledFlows: ['password'], runAsUsername: null });
    assert.deepEqual((await passwordGrant(org)).body, {
      error: 'unsupported_grant_type',
      error_description: 'grant type not supported',
    });
    const credentials = { grant_type: 'client_credentials', ...CLIENT };
    assert.deepEqual((await requestToken(org.baseUrl, credentials)).body, {
      error: 'invalid_grant',
      error_description: 'no client credentials user enabled',
    });
    await org.admin.control('PATCH', APP_PATH, { disabledFlows: [] });
    await org.admin.control('POST', '/sign-in', { passwordFlow: false });
    assert.equal((await passwordGrant(org)).body.error, 'invalid_grant');
  },
  { covers: ['oauth.app-policy', 'oauth.client-credentials'] },
);

behaviour(
  'PKCE and secrets can be required, app by app',
  { documented: 'facts 1.2, [ISVSEC]' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', APP_PATH, { requirePkce: true });
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    assert.equal(new URL(browser.leftFor ?? 'http://x').searchParams.get('error'), 'invalid_request');
    await org.admin.control('PATCH', APP_PATH, { requirePkce: false });
    const refresh = async () =>
      requestToken(org.baseUrl, {
        grant_type: 'refresh_token',
        refresh_token: await refreshTokenOf(org.baseUrl),
        client_id: APP.consumerKey,
      });
    assert.equal((await refresh()).body.error, 'invalid_client');
    await org.admin.control('PATCH', APP_PATH, { requireSecretForRefreshToken: false });
    assert.equal((await refresh()).status, 200);
  },
  { covers: ['oauth.pkce', 'oauth.app-policy'] },
);

behaviour(
  'a refresh token ends after the time its app sets, counted from its issue; at once if the app says so',
  { documented: 'help "Manage OAuth Access Policies", Refresh Token Policy' },
  async () => {
    await using org = await openTestOrg();
    const day = 24 * 3_600_000;
    await org.admin.control('PATCH', APP_PATH, { refreshTokenLifetimeMs: 10 * day });
    const token = await refreshTokenOf(org.baseUrl);
    const refresh = (refreshToken: string) =>
      requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
    await org.admin.control('POST', '/clock', { advanceMs: 9 * day });
    assert.equal((await refresh(token)).status, 200);
    await org.admin.control('POST', '/clock', { advanceMs: 2 * day });
    assert.equal((await refresh(token)).body.error_description, 'expired access/refresh token');
    await org.admin.control('PATCH', APP_PATH, { refreshTokenLifetimeMs: 0 });
    assert.equal((await refresh(await refreshTokenOf(org.baseUrl))).status, 400);
  },
  { covers: 'oauth.refresh' },
);

behaviour(
  'an app can have a session timeout of its own',
  { documented: 'help "Manage Session Policies for a Connected App"' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', APP_PATH, { sessionTimeoutMs: 15 * 60_000 });
    const client = new TestClient(org.baseUrl, (await passwordGrant(org)).body.access_token);
    await org.admin.control('POST', '/clock', { advanceMs: 14 * 60_000 });
    assert.equal((await client.get('/sobjects')).status, 200);
    await org.admin.control('POST', '/clock', { advanceMs: 16 * 60_000 });
    assert.equal((await client.get('/sobjects')).status, 401);
    assert.equal((await org.admin.get('/sobjects')).status, 200, 'the older session has the org’s two hours');
  },
  { covers: 'oauth.session' },
);

behaviour(
  'a token without the api scope tells who somebody is and calls no API',
  { verified: 'message as jsforce handles it, facts 1.4' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('POST', '/seed', {
      seed: {
        apps: [
          {
            name: 'Badge',
            consumerKey: 'badge',
            consumerSecret: 's',
            scopes: ['id', 'openid'],
            runAs: ADMIN.username,
          },
        ],
      },
    });
    const { body } = await requestToken(org.baseUrl, {
      grant_type: 'client_credentials',
      client_id: 'badge',
      client_secret: 's',
    });
    const client = new TestClient(org.baseUrl, body.access_token);
    assert.equal((await client.get('/services/oauth2/userinfo')).status, 200);
    const refused = await client.get('/sobjects');
    assert.deepEqual(
      [refused.status, refused.body],
      [
        401,
        [{ message: 'This session is not valid for use with the REST API', errorCode: 'INVALID_SESSION_ID' }],
      ],
    );
  },
  { covers: ['oauth.session', 'oauth.app-policy'] },
);
