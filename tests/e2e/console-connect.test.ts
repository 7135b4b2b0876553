import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { ADMIN, orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { allowAccess, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';

const browser = await TestBrowser.start();
const rig = await startRig({
  env: { ...ACCOUNT_ENV, OUTGOING_ADDRESSES: '203.0.113.7' },
  seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }),
});
const appPath = `/apps/${SYNC_APP.clientId}`;
await rig.org.send('PATCH', appPath, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
  requirePkce: true,
  refreshTokenRotation: true,
});

/** The form of a new workspace, filled in up to the button that goes to Salesforce. */
async function fillForm(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
}

const syncUser = (page: Page) => page.getByRole('region', { name: 'Sync user' });
const loginResult = (page: Page, role: 'status' | 'alert') => page.getByRole(role, { name: 'Login result' });

test('from the Salesforce card through Salesforce’s login with a mailed code and PKCE, and back connected', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  await rig.org.send('PATCH', `/users/${ADMIN}`, { emailVerification: true });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/integrations`);
  const salesforce = page.getByRole('article', { name: 'Salesforce' });
  await untilText(salesforce, /Not connected/);
  await salesforce.getByRole('link', { name: 'Connect' }).click();

  // What is asked for and why, and what the org has to be told, stands there before anybody is asked.
  const form = page.getByRole('form', { name: 'Connect Salesforce' });
  await untilText(form, /What we ask for, and why[\s\S]*refresh_token[\s\S]*without asking anybody/);
  const guide = page.getByRole('region', { name: 'What to create in Salesforce' });
  await untilText(guide, new RegExp(`${rig.server.url}/oauth/callback[\\s\\S]*203\\.0\\.113\\.7`));
  await fillForm(page);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();

  await page.getByLabel('Username').waitFor();
  const asked = new URL(page.url()).searchParams;
  assert.equal(asked.get('code_challenge_method'), 'S256');
  await passLogin(page, { username: ADMIN, code: 'email', org: rig.org });
  await allowAccess(page);

  await untilText(syncUser(page), /Ada Admin\s+Connected[\s\S]*admin@acme\.example/);
  const card = await syncUser(page).innerText();
  assert.match(card, /Acme\s+Production[\s\S]*Browser login/);
  await untilText(loginResult(page, 'status'), /Logged in as Ada Admin, Acme/);
  const address = new URL(page.url());
  assert.equal(address.pathname, `/w/${slug}/connection`);
  assert.deepEqual([...address.searchParams.keys()], ['authorization'], 'nothing secret is in the address');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await page.waitForURL(`**/w/${slug}/connection`);

  await page.getByRole('link', { name: 'Integrations' }).click();
  await untilText(salesforce, /Connected[\s\S]*Acme, read as Ada Admin/);
  await rig.org.send('PATCH', `/users/${ADMIN}`, { emailVerification: false });
});

test('a login with an authenticator app, and one that was denied, which says so and can be tried again', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  await rig.org.send('POST', '/authenticators', { username: ADMIN });
  await rig.org.send('PATCH', `/users/${ADMIN}`, { mfa: true });
  await rig.org.send('POST', '/sessions/revoke', { username: ADMIN });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await fillForm(page);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username: ADMIN, code: 'authenticator', org: rig.org });
  await page.getByRole('button', { name: 'Deny' }).click();
  await untilText(loginResult(page, 'alert'), /The login was cancelled[\s\S]*choose “Allow”/);

  // The app that was entered is kept; only the org has to be named again.
  await page.getByText('The app of this workspace').waitFor();
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  // Nobody is the sync user yet, so whoever the browser is logged in as is asked again.
  await passLogin(page, { username: ADMIN, code: 'authenticator', org: rig.org });
  await allowAccess(page);
  await untilText(syncUser(page), /Ada Admin\s+Connected/);
  assert.equal(await loginResult(page, 'alert').count(), 0, 'the refusal is gone');
  await rig.org.send('PATCH', `/users/${ADMIN}`, { mfa: false });
});

test('an API-only user is refused on Salesforce’s page, explained here, and connects by client credentials', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await fillForm(page);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username: SYNC_USER });
  await untilText(page.getByRole('main'), /OAUTH_APPROVAL_ERROR_GENERIC/);
  const shown = await page.getByRole('alert').innerText();

  // Nobody is sent back from that page: who returns by hand is asked what it said.
  await page.goto(`${rig.server.url}/w/${slug}/connection`);
  const question = page.getByRole('status', { name: 'Unfinished login' });
  await untilText(question, /Did Salesforce show an error\?/);
  await question.getByLabel(/Paste the page’s address/).fill(shown);
  await untilText(
    question.getByRole('status', { name: 'What it means' }),
    /API-only[\s\S]*client credentials or JWT/,
  );
  await question.getByRole('button', { name: 'Dismiss' }).click();

  await page.getByRole('radio', { name: 'User without browser login' }).check();
  await page.getByRole('radio', { name: 'Client credentials' }).check();
  await page.getByLabel('My Domain name').fill(rig.credentials.loginUrl);
  await page.getByText('The app of this workspace').waitFor();
  await page.getByRole('button', { name: 'Connect' }).click();
  await untilText(syncUser(page), /Sync User\s+Connected[\s\S]*Client credentials/);
});

test('an API-only user connects by certificate: created, downloaded, uploaded, its fingerprint shown', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByRole('radio', { name: 'User without browser login' }).check();
  await page.getByRole('radio', { name: /^Certificate/ }).check();
  await page.getByLabel('Username of the sync user').fill(SYNC_USER);
  const connect = page.getByRole('button', { name: 'Connect', exact: true });
  assert.ok(await connect.isDisabled(), 'without an app and a certificate there is nothing to try');
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByRole('button', { name: 'Use this app' }).click();
  await page.getByRole('button', { name: 'Create certificate' }).click();
  const certificate = page.getByRole('figure', { name: 'Certificate' });
  await untilText(certificate, /([0-9A-F]{2}:){31}[0-9A-F]{2}/);
  const downloading = page.waitForEvent('download');
  await certificate.getByRole('link', { name: /Download/ }).click();
  const file = await downloading;
  assert.equal(file.suggestedFilename(), 'sync-user.crt');
  const pem = await readFile(await file.path(), 'utf8');
  assert.match(pem, /^-----BEGIN CERTIFICATE-----/);

  // Before it is uploaded, the refusal says what is missing; nothing typed is lost.
  await connect.click();
  await untilText(page.getByRole('alert'), /does not accept the JWT login[\s\S]*certificate/);
  assert.equal(await page.getByLabel('Username of the sync user').inputValue(), SYNC_USER);
  await rig.org.send('PATCH', appPath, { certificate: pem, preAuthorized: true });
  await connect.click();
  await untilText(syncUser(page), /Sync User\s+Connected[\s\S]*Certificate \(JWT\)/);
});
