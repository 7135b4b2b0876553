import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import type { webcrypto } from 'node:crypto';
import { promisify } from 'node:util';
import { behaviour } from '../../testing/behaviour.ts';
import { callHost } from '../../testing/call-host.ts';
import { CLIENT, codeFromPages } from '../../testing/sign-in.ts';
import { ADMIN, APP, openTestOrg, REP, requestToken, TestClient, TEST_SEED } from '../../testing/test-org.ts';

const COVERS = { covers: 'oauth.hosts' } as const;
const TOKEN = '/services/oauth2/token';
const PASSWORD = { grant_type: 'password', ...CLIENT, ...ADMIN };
const SEED = { ...TEST_SEED, organization: { ...TEST_SEED.organization, myDomain: 'acme' } };
const SANDBOX = {
  ...SEED,
  organization: { ...SEED.organization, myDomain: 'acme--dev', isSandbox: true },
};

behaviour(
  'a login host hands out the My Domain address to call, and an identity on the login host',
  { documented: 'facts 1.1, 1.3' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    for (const [login, instance] of [
      ['login.salesforce.com', 'http://acme.my.salesforce.com'],
      ['acme.my.salesforce.com', 'http://acme.my.salesforce.com'],
      ['login.localhost:4010', 'http://acme.my.localhost:4010'],
    ] as const) {
      const { status, body } = await callHost(org.baseUrl, login, TOKEN, { form: PASSWORD });
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.instance_url, instance);
      assert.match(body.id, /^http:\/\/login\.(salesforce\.com|localhost:4010)\/id\/00D\w{15}\/005\w{15}$/);
      const headers = { Authorization: `Bearer ${body.access_token}` };
      const host = new URL(instance).host;
      assert.equal(
        (await callHost(org.baseUrl, host, '/services/data/v60.0/sobjects', { headers })).status,
        200,
      );
      const identity = await callHost(org.baseUrl, new URL(body.id).host, new URL(body.id).pathname, {
        headers,
      });
      assert.equal(identity.body.urls.custom_domain, instance);
      assert.equal(identity.body.id, body.id);
    }
  },
  COVERS,
);

behaviour(
  'client credentials are for My Domain: a login host refuses them',
  { documented: 'facts 1.1 and 1.4 (Estuary’s connector); the wording is recalled' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const form = { grant_type: 'client_credentials', ...CLIENT };
    for (const host of ['login.salesforce.com', 'test.salesforce.com', 'login.localhost']) {
      const answer = await callHost(org.baseUrl, host, TOKEN, { form });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.body, {
        error: 'invalid_grant',
        error_description: 'request not supported on this domain',
      });
    }
    assert.equal((await callHost(org.baseUrl, 'acme.my.salesforce.com', TOKEN, { form })).status, 200);
    assert.equal((await requestToken(org.baseUrl, form)).status, 200);
  },
  { covers: ['oauth.hosts', 'oauth.client-credentials'] },
);

behaviour(
  'production users do not exist on test.salesforce.com, nor a sandbox’s users on login.salesforce.com',
  { documented: 'facts 1.1' },
  async () => {
    for (const [seed, good, bad, domain] of [
      [SEED, 'login.salesforce.com', 'test.salesforce.com', 'acme.my.salesforce.com'],
      [SANDBOX, 'test.salesforce.com', 'login.salesforce.com', 'acme--dev.sandbox.my.salesforce.com'],
    ] as const) {
      await using org = await openTestOrg({ seed });
      const refused = await callHost(org.baseUrl, bad, TOKEN, { form: PASSWORD });
      assert.deepEqual(refused.body, { error: 'invalid_grant', error_description: 'authentication failure' });
      const page = await callHost(org.baseUrl, bad, '/login', {
        form: { username: ADMIN.username, pw: ADMIN.password },
      });
      assert.match(page.body, /Please check your username and password/);
      const granted = await callHost(org.baseUrl, good, TOKEN, { form: PASSWORD });
      assert.equal(granted.body.instance_url, `http://${domain}`);
      assert.equal(new URL(granted.body.id).host, good);
      assert.equal((await callHost(org.baseUrl, domain, TOKEN, { form: PASSWORD })).status, 200);
    }
  },
  COVERS,
);

behaviour(
  'data calls to a login host are told to go to the instance; another company’s My Domain knows nothing',
  { assumed: 'URL_NOT_RESET is in the list of exception codes; status and the 404 page are recalled' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    const headers = { Authorization: `Bearer ${org.admin.token}` };
    const path = '/services/data/v60.0/sobjects';
    const answer = await callHost(org.baseUrl, 'login.salesforce.com', path, { headers });
    assert.equal(answer.body[0].errorCode, 'URL_NOT_RESET');
    const other = await callHost(org.baseUrl, 'globex.my.salesforce.com', TOKEN, { form: PASSWORD });
    assert.equal(other.status, 404);
  },
  COVERS,
);

behaviour(
  'with strict hosts the bare address is nobody’s; without, it is every host at once',
  { simulator_only: 'strictHosts' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    assert.equal((await requestToken(org.baseUrl, PASSWORD)).body.instance_url, org.baseUrl);
    await org.admin.control('POST', '/sign-in', { strictHosts: true });
    assert.equal((await requestToken(org.baseUrl, PASSWORD)).status, 404);
    assert.equal((await org.admin.get('/sobjects')).status, 404);
    const port = new URL(org.baseUrl).port;
    const granted = await callHost(org.baseUrl, `test.localhost:${port}`, TOKEN, { form: PASSWORD });
    assert.equal(granted.status, 400);
    const good = await callHost(org.baseUrl, `login.localhost:${port}`, TOKEN, { form: PASSWORD });
    assert.equal(good.body.instance_url, `http://acme.my.localhost:${port}`);
  },
  COVERS,
);

behaviour(
  'token answers come as JSON, XML or urlencoded, by parameter or by Accept, errors too',
  { documented: 'help "OAuth 2.0 Refresh Token Flow", parameter format' },
  async () => {
    await using org = await openTestOrg();
    const xml = await requestToken(org.baseUrl, { ...PASSWORD, format: 'xml' });
    assert.match(xml.headers.get('content-type') ?? '', /application\/xml/);
    assert.match(xml.body, /<OAuth>.*<access_token>00D[^<]+<\/access_token>.*<\/OAuth>/);
    const form = await requestToken(org.baseUrl, PASSWORD, { Accept: 'application/x-www-form-urlencoded' });
    assert.equal(new URLSearchParams(form.body).get('token_type'), 'Bearer');
    const wrong = await requestToken(org.baseUrl, { ...PASSWORD, password: 'no', format: 'xml' });
    assert.equal(wrong.status, 400);
    assert.match(wrong.body, /<error>invalid_grant<\/error>/);
    assert.equal((await requestToken(org.baseUrl, PASSWORD, { Accept: '*/*' })).body.token_type, 'Bearer');
  },
  { covers: 'oauth.session' },
);

behaviour(
  'the OpenID documents name this host, and its keys verify the id token',
  { documented: 'OpenID Connect Discovery; facts 1.1' },
  async () => {
    await using org = await openTestOrg();
    const code = await codeFromPages(org.baseUrl, { nonce: 'n1' });
    const tokens = await requestToken(org.baseUrl, {
      grant_type: 'authorization_code',
      code,
      redirect_uri: APP.callbackUrl,
      ...CLIENT,
    });
    const client = new TestClient(org.baseUrl, tokens.body.access_token);
    const configuration = (await fetch(`${org.baseUrl}/.well-known/openid-configuration`).then((answer) =>
      answer.json(),
    )) as Record<string, string>;
    const { keys } = (await fetch(configuration['jwks_uri'] ?? '').then((answer) => answer.json())) as {
      keys: webcrypto.JsonWebKey[];
    };
    const [head = '', claims = '', signature = ''] = String(tokens.body.id_token).split('.');
    const key = await crypto.subtle.importKey(
      'jwk',
      keys[0] ?? {},
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
      false,
      ['verify'],
    );
    const good = await crypto.subtle.verify(
      'RSASSA-PKCS1-v1_5',
      key,
      Buffer.from(signature, 'base64url'),
      Buffer.from(`${head}.${claims}`),
    );
    assert.ok(good);
    const read = JSON.parse(Buffer.from(claims, 'base64url').toString());
    assert.equal(read.iss, configuration['issuer']);
    assert.equal(read.nonce, 'n1');
    assert.equal((await client.get('/services/oauth2/userinfo')).body.preferred_username, REP.username);
  },
  { covers: 'oauth.session' },
);

behaviour(
  'an unmodified Node client logs in at login.localhost and works at the My Domain it is told',
  { simulator_only: 'local names of the hosts' },
  async () => {
    await using org = await openTestOrg({ seed: SEED });
    await org.admin.control('POST', '/sign-in', { strictHosts: true });
    const { port } = new URL(org.baseUrl);
    const form = new URLSearchParams(PASSWORD).toString();
    const client = `
      const login = await fetch('http://login.localhost:${port}/services/oauth2/token', {
        method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '${form}' });
      const { access_token, instance_url } = await login.json();
      const answer = await fetch(instance_url + '/services/data/v60.0/sobjects', {
        headers: { Authorization: 'Bearer ' + access_token } });
      console.log(instance_url, answer.status);`;
    const preload = new URL('../resolve-local-hosts.ts', import.meta.url).href;
    const { stdout } = await promisify(execFile)(process.execPath, [
      '--import',
      preload,
      '--input-type=module',
      '--eval',
      client,
    ]);
    assert.equal(stdout.trim(), `http://acme.my.localhost:${port} 200`);
  },
  COVERS,
);
