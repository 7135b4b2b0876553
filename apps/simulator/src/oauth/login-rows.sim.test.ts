import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import { APP, callUrl, openTestOrg, REP, requestToken, signIn, TestClient } from '../../testing/test-org.ts';

const COVERS = { covers: 'oauth.history' } as const;

behaviour(
  'every login leaves a row in LoginHistory: way in, app, address, outcome',
  { documented: 'Object Reference, LoginHistory' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    await requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
    await requestToken(org.baseUrl, { grant_type: 'client_credentials', ...CLIENT });
    const { records } = (
      await org.admin.query(
        'SELECT UserId, LoginType, LoginSubType, Application, SourceIp, Status, LoginUrl, LoginTime FROM LoginHistory ORDER BY LoginTime, Id',
      )
    ).body;
    assert.deepEqual(
      records.map((row: Record<string, string>) => [
        row['LoginType'],
        row['LoginSubType'],
        row['Application'],
      ]),
      [
        ['Remote Access 2.0', 'OauthUsernamePassword', 'Test App'],
        ['Application', null, 'Browser'],
        ['Remote Access 2.0', null, 'Test App'],
        ['Remote Access 2.0', 'OauthRefreshToken', 'Test App'],
        ['Remote Access 2.0', 'OauthClientCredential', 'Test App'],
      ],
    );
    for (const row of records) {
      assert.deepEqual([row.SourceIp, row.Status, row.LoginUrl], ['127.0.0.1', 'Success', '127.0.0.1']);
      assert.match(row.UserId, /^005/);
    }
    const refused = await org.admin.post('/sobjects/LoginHistory', { Status: 'x' });
    assert.ok(refused.status >= 400);
  },
  COVERS,
);

behaviour(
  'refresh tokens are listed as OauthToken, with their use; DeleteToken revokes them',
  { documented: 'Object Reference, OauthToken' },
  async () => {
    await using org = await openTestOrg();
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const refresh = () =>
      requestToken(org.baseUrl, { grant_type: 'refresh_token', refresh_token: refreshToken, ...CLIENT });
    await refresh();
    await refresh();
    const list = async () =>
      (
        await org.admin.query(
          'SELECT Id, AppName, User.Username, UseCount, LastUsedDate, DeleteToken FROM OauthToken',
        )
      ).body.records;
    const [row, ...others] = await list();
    assert.equal(others.length, 0);
    assert.deepEqual([row.AppName, row.User.Username, row.UseCount], ['Test App', REP.username, 2]);
    assert.match(row.Id, /^0CQ\w{15}$/);
    const url = `${org.baseUrl}/services/oauth2/revoke?token=${encodeURIComponent(row.DeleteToken)}`;
    assert.equal((await callUrl('GET', url, undefined, {})).status, 200);
    assert.deepEqual(await list(), []);
    assert.equal((await refresh()).body.error, 'invalid_grant');
  },
  COVERS,
);

behaviour(
  'sessions are listed as AuthSession, and deleting the row ends the session',
  { documented: 'Object Reference, AuthSession' },
  async () => {
    await using org = await openTestOrg();
    const client = await signIn(org.baseUrl, REP);
    const rep = await org.admin.query(`SELECT Id FROM User WHERE Username = '${REP.username}'`);
    const sessions = await org.admin.query(
      `SELECT Id, SourceIp, LoginType, NumSecondsValid, LoginHistoryId FROM AuthSession WHERE UsersId = '${rep.body.records[0].Id}'`,
    );
    assert.equal(sessions.body.totalSize, 1);
    const [session] = sessions.body.records;
    assert.deepEqual(
      [session.SourceIp, session.LoginType, session.NumSecondsValid],
      ['127.0.0.1', 'Remote Access 2.0', 7200],
    );
    assert.match(session.LoginHistoryId, /^0Ya/);
    assert.equal((await client.get('/sobjects')).status, 200);
    assert.equal((await org.admin.call('DELETE', `/sobjects/AuthSession/${session.Id}`)).status, 204);
    assert.equal((await client.get('/sobjects')).status, 401);
  },
  COVERS,
);

behaviour(
  'introspection tells about refresh tokens too, and an app learns nothing of another’s',
  { documented: 'RFC 7662; facts 1.5' },
  async () => {
    await using org = await openTestOrg();
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { refreshTokenIdleMs: 86_400_000 });
    await org.admin.control('POST', '/seed', {
      seed: { apps: [{ name: 'Other', consumerKey: 'other.app', consumerSecret: 's' }] },
    });
    const refreshToken = await refreshTokenOf(org.baseUrl);
    const introspect = async (token: string, client: Record<string, string> = CLIENT) =>
      (
        await callUrl(
          'POST',
          `${org.baseUrl}/services/oauth2/introspect`,
          new URLSearchParams({ token, ...client }).toString(),
          { 'Content-Type': 'application/x-www-form-urlencoded' },
        )
      ).body;
    const live = await introspect(refreshToken);
    assert.deepEqual([live.active, live.token_type, live.username], [true, 'refresh_token', REP.username]);
    assert.equal(live.exp - live.iat, 86_400);
    assert.equal((await introspect(org.admin.token)).token_type, 'access_token');
    const other = { client_id: 'other.app', client_secret: 's' };
    assert.deepEqual(await introspect(refreshToken, other), { active: false });
    await org.admin.control('POST', '/clock', { advanceMs: 86_400_000 + 1000 });
    assert.deepEqual(await introspect(refreshToken), { active: false });
    assert.deepEqual(await introspect(org.admin.token), { active: false });
  },
  { covers: 'oauth.session' },
);

behaviour(
  'userinfo and identity carry every key that clients read',
  { documented: 'facts 1.5' },
  async () => {
    await using org = await openTestOrg();
    const client = await signIn(org.baseUrl, REP);
    const info = (await client.get('/services/oauth2/userinfo')).body;
    const wantedInfo =
      'sub user_id organization_id preferred_username nickname name email email_verified given_name family_name zoneinfo photos profile picture is_salesforce_integration_user urls active user_type language locale utcOffset updated_at';
    assert.deepEqual(
      wantedInfo.split(' ').filter((key) => !(key in info)),
      [],
    );
    const headers = { Authorization: `OAuth ${client.token}` };
    const identity = (await callUrl('GET', info.sub, undefined, headers)).body;
    const wanted =
      'id asserted_user user_id organization_id username nick_name display_name email email_verified first_name last_name timezone photos addr_street addr_city addr_state addr_country addr_zip mobile_phone mobile_phone_verified is_lightning_login_user status urls active user_type language locale utcOffset last_modified_date is_app_installed';
    assert.deepEqual(
      wanted.split(' ').filter((key) => !(key in identity)),
      [],
    );
    const urls =
      'enterprise metadata partner rest sobjects search query recent tooling_soap tooling_rest profile feeds groups users feed_items feed_elements custom_domain';
    assert.deepEqual(Object.keys(identity.urls).sort(), urls.split(' ').sort());
    const xml = await callUrl('GET', `${info.sub}?format=xml`, undefined, headers);
    assert.match(xml.body, /<username>rep@test\.example<\/username>/);
    const wrongOrg = String(info.sub).replace(org.simulator.org.organizationId, '00D000000000001EAA');
    assert.deepEqual(
      [
        (await callUrl('GET', wrongOrg, undefined, headers)).body,
        (await callUrl('GET', info.sub, undefined, {})).body,
      ],
      ['Wrong_Org', 'Missing_OAuth_Token'],
    );
    const byQuery = await callUrl(
      'GET',
      `${info.sub}?oauth_token=${encodeURIComponent(client.token)}`,
      undefined,
      {},
    );
    assert.equal(byQuery.status, 200);
    assert.equal((await new TestClient(org.baseUrl, 'x').get('/services/oauth2/userinfo')).status, 403);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'people see their own logins, tokens and sessions; who manages users sees everybody’s',
  { documented: 'Object Reference, "Special Access Rules" of LoginHistory, OauthToken and AuthSession' },
  async () => {
    await using org = await openTestOrg();
    await refreshTokenOf(org.baseUrl);
    const rep = await signIn(org.baseUrl, REP);
    for (const [object, field] of [
      ['LoginHistory', 'UserId'],
      ['AuthSession', 'UsersId'],
    ] as const) {
      const owners = async (client: TestClient) =>
        new Set(
          (await client.query(`SELECT ${field} FROM ${object}`)).body.records.map(
            (row: Record<string, string>) => row[field],
          ),
        ).size;
      assert.equal(await owners(rep), 1);
      assert.equal(await owners(org.admin), 2);
    }
    assert.equal((await rep.query('SELECT Id FROM OauthToken')).body.totalSize, 1);
  },
  COVERS,
);

behaviour(
  'External Client Apps are rows of their own, not connected apps',
  { documented: 'Metadata API Developer Guide, ExternalClientApplication' },
  async () => {
    await using org = await openTestOrg();
    const count = async (soql: string) => (await org.admin.query(soql)).body.totalSize;
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { external: true, adminApproved: true });
    assert.equal(await count("SELECT Id FROM ConnectedApplication WHERE Name = 'Test App'"), 0);
    assert.equal(await count("SELECT Id FROM ExternalClientApplication WHERE MasterLabel = 'Test App'"), 1);
    const policy = "PermittedUsersPolicyType = 'AdminApprovedPreAuthorized'";
    assert.equal(await count(`SELECT Id FROM ExtlClntAppOauthPlcyCnfg WHERE ${policy}`), 1);
  },
  COVERS,
);

behaviour(
  'ConnectedApplication tells an app’s policies, of installed apps only',
  { documented: 'Object Reference, ConnectedApplication' },
  async () => {
    await using org = await openTestOrg();
    const read = async () => {
      const { body } = await org.admin.query(
        `SELECT OptionsHasSessionLevelPolicy, OptionsRefreshTokenValidityMetric, RefreshTokenValidityPeriod FROM ConnectedApplication WHERE Name = 'Test App'`,
      );
      return body.records.map((row: Record<string, unknown>) => Object.values(row).slice(1));
    };
    const change = (policies: Record<string, unknown>) =>
      org.admin.control('PATCH', `/apps/${APP.consumerKey}`, policies);
    assert.deepEqual(await read(), [[false, false, null]]);
    await change({ highAssurance: true, refreshTokenIdleMs: 2 * 86_400_000 });
    assert.deepEqual(await read(), [[true, true, 2]]);
    await change({ refreshTokenIdleMs: null, refreshTokenLifetimeMs: 3 * 86_400_000 });
    assert.deepEqual(await read(), [[true, false, 3]]);
    await org.admin.control('POST', '/seed', {
      seed: {
        apps: [{ name: 'Uninstalled', consumerKey: 'not.installed', consumerSecret: 's', installed: false }],
      },
    });
    const { body } = await org.admin.query("SELECT Id FROM ConnectedApplication WHERE Name = 'Uninstalled'");
    assert.equal(body.totalSize, 0);
  },
  COVERS,
);
