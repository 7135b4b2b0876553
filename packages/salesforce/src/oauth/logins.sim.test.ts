import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { inspect } from 'node:util';
import { type ErrorCode, isSyncError } from '@sync-user/contract';
import { type Simulator, startSimulator } from '@sync-user/simulator';
import { walkLogin } from '../../testing/walk-login.ts';
import { createSalesforceAgent } from '../http/create-salesforce-agent.ts';
import {
  type AuthorizeRequest,
  buildAuthorizeUrl,
  createCodeVerifier,
  missingScopes,
} from './authorize-url.ts';
import { createCertificate, fingerprintOf } from './create-certificate.ts';
import { exchangeCode } from './exchange-code.ts';
import { audiencesFor, fetchJwtToken } from './fetch-jwt-token.ts';
import type { GrantedToken } from './granted-token.ts';
import { refreshAccessToken } from './refresh-access-token.ts';
import { revokeToken } from './revoke-token.ts';

const REP = { username: 'rep@acme.example', password: 'Rep-12345' };
const PROFILE = encodeURIComponent('Standard User');
const APP = { key: '3MVG9.web', secret: 'web-secret', callback: 'http://localhost:9/oauth/callback' };

const SEED = {
  organization: { name: 'Acme', edition: 'Developer Edition', myDomain: 'acme' },
  users: [
    {
      username: 'admin@acme.example',
      password: 'Admin-12345',
      lastName: 'Admin',
      profile: 'System Administrator',
    },
    { ...REP, lastName: 'Rep', profile: 'Standard User' },
    {
      username: 'robot@acme.example',
      password: 'Robot-12345',
      lastName: 'Robot',
      profile: 'Minimum Access - API Only Integrations',
    },
  ],
  apps: [
    {
      name: 'Sync User',
      consumerKey: APP.key,
      consumerSecret: APP.secret,
      callbackUrls: [APP.callback],
      scopes: ['api', 'refresh_token', 'id'],
    },
  ],
};

let simulator: Simulator;
const dispatcher = createSalesforceAgent();

before(async () => {
  simulator = await startSimulator({ seed: SEED });
});
beforeEach(async () => {
  await control('POST', '/reset');
});
after(async () => {
  await simulator.close();
  await dispatcher.destroy();
});

async function control(method: string, path: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${simulator.baseUrl}/__simulator${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    }),
  });
  const text = await answer.text();
  assert.ok(answer.ok, text);
  return text === '' ? undefined : JSON.parse(text);
}

const changeApp = (change: unknown) => control('PATCH', `/apps/${APP.key}`, change);

function target() {
  return {
    loginUrl: simulator.baseUrl,
    extraHosts: ['127.0.0.1', 'localhost'],
    dispatcher,
    signal: new AbortController().signal,
  };
}

const client = { clientId: APP.key, clientSecret: APP.secret };

interface Walked {
  readonly verifier: string;
  readonly callback: URLSearchParams;
}

async function walk(
  overrides: Partial<AuthorizeRequest> = {},
  answers: Readonly<Record<string, string>> = { decision: 'allow' },
): Promise<Walked | { readonly page: string }> {
  const verifier = createCodeVerifier();
  const url = buildAuthorizeUrl({
    ...target(),
    clientId: APP.key,
    redirectUri: APP.callback,
    state: 'state-1',
    codeVerifier: verifier,
    username: undefined,
    prompt: undefined,
    ...overrides,
  });
  const end = await walkLogin(url, { username: REP.username, pw: REP.password, ...answers });
  return 'page' in end ? end : { verifier, callback: end.sentTo.searchParams };
}

async function logInThroughPages(): Promise<GrantedToken> {
  const walked = await walk();
  assert.ok('callback' in walked, 'page' in walked ? walked.page : '');
  assert.equal(walked.callback.get('state'), 'state-1');
  return await exchangeCode({
    ...target(),
    ...client,
    code: walked.callback.get('code') ?? '',
    redirectUri: APP.callback,
    codeVerifier: walked.verifier,
  });
}

const refresh = (refreshToken: string | undefined) =>
  refreshAccessToken({ ...target(), ...client, refreshToken: refreshToken ?? '' });

async function refusedWith(code: ErrorCode, work: Promise<unknown>): Promise<Error> {
  const refusal = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  assert.ok(isSyncError(refusal, code), inspect(refusal));
  return refusal;
}

test('a person logs in through the pages, with PKCE required, and the token works and is renewed', async () => {
  await changeApp({ requirePkce: true });
  const granted = await logInThroughPages();
  assert.deepEqual(missingScopes(granted), []);
  assert.equal(granted.instanceUrl, simulator.baseUrl);
  assert.match(granted.userId, /^005/);

  const renewed = await refresh(granted.refreshToken);
  assert.notEqual(renewed.token, granted.token);
  assert.equal(renewed.userId, granted.userId);
  assert.equal(renewed.refreshToken, undefined, 'without rotation the token stays');
});

test('with rotation each renewal brings the next token, and the one before is dead', async () => {
  await changeApp({ refreshTokenRotation: true });
  const granted = await logInThroughPages();
  const renewed = await refresh(granted.refreshToken);
  assert.ok(renewed.refreshToken !== undefined && renewed.refreshToken !== granted.refreshToken);
  const refusal = await refusedWith('SF_REFRESH_TOKEN_EXPIRED', refresh(granted.refreshToken));
  assert.ok(!inspect(refusal, { depth: 10 }).includes(granted.refreshToken ?? '-'));
  await refresh(renewed.refreshToken);
});

test('a code works once, in the hands of who began, and only with the callback URL it was asked for', async () => {
  const walked = await walk();
  assert.ok('callback' in walked);
  const code = walked.callback.get('code') ?? '';
  const exchange = { ...target(), ...client, code, redirectUri: APP.callback, codeVerifier: walked.verifier };
  await exchangeCode(exchange);
  await refusedWith('AUTHORIZATION_EXPIRED', exchangeCode(exchange));

  const stolen = await walk();
  assert.ok('callback' in stolen);
  const refusal = await refusedWith(
    'AUTHORIZATION_EXPIRED',
    exchangeCode({
      ...exchange,
      code: stolen.callback.get('code') ?? '',
      codeVerifier: createCodeVerifier(),
    }),
  );
  assert.ok(!inspect(refusal, { depth: 10 }).includes(APP.secret));

  const moved = await walk();
  assert.ok('callback' in moved);
  await refusedWith(
    'SF_CALLBACK_MISMATCH',
    exchangeCode({
      ...exchange,
      code: moved.callback.get('code') ?? '',
      codeVerifier: moved.verifier,
      redirectUri: 'http://localhost:9/other',
    }),
  );
});

test('a wrong secret is named as such in the web server flow too', async () => {
  const walked = await walk();
  assert.ok('callback' in walked);
  await refusedWith(
    'SF_CLIENT_CREDENTIALS_INVALID',
    exchangeCode({
      ...target(),
      clientId: APP.key,
      clientSecret: 'wrong',
      code: walked.callback.get('code') ?? '',
      redirectUri: APP.callback,
      codeVerifier: walked.verifier,
    }),
  );
});

test('an app without a scope we need still ends in a token, which says so', async () => {
  await changeApp({ scopes: ['api'] });
  assert.deepEqual(missingScopes(await logInThroughPages()), ['refresh_token']);
  await changeApp({ scopes: ['refresh_token', 'id'] });
  assert.deepEqual(missingScopes(await logInThroughPages()), ['api']);
  assert.deepEqual(missingScopes({ scope: 'full refresh_token', refreshToken: 'x' }), []);
  assert.deepEqual(
    missingScopes({ scope: undefined, refreshToken: 'x' }),
    [],
    'what is not told is not missing',
  );
});

test('who says no comes back with a refusal', async () => {
  const walked = await walk({}, { decision: 'deny' });
  assert.ok('callback' in walked);
  assert.equal(walked.callback.get('error'), 'access_denied');
  assert.equal(walked.callback.get('state'), 'state-1');
});

test('an expected username is filled in, and whoever is logged in already is asked again', async () => {
  const address = new URL(
    buildAuthorizeUrl({
      ...target(),
      clientId: APP.key,
      redirectUri: APP.callback,
      state: 's',
      codeVerifier: 'v',
      username: REP.username,
      prompt: 'select_account',
    }),
  );
  assert.equal(address.searchParams.get('login_hint'), REP.username);
  assert.equal(address.searchParams.get('prompt'), 'login');
  assert.equal(address.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(address.searchParams.get('scope'), null);
  assert.ok(!address.href.includes(APP.secret));
});

for (const [name, change, code] of [
  ['blocked', { blocked: true }, 'SF_APP_NOT_INSTALLED'],
  ['for pre-authorized users only', { adminApproved: true }, 'SF_APP_NOT_APPROVED'],
  ['uninstalled, which ends its tokens', { installed: false }, 'SF_REFRESH_TOKEN_EXPIRED'],
] as const) {
  test(`a renewal says that the app is ${name}`, async () => {
    const { refreshToken } = await logInThroughPages();
    await changeApp(change);
    await refusedWith(code, refresh(refreshToken));
  });
}

for (const [name, path, change, code] of [
  ['deactivated user', `/users/${REP.username}`, { isActive: false }, 'SF_USER_INACTIVE'],
  ['frozen user', `/users/${REP.username}`, { isFrozen: true }, 'SF_REFRESH_TOKEN_EXPIRED'],
  [
    'address that is not allowed',
    `/profiles/${PROFILE}`,
    { ipRanges: ['203.0.113.1-203.0.113.9'] },
    'SF_IP_REFUSED',
  ],
  ['login outside of hours', `/profiles/${PROFILE}`, { loginHours: {} }, 'SF_IP_REFUSED'],
] as const) {
  test(`a renewal tells of a ${name}`, async () => {
    const { refreshToken } = await logInThroughPages();
    await control('PATCH', path, change);
    await refusedWith(code, refresh(refreshToken));
  });
}

test('a revoked token is dead, and revoking one that Salesforce does not know is fine', async () => {
  const { refreshToken = '' } = await logInThroughPages();
  await revokeToken({ ...target(), token: refreshToken });
  await refusedWith('SF_REFRESH_TOKEN_EXPIRED', refresh(refreshToken));
  await revokeToken({ ...target(), token: refreshToken });
  await revokeToken({ ...target(), token: 'never-was-one' });
});

test('an API-only user ends at a page of Salesforce’s own and logs in by certificate instead', async () => {
  const robot = { username: 'robot@acme.example', pw: 'Robot-12345', decision: 'allow' };
  const end = await walk({}, robot);
  assert.ok('page' in end && /OAUTH_APPROVAL_ERROR_GENERIC/.test(end.page));

  const pair = await createCertificate('Sync User', Date.now());
  const login = { ...target(), clientId: APP.key, privateKey: pair.privateKey, username: robot.username };
  const unknown = await refusedWith('SF_JWT_REFUSED', fetchJwtToken(login));
  assert.match(unknown.message, /does not hold the certificate/);
  assert.ok(!inspect(unknown, { depth: 10 }).includes(pair.privateKey.slice(40, 80)));

  await changeApp({ certificate: pair.certificate });
  const unapproved = await refusedWith('SF_JWT_REFUSED', fetchJwtToken(login));
  assert.match(unapproved.message, /not pre-authorized/);

  await changeApp({ adminApproved: true, profiles: ['Minimum Access - API Only Integrations'] });
  const granted = await fetchJwtToken(login);
  assert.equal(granted.refreshToken, undefined);
  assert.match(granted.userId, /^005/);
});

test('a certificate is RSA 2048, self-signed by its key, for ten years', async () => {
  const now = Date.UTC(2026, 10, 22);
  const { certificate, privateKey, notAfter } = await createCertificate('Sync User', now);
  const read = new X509Certificate(certificate);
  assert.ok(read.verify(read.publicKey));
  assert.equal(read.publicKey.asymmetricKeyDetails?.modulusLength, 2048);
  assert.equal(notAfter.toISOString(), '2036-11-22T00:00:00.000Z');
  assert.equal(read.validToDate.getTime(), notAfter.getTime());
  assert.ok(read.validFromDate.getTime() < now, 'clocks differ');
  assert.match(fingerprintOf(certificate), /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  assert.match(privateKey, /^-----BEGIN PRIVATE KEY-----\n/);
});

test('audiences are tried by what the address tells of the org', () => {
  assert.deepEqual(audiencesFor('https://login.salesforce.com'), ['https://login.salesforce.com']);
  assert.deepEqual(audiencesFor('https://test.salesforce.com'), ['https://test.salesforce.com']);
  assert.deepEqual(audiencesFor('https://acme--uat.sandbox.my.salesforce.com'), [
    'https://test.salesforce.com',
    'https://acme--uat.sandbox.my.salesforce.com',
  ]);
  assert.deepEqual(audiencesFor('https://acme.my.salesforce.com'), [
    'https://login.salesforce.com',
    'https://acme.my.salesforce.com',
    'https://test.salesforce.com',
  ]);
});
