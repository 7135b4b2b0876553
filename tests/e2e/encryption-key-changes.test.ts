import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createClient, isApiError } from '@sync-user/sdk';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { runCli } from '../../apps/cli/testing/run-cli.ts';

const FIRST = randomBytes(32).toString('base64');
const SECOND = `2:${randomBytes(32).toString('base64')}`;
const rig = await startRig({
  seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }),
  env: { ENCRYPTION_KEY: FIRST },
});
const { api, org, credentials } = rig;
/** What is sealed, and under which key: the first byte is its version. */
const SEALED = `
  select 'app' as what, get_byte(client_secret_sealed, 0) as version from salesforce_app where client_secret_sealed is not null
  union all select 'private key', get_byte(private_key_sealed, 0) from salesforce_app where private_key_sealed is not null
  union all select 'refresh token', get_byte(refresh_token_sealed, 0) from connection where refresh_token_sealed is not null
  union all select 'access token', get_byte(access_token_sealed, 0) from connection where access_token_sealed is not null
  union all select 'verifier', get_byte(code_verifier_sealed, 0) from salesforce_authorization
  union all select 'webhook', get_byte(webhook_secret_sealed, 0) from notice_settings where webhook_secret_sealed is not null`;

const sealedUnder = async (): Promise<readonly string[]> => [
  ...new Set(
    (await rig.query<{ what: string; version: number }>(SEALED)).map((row) => `${row.what} ${row.version}`),
  ),
];

test('the key is changed while everything runs, and the old one is not needed any more', async () => {
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
    refreshTokenRotation: true,
  });
  const byBrowser = await rig.openWorkspace({ connect: false });
  await api.writeSalesforceApp({ workspace: byBrowser.slug, ...SYNC_APP });
  await api.createCertificate({ workspace: byBrowser.slug });
  await api.createWebhookSecret({ workspace: byBrowser.slug });
  const begun = await api.beginAuthorization({
    workspace: byBrowser.slug,
    purpose: 'sync_user',
    loginUrl: credentials.loginUrl,
  });
  const browser = await new LoginBrowser().open(begun.startUrl ?? '');
  await browser.follow(/confirm=/);
  await browser.answer({ username: ADMIN, pw: PASSWORD, decision: 'allow' });
  await byBrowser.untilConnection(({ state }) => state === 'active');
  const bySecret = await rig.openWorkspace({ objects: ['Account'] });
  // Begun under the old key, finished under the new one.
  const waiting = await api.beginAuthorization({
    workspace: byBrowser.slug,
    purpose: 'sync_user',
    loginUrl: credentials.loginUrl,
  });
  assert.ok(waiting.startUrl);
  const kinds = ['access token', 'app', 'private key', 'refresh token', 'verifier', 'webhook'];
  assert.deepEqual(
    (await sealedUnder()).toSorted(),
    kinds.map((kind) => `${kind} 1`),
  );
  await rig.server.stop();

  const both = await rig.startServer({ ENCRYPTION_KEY: SECOND, ENCRYPTION_KEYS_OLD: `1:${FIRST}` });
  const env = { SYNC_USER_URL: both.url, SYNC_USER_API_KEY: rig.apiKey };
  // Renewals go on meanwhile; what they write wins.
  await org.send('POST', '/sessions/expire', {});
  const client = createClient({ baseUrl: both.url, apiKey: rig.apiKey });
  const [answer] = await Promise.all([
    runCli(['secrets', 'reseal', '--json'], { env }),
    client.checkConnection({ workspace: byBrowser.slug }),
    client.checkConnection({ workspace: bySecret.slug }),
  ]);
  assert.equal(answer.exitCode, 0, answer.stderr);
  const result = JSON.parse(answer.stdout);
  assert.deepEqual([result.keyVersion, result.unreadable], [2, 0]);
  assert.ok(result.resealed >= 6, answer.stdout);
  assert.deepEqual(
    (await sealedUnder()).toSorted(),
    kinds.map((kind) => `${kind} 2`),
  );
  const again = await client.resealSecrets();
  assert.equal(again.resealed, 0, 'what stands under the current key stays');
  await both.stop();

  const later = await rig.startServer({ ENCRYPTION_KEY: SECOND });
  const after = createClient({ baseUrl: later.url, apiKey: rig.apiKey });
  await org.send('POST', '/sessions/expire', {});
  for (const { slug } of [byBrowser, bySecret]) {
    assert.equal((await after.checkConnection({ workspace: slug })).state, 'active', slug);
  }
  await later.stop();
});

test('without the old key what stands under it is told to be unreadable, nothing is lost, and with it all is well', async () => {
  const THIRD = `3:${randomBytes(32).toString('base64')}`;
  const without = await rig.startServer({ ENCRYPTION_KEY: THIRD });
  const env = { SYNC_USER_URL: without.url, SYNC_USER_API_KEY: rig.apiKey };
  const refused = await runCli(['secrets', 'reseal'], { env });
  assert.equal(refused.exitCode, 1);
  assert.match(refused.stderr, /could not be read/);
  assert.match(refused.stderr, /ENCRYPTION_KEYS_OLD/);
  assert.doesNotMatch(without.output + refused.stderr, new RegExp(THIRD.slice(2, 20).replaceAll('+', '\\+')));
  await without.stop();
  const whole = await rig.startServer({ ENCRYPTION_KEY: THIRD, ENCRYPTION_KEYS_OLD: SECOND });
  const client = createClient({ baseUrl: whole.url, apiKey: rig.apiKey });
  assert.equal((await client.resealSecrets()).unreadable, 0);
  assert.ok((await sealedUnder()).every((text) => text.endsWith(' 3')));
  const { slug } = await rig
    .query<{ slug: string }>('select slug from workspace order by slug')
    .then(([row]) => row ?? { slug: '' });
  const secretless = createClient({ baseUrl: whole.url });
  await assert.rejects(secretless.resealSecrets(), (error) => isApiError(error, 'API_UNAUTHENTICATED'));
  const { entries } = await client.listAudit({ workspace: slug, limit: 10 });
  assert.ok(!entries.some(({ action }) => action === 'secrets.resealed'), 'it concerns the installation');
  const events = await rig.query<{ actor: string }>(
    `select actor from audit_event where action = 'secrets.resealed' order by event_id`,
  );
  assert.deepEqual(new Set(events.map(({ actor }) => actor)), new Set(['key:BOOTSTRAP_API_KEY']));
});
