import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { behaviour } from '../../testing/behaviour.ts';
import { openTestOrg, REP, requestToken, TEST_SEED } from '../../testing/test-org.ts';

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
