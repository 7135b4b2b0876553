import assert from 'node:assert/strict';
import { createPublicKey, verify, X509Certificate } from 'node:crypto';
import { after, test } from 'node:test';
import { isSyncError } from '@sync-user/contract';
import { type ScriptedOrg, startScriptedOrg } from '../../testing/scripted-org.ts';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import { createCertificate } from './create-certificate.ts';
import { fetchJwtToken } from './fetch-jwt-token.ts';

const dispatcher = createSalesforceAgent();
after(() => dispatcher.destroy());
const pair = await createCertificate('Sync User', Date.now());

const logIn = (org: ScriptedOrg) =>
  fetchJwtToken({
    loginUrl: org.url,
    clientId: '3MVG9.jwt',
    privateKey: pair.privateKey,
    username: 'robot@acme.example',
    extraHosts: ['127.0.0.1'],
    dispatcher,
    signal: new AbortController().signal,
  });

const refusal = (description: string) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: description },
});

const granted = (org: ScriptedOrg) => ({
  body: {
    access_token: '00D5f000000abcd!AQ8AQ.token',
    instance_url: org.url,
    id: 'https://login.salesforce.com/id/00D5f000000abcdEAA/0055f000001xyzAAAQ',
    token_type: 'Bearer',
    issued_at: '1763754000123',
  },
});

/** The parts of the assertions that were sent, signatures checked. */
function claimsOf(org: ScriptedOrg): Record<string, unknown>[] {
  return org.requests.map(({ body }) => {
    const form = new URLSearchParams(body);
    assert.equal(form.get('grant_type'), 'urn:ietf:params:oauth:grant-type:jwt-bearer');
    assert.deepEqual([...form.keys()].sort(), ['assertion', 'grant_type'], 'no key, no secret beside it');
    const [head = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url').toString()), { alg: 'RS256', typ: 'JWT' });
    const key = createPublicKey(
      new X509Certificate(pair.certificate).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')));
    return JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
  });
}

test('the assertion names app, user and audience, and lives for two minutes', async () => {
  await using org = await startScriptedOrg();
  org.play(granted(org));
  const { userId, refreshToken } = await logIn(org);
  assert.deepEqual([userId, refreshToken], ['0055f000001xyzAAAQ', undefined]);
  const [claims] = claimsOf(org);
  assert.equal(claims?.['iss'], '3MVG9.jwt');
  assert.equal(claims['sub'], 'robot@acme.example');
  assert.equal(claims['aud'], 'https://login.salesforce.com');
  const lifetime = Number(claims['exp']) - Date.now() / 1000;
  assert.ok(lifetime > 60 && lifetime <= 120, `${lifetime} s`);
});

test('another audience is tried when it was the audience, and each assertion is a new one', async () => {
  await using org = await startScriptedOrg();
  org.play(refusal('audience is invalid'), refusal('Audience validation failed'), granted(org));
  await logIn(org);
  const claims = claimsOf(org);
  assert.deepEqual(
    claims.map(({ aud }) => aud),
    ['https://login.salesforce.com', org.url, 'https://test.salesforce.com'],
  );
  assert.equal(new Set(claims.map(({ jti }) => jti)).size, 3);
});

test('it ends when no audience is taken, and at once when it was something else', async () => {
  await using org = await startScriptedOrg();
  org.play(refusal('audience is invalid'), refusal('audience is invalid'), refusal('audience is invalid'));
  await assert.rejects(logIn(org), (error) => isSyncError(error, 'SF_JWT_REFUSED'));
  assert.equal(org.requests.length, 3);
  org.play(refusal("user hasn't approved this consumer"));
  await assert.rejects(logIn(org), (error) => isSyncError(error, 'SF_JWT_REFUSED'));
  assert.equal(org.requests.length, 4);
  org.play({ status: 503, body: '<html>maintenance</html>' });
  await assert.rejects(logIn(org), (error) => isSyncError(error, 'SF_UNAVAILABLE'));
  assert.equal(org.requests.length, 5);
});
