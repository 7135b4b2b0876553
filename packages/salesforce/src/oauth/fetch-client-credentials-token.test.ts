import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { type ErrorCode, isSyncError } from '@sync-user/contract';
import { type ScriptedAnswer, type ScriptedOrg, startScriptedOrg } from '../../testing/scripted-org.ts';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import { type ClientCredentials, fetchClientCredentialsToken } from './fetch-client-credentials-token.ts';

const dispatcher = createSalesforceAgent();
after(() => dispatcher.destroy());

const ID = 'https://login.salesforce.com/id/00D5f000000abcdEAA/0055f000001xyzAAAQ';

function credentialsFor(loginUrl: string, overrides: Partial<ClientCredentials> = {}): ClientCredentials {
  return {
    loginUrl,
    clientId: '3MVG9.key',
    clientSecret: 's3cr&t=%',
    extraHosts: ['127.0.0.1', 'localhost'],
    dispatcher,
    signal: new AbortController().signal,
    ...overrides,
  };
}

function tokenAnswer(instanceUrl: string): Record<string, string> {
  return {
    access_token: '00D5f000000abcd!AQ8AQ.token',
    signature: 'c2ln',
    scope: 'api id',
    instance_url: instanceUrl,
    id: ID,
    token_type: 'Bearer',
    issued_at: '1763754000123',
  };
}

async function refusedWith(code: ErrorCode, org: ScriptedOrg, answer: ScriptedAnswer): Promise<Error> {
  org.play(answer);
  let refusal: unknown;
  await fetchClientCredentialsToken(credentialsFor(org.url)).catch((error: unknown) => {
    refusal = error;
  });
  assert.ok(isSyncError(refusal, code), String(refusal));
  return refusal;
}

test('a login sends key and secret in the form and reads whose token it got', async () => {
  await using org = await startScriptedOrg();
  org.play({ body: tokenAnswer(`${org.url}/`) });

  const granted = await fetchClientCredentialsToken(credentialsFor(`${org.url}/`));

  assert.deepEqual(granted, {
    token: '00D5f000000abcd!AQ8AQ.token',
    instanceUrl: org.url,
    organizationId: '00D5f000000abcdEAA',
    userId: '0055f000001xyzAAAQ',
    issuedAt: '2025-11-21T19:40:00.123Z',
    scope: 'api id',
    refreshToken: undefined,
  });
  const [request] = org.requests;
  assert.equal(request?.path, '/services/oauth2/token');
  assert.deepEqual(Object.fromEntries(new URLSearchParams(request?.body)), {
    grant_type: 'client_credentials',
    client_id: '3MVG9.key',
    client_secret: 's3cr&t=%',
  });
});

test('an ID token of another issuer than the login address does no harm', async () => {
  await using org = await startScriptedOrg();
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const idToken = `${part({ alg: 'RS256' })}.${part({ iss: 'https://login.salesforce.com' })}.c2ln`;
  org.play({ body: { ...tokenAnswer(org.url), id_token: idToken } });
  const { userId } = await fetchClientCredentialsToken(credentialsFor(org.url));
  assert.equal(userId, '0055f000001xyzAAAQ');
});

test('a refusal is told apart by its text, and repeats neither secret nor token', async () => {
  await using org = await startScriptedOrg();
  const refusal = await refusedWith('SF_CLIENT_CREDENTIALS_INVALID', org, {
    status: 401,
    headers: { 'www-authenticate': 'Basic realm="x"' },
    body: { error: 'invalid_client', error_description: 'invalid client credentials' },
  });
  assert.doesNotMatch(inspect(refusal, { depth: 10 }), /s3cr/);
  await refusedWith('SF_CLIENT_CREDENTIALS_NOT_ENABLED', org, {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'no client credentials user enabled' },
  });
  await refusedWith('SF_UNAVAILABLE', org, { status: 503, body: '<html>maintenance</html>' });
});

test('a host that is no Salesforce org is a wrong login address', async () => {
  await using org = await startScriptedOrg();
  await refusedWith('SF_LOGIN_URL_INVALID', org, { status: 404, body: '<html>nginx</html>' });
  await refusedWith('SF_LOGIN_URL_INVALID', org, { status: 200, body: '<html>welcome</html>' });
  await refusedWith('SF_LOGIN_URL_INVALID', org, { status: 405 });
});

test('a redirect is not followed', async () => {
  await using elsewhere = await startScriptedOrg();
  await using org = await startScriptedOrg();
  await refusedWith('SF_LOGIN_URL_INVALID', org, {
    status: 307,
    headers: { location: `${elsewhere.url}/services/oauth2/token` },
  });
  assert.equal(elsewhere.requests.length, 0);
});

test('a token for a host that is not trusted is refused', async () => {
  await using org = await startScriptedOrg();
  await refusedWith('SF_UNEXPECTED', org, { body: tokenAnswer('https://acme.my.salesforce.com.evil.io') });
  await refusedWith('SF_UNEXPECTED', org, { body: tokenAnswer('http://acme.my.salesforce.com') });
});

test('a token answer that lacks a part is not accepted', async () => {
  await using org = await startScriptedOrg();
  const whole = tokenAnswer(org.url);
  for (const part of ['access_token', 'instance_url', 'id', 'issued_at', 'token_type']) {
    const { [part]: _left, ...rest } = whole;
    await refusedWith('SF_UNEXPECTED', org, { body: rest });
  }
  await refusedWith('SF_UNEXPECTED', org, { body: { ...whole, id: 'https://x/id/00D1/0051' } });
});

test('an address that is not of Salesforce is refused before anything is sent', async () => {
  await using org = await startScriptedOrg();
  await assert.rejects(fetchClientCredentialsToken(credentialsFor(org.url, { extraHosts: [] })), (error) =>
    isSyncError(error, 'SF_LOGIN_URL_INVALID'),
  );
  assert.equal(org.requests.length, 0);
});

test('a port where nobody listens, a name nobody has and a server without TLS are unreachable hosts', async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => void closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await using plain = await startScriptedOrg();

  for (const [url, host] of [
    [`http://127.0.0.1:${port}`, '127.0.0.1'],
    ['http://no-such-host.invalid', 'no-such-host.invalid'],
    [`https://${plain.host}`, plain.host],
  ] as const) {
    await assert.rejects(
      fetchClientCredentialsToken(credentialsFor(url, { extraHosts: [host] })),
      (error) => isSyncError(error, 'SF_HOST_UNREACHABLE'),
      url,
    );
  }
});

test('a connection that breaks is Salesforce not answering; an abort passes through', async () => {
  await using org = await startScriptedOrg();
  await refusedWith('SF_UNAVAILABLE', org, { reset: true });
  await refusedWith('SF_ANSWER_CUT', org, { body: tokenAnswer(org.url), cutAfterBytes: 10 });

  org.play({ silent: true });
  const reason = new Error('shutting down');
  const controller = new AbortController();
  const login = fetchClientCredentialsToken(credentialsFor(org.url, { signal: controller.signal }));
  setImmediate(() => controller.abort(reason));
  await assert.rejects(login, (error) => error === reason);
});
