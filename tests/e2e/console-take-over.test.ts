import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startSimulator } from '@sync-user/simulator';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { openAsMember } from '../support/open-as-member.ts';
import { OrgControl } from '../support/org-control.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP } from '../support/org-seed.ts';
import { allowAccess, loginAtSalesforce, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';

const MARA = { username: 'mara@acme.example.sf', email: 'mara@acme.example', name: 'Mara Lind' };

/** The sandbox the workspace begins with, and the production org it goes to. */
function seedOf(isSandbox: boolean) {
  const base = orgSeed({ accounts: isSandbox ? 12 : 7, contacts: 0, widgets: 0 }) as {
    organization: object;
    users: object[];
  };
  return {
    ...base,
    organization: {
      ...base.organization,
      name: isSandbox ? 'Acme Sandbox' : 'Acme',
      id: isSandbox ? '00D5f000000SBOX' : '00D5f000000PROD',
      isSandbox,
    },
    users: [
      ...base.users,
      {
        username: MARA.username,
        email: MARA.email,
        password: PASSWORD,
        firstName: 'Mara',
        lastName: 'Lind',
        profile: 'Standard User',
      },
    ],
  };
}

const browser = await TestBrowser.start();
const production = await startSimulator({ seed: seedOf(false) });
after(() => production.close());
const productionOrg = new OrgControl(production.baseUrl);
const rig = await startRig({ env: ACCOUNT_ENV, seed: seedOf(true) });
for (const org of [rig.org, productionOrg]) {
  await org.send('POST', '/bulk', { pace: 'immediately' });
  await org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token', 'openid', 'id'],
  });
}

const syncUser = (page: Page) => page.getByRole('region', { name: 'Sync user' });
const dialogOf = (page: Page) => page.getByRole('dialog', { name: 'Change sync user' });

test('a member’s own account takes over without another login, warned of what will fail, and stays the member’s', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const mara = await openAsMember(t, { rig, browser, workspace: slug }, MARA);
  await mara.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(mara, { username: MARA.username });
  await untilText(mara.getByRole('region', { name: 'Your Salesforce account' }), /Connected/);

  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await untilText(
    page.getByRole('region', { name: 'Members’ own connections' }),
    /1 connection[\s\S]*Mara Lind\s+mara@acme\.example\.sf/,
  );
  await page.getByRole('button', { name: 'More about the sync user' }).click();
  await page.getByRole('menuitem', { name: 'Change sync user' }).click();
  const dialog = dialogOf(page);
  await dialog.getByRole('button', { name: /^Choose another user/ }).click();
  await dialog.getByRole('combobox', { name: 'New sync user' }).fill('mara@');
  const option = dialog.getByRole('option').first();
  await untilText(option, /Mara Lind[\s\S]*Connected/);
  await option.click();
  await untilText(dialog, /connected already: no login is needed/);
  await dialog.getByRole('button', { name: 'Check the permissions' }).click();

  const checks = dialog.getByRole('region', { name: 'Permission checks' });
  await untilText(checks, /What fails if it takes over now[\s\S]*View All Records/);
  assert.equal(await dialog.getByRole('button', { name: 'Take into force', exact: true }).count(), 0);
  await dialog.getByRole('button', { name: 'Take into force anyway' }).click();
  await untilText(syncUser(page), /Mara Lind\s+Connected[\s\S]*Also Mara Lind’s own/);
  await mara.reload();
  await untilText(mara.getByRole('region', { name: 'Your Salesforce account' }), /Mara Lind\s+Connected/);
  const { entries } = await rig.api.listAudit({ workspace: slug, action: 'connection.designated' });
  assert.equal(entries[0]?.asUser, MARA.username);
});

test('from sandbox to production: what is emptied is said, nothing moves without a yes, then it is loaded anew', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const page = await browser.open(t, rig.server.url, `/w/${slug}/connection`);
  await untilText(syncUser(page), /Acme Sandbox\s+Sandbox/);
  await page.getByRole('button', { name: 'More about the sync user' }).click();
  await page.getByRole('menuitem', { name: 'Change sync user' }).click();
  await dialogOf(page).getByRole('button', { name: 'Connect to production' }).click();
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(production.baseUrl);
  await page.getByText('The app of this workspace').waitFor();
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username: ADMIN });
  await allowAccess(page);

  // Back: the sandbox's user goes on, the other waits with what its taking over would do.
  await untilText(syncUser(page), /Sync User\s+Connected[\s\S]*Acme Sandbox/);
  const waiting = page.getByRole('region', { name: 'Waiting to take over' });
  await untilText(waiting, /Ada Admin waits to take over\s+Acme/);
  await waiting.getByRole('button', { name: 'Continue' }).click();
  const dialog = dialogOf(page);
  await untilText(
    dialog,
    /Acme Sandbox\s+Sandbox\s+→\s+Acme\s+Production[\s\S]*never mixed[\s\S]*1 table with 12 rows/,
  );
  await untilText(dialog.getByRole('region', { name: 'Permission checks' }), /passed/);
  const take = dialog.getByRole('button', { name: /^Take into force/ });
  assert.ok(await take.isDisabled(), 'nothing moves without a yes');
  assert.equal((await rig.api.readOverview({ workspace: slug })).rows, 12);

  await dialog.getByRole('checkbox', { name: /Empty these tables and load them anew from Acme/ }).check();
  await take.click();
  await untilText(syncUser(page), /Ada Admin\s+Connected[\s\S]*Acme\s+Production/);
  await workspace.untilLive();
  assert.equal((await workspace.object('Account')).rows, 7, 'the other org’s rows, and no others');
  await untilText(page.getByRole('region', { name: 'Earlier sync users' }), /Acme Sandbox/);
});
