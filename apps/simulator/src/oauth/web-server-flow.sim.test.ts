import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { behaviour } from '../../testing/behaviour.ts';
import { Browser } from '../../testing/browser.ts';
import { authorizeUrl, CLIENT, codeFromPages } from '../../testing/sign-in.ts';
import {
  APP,
  callUrl,
  openTestOrg,
  REP,
  requestToken,
  TestClient,
  TEST_SEED,
} from '../../testing/test-org.ts';
import { challengeOf } from './codes.ts';

const ERRORS = { documented: 'help "OAuth authorization flow errors", facts 1.4' };

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
  { covers: ['oauth.authorize', 'oauth.session'] },
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
  { covers: 'oauth.authorize' },
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
  { covers: 'oauth.authorize' },
);

behaviour(
  'denying sends the person back with access_denied',
  ERRORS,
  async () => {
    await using org = await openTestOrg();
    const browser = new Browser();
    await browser.open(authorizeUrl(org.baseUrl));
    await browser.submit({ username: REP.username, pw: REP.password });
    await browser.submit({ decision: 'deny' });
    const back = new URL(browser.leftFor ?? 'http://nowhere');
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('code'), null);
    assert.equal(back.searchParams.get('state'), 'st/at=e');
  },
  { covers: 'oauth.authorize' },
);

behaviour(
  'an unknown app or another address gets an error page, never a redirect',
  ERRORS,
  async () => {
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
  },
  { covers: 'oauth.authorize' },
);

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
  { covers: 'oauth.pkce' },
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
  { covers: 'oauth.authorize' },
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
  { covers: 'oauth.authorize' },
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
  { covers: 'oauth.api-only' },
);
