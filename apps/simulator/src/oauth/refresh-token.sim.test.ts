import assert from 'node:assert/strict';
import { behaviour } from '../../testing/behaviour.ts';
import { CLIENT, refreshTokenOf } from '../../testing/sign-in.ts';
import { APP, callUrl, openTestOrg, requestToken, TestClient, TEST_SEED } from '../../testing/test-org.ts';

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
  { covers: 'oauth.refresh' },
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
  { covers: 'oauth.refresh' },
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
  { covers: 'oauth.refresh' },
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
    assert.equal((await new TestClient(org.baseUrl, session).get('/sobjects')).status, 401);

    const other = (await refresh()).body.access_token;
    assert.equal((await revoke(refreshToken)).status, 200);
    assert.equal((await new TestClient(org.baseUrl, other).get('/sobjects')).status, 401);
    assert.equal((await refresh()).body.error, 'invalid_grant');
  },
  { covers: 'oauth.session' },
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
  { covers: 'oauth.approvals' },
);
