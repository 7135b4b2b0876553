import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { behaviour } from '../../testing/behaviour.ts';
import { authorizeUrl, codeFromPages } from '../../testing/sign-in.ts';
import { APP, openTestOrg, REP, requestToken, TEST_SEED } from '../../testing/test-org.ts';

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
  { covers: 'oauth.jwt' },
);

behaviour(
  'a JWT for a user needs that user’s earlier approval, or an administrator’s',
  { documented: 'help "OAuth 2.0 JWT Bearer Flow"; facts 1.4, `user hasn’t approved this consumer`' },
  async () => {
    const certificate = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const [app] = TEST_SEED.apps;
    await using org = await openTestOrg({ seed: { ...TEST_SEED, apps: [{ ...app, certificate }] } });
    const grant = () =>
      requestToken(org.baseUrl, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf({
          iss: APP.consumerKey,
          sub: REP.username,
          aud: 'https://login.salesforce.com',
          exp: Math.floor(Date.now() / 1000) + 180,
        }),
      });
    assert.deepEqual((await grant()).body, {
      error: 'invalid_grant',
      error_description: "user hasn't approved this consumer",
    });
    await codeFromPages(org.baseUrl);
    assert.equal((await grant()).status, 200);
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { adminApproved: true });
    assert.equal((await grant()).body.error_description, 'user is not admin approved to access this app');
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { profiles: ['Standard User'] });
    assert.equal((await grant()).status, 200);
  },
  { covers: ['oauth.jwt', 'oauth.app-policy'] },
);

behaviour(
  'in a sandbox the audience is test.salesforce.com',
  { documented: 'facts 1.3: aud is the login host' },
  async () => {
    const seed = { ...JWT_SEED, organization: { ...JWT_SEED.organization, isSandbox: true } };
    await using org = await openTestOrg({ seed });
    const grant = (aud: string) =>
      requestToken(org.baseUrl, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: assertionOf({
          iss: 'jwt-app',
          sub: REP.username,
          aud,
          exp: Math.floor(Date.now() / 1000) + 180,
        }),
      });
    assert.equal((await grant('https://test.salesforce.com')).status, 200);
    assert.equal((await grant('https://login.salesforce.com')).body.error_description, 'audience is invalid');
  },
  { covers: 'oauth.jwt' },
);

behaviour(
  'an app’s settings are changed as in Setup: certificate, callback URLs, scopes',
  { simulator_only: 'the control plane stands for Setup > External Client App Manager' },
  async () => {
    const [app] = TEST_SEED.apps;
    await using org = await openTestOrg({ seed: { ...TEST_SEED, apps: [{ ...app, preAuthorized: true }] } });
    const grant = async () => {
      const assertion = assertionOf({
        iss: APP.consumerKey,
        sub: REP.username,
        aud: 'https://login.salesforce.com',
        exp: Math.floor(Date.now() / 1000) + 180,
      });
      return requestToken(org.baseUrl, {
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion,
      });
    };
    assert.equal((await grant()).body.error_description, 'invalid assertion');
    const certificate = KEYS.publicKey.export({ type: 'spki', format: 'pem' }).toString();
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { certificate, scopes: ['api'] });
    assert.equal((await grant()).body.scope, 'api');
    const callbackUrls = ['http://localhost:1/elsewhere'];
    await org.admin.control('PATCH', `/apps/${APP.consumerKey}`, { callbackUrls, certificate: null });
    assert.equal((await grant()).body.error_description, 'invalid assertion');
    const page = await fetch(authorizeUrl(org.baseUrl));
    assert.match(await page.text(), /redirect_uri_mismatch/);
  },
  { covers: 'oauth.jwt' },
);
