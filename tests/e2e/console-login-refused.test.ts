import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed, PASSWORD, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { allowAccess, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';

const WITHOUT_API = 'noapi@acme.example';
const OURS = '203.0.113.7';
const base = orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) as { users: object[] };
const browser = await TestBrowser.start();
const rig = await startRig({
  env: { ...ACCOUNT_ENV, OUTGOING_ADDRESSES: OURS },
  seed: {
    ...base,
    users: [
      ...base.users,
      {
        username: WITHOUT_API,
        password: PASSWORD,
        firstName: 'Nora',
        lastName: 'Noapi',
        profile: 'Minimum Access - Salesforce',
      },
    ],
  },
});
const APP = `/apps/${SYNC_APP.clientId}`;
await rig.org.send('PATCH', APP, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
});

const syncUser = (page: Page) => page.getByRole('region', { name: 'Sync user' });

test('a login refused for our address names the addresses to allow, and works once they are allowed', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const profile = '/profiles/Minimum Access - API Only Integrations';
  await rig.org.send('POST', '/sign-in', { sourceIp: OURS });
  await rig.org.send('PATCH', profile, { ipRanges: ['10.0.0.1-10.0.0.9'] });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await page.getByRole('radio', { name: 'User without browser login' }).check();
  await page.getByRole('radio', { name: 'Client credentials' }).check();
  await page.getByLabel('My Domain name').fill(rig.credentials.loginUrl);
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
  const connect = page.getByRole('button', { name: 'Connect', exact: true });
  await connect.click();
  const refusal = page.getByRole('form', { name: 'Connect Salesforce' }).getByRole('alert');
  await untilText(refusal, /Salesforce refuses our address[\s\S]*Network Access/);
  const addresses = page.getByRole('region', { name: 'Our addresses' });
  await untilText(addresses, /203\.0\.113\.7\s+Copy/);

  await rig.org.send('PATCH', profile, { ipRanges: [`${OURS}-${OURS}`] });
  await connect.click();
  await untilText(syncUser(page), /Sync User\s+Connected/);

  // Refused later on, the connection's own page names them as well.
  await rig.org.send('PATCH', profile, { ipRanges: ['10.0.0.1-10.0.0.9'] });
  await page.getByRole('button', { name: 'Check now' }).click();
  await untilText(page.getByRole('alert', { name: 'State of the connection' }), /refuses our address/);
  await untilText(addresses, /203\.0\.113\.7\s+Copy/);
  await rig.org.send('PATCH', profile, { ipRanges: [] });
  await page.getByRole('button', { name: 'Reconnect' }).click();
  await untilText(syncUser(page), /Sync User\s+Connected/);
});

test('a user without “API Enabled” is told what to grant and where, and connects once it is granted', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username: WITHOUT_API });
  await allowAccess(page);
  await untilText(
    page.getByRole('alert', { name: 'Login result' }),
    /API is disabled for this user or org[\s\S]*“API Enabled”[\s\S]*Setup > [\s\S]*System Permissions/,
  );
  await page.getByRole('heading', { name: 'Connect Salesforce' }).waitFor();
});

test('Reconnect logs in at once where no page is needed, and new credentials can be entered where they changed', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: false });
  await rig.api.checkConnection({ workspace: slug });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  const banner = page.getByRole('alert', { name: 'State of the connection' });
  await untilText(banner, /The Salesforce user is inactive/);
  await banner.getByRole('button', { name: 'Reconnect' }).click();
  await page.getByText('Salesforce still refuses the login.').waitFor();
  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: true });
  await banner.getByRole('button', { name: 'Reconnect' }).click();
  await banner.waitFor({ state: 'detached' });
  await untilText(syncUser(page), /Sync User\s+Connected/);

  await rig.org.send('PATCH', APP, { consumerSecret: 'ROTATED0IN0THE0ORG0123' });
  await page.getByRole('button', { name: 'Check now' }).click();
  await untilText(banner, /secret/);
  await banner.getByRole('button', { name: 'Enter new credentials' }).click();
  assert.ok(await page.getByRole('radio', { name: 'Client credentials' }).isChecked());
  await page.getByRole('button', { name: 'Use another app' }).click();
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill('ROTATED0IN0THE0ORG0123');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await untilText(syncUser(page), /Sync User\s+Connected/);
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace, ['Account']);
  assert.equal((await rig.api.readConnection({ workspace: slug })).username, SYNC_USER);
});
