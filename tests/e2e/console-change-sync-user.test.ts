import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, isFocused, TestBrowser, untilText } from '../support/browser.ts';
import { ADMIN, orgSeed, PASSWORD, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { allowAccess, passLogin } from '../support/pass-login.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const SECOND = 'second@acme.example';
const LIMITED = 'limited@acme.example';
const base = orgSeed({ accounts: 20, contacts: 10, widgets: 0 }) as { users: object[] };
const seed = {
  ...base,
  users: [
    ...base.users,
    {
      username: SECOND,
      password: PASSWORD,
      firstName: 'Sam',
      lastName: 'Second',
      profile: 'System Administrator',
    },
    {
      username: LIMITED,
      password: PASSWORD,
      firstName: 'Lee',
      lastName: 'Limited',
      profile: 'Standard User',
    },
  ],
};
const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed });
await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
});

const syncUser = (page: Page) => page.getByRole('region', { name: 'Sync user' });
async function bulkJobs(): Promise<number> {
  const made = (await rig.org.calls()).filter(
    ({ method, url }) => method === 'POST' && url.endsWith('/jobs/query'),
  ).length;
  assert.ok(made > 0, 'the first load was a bulk job');
  return made;
}

/** A workspace whose sync user logged in in the browser as the administrator, on its Connection page. */
async function connectAsAdmin(page: Page, slug: string): Promise<void> {
  await page.goto(`${rig.server.url}/w/${slug}/connection`);
  await page.getByRole('radio', { name: 'My Domain' }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
  await page.getByRole('button', { name: 'Continue to Salesforce' }).click();
  await passLogin(page, { username: ADMIN });
  await allowAccess(page);
  await untilText(syncUser(page), /Ada Admin\s+Connected/);
}

async function openDialog(page: Page) {
  await page.getByRole('button', { name: 'More about the sync user' }).click();
  await page.getByRole('menuitem', { name: 'Change sync user' }).click();
  return page.getByRole('dialog', { name: 'Change sync user' });
}

test('the sync user is changed by the dialog: the same one refused, another found, logged in, checked and in force', async (t) => {
  const workspace = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, '/');
  await connectAsAdmin(page, workspace.slug);
  await workspace.select('Account', 'Contact');
  await workspace.untilLive();
  const jobs = await bulkJobs();

  const dialog = await openDialog(page);
  await untilText(dialog, /Ada Admin stays in force until[\s\S]*Current sync user/);
  await dialog.getByRole('button', { name: /^Choose another user/ }).click();
  const search = dialog.getByRole('combobox', { name: 'New sync user' });
  await until(() => isFocused(search), { what: 'the search has the focus' });

  // The same user cannot be chosen, and it is said why.
  const options = dialog.getByRole('option');
  await page.keyboard.type(ADMIN);
  await until(async () => (await options.count()) === 1, { what: 'the search has found the current one' });
  await page.keyboard.press('Enter');
  await untilText(dialog.getByRole('alert'), /Ada Admin is the sync user already/);

  // By keyboard alone: search, arrow, Enter.
  await page.keyboard.press('Control+a');
  await page.keyboard.type('second@');
  await untilText(options.first(), /Sam Second[\s\S]*Has everything the policy asks for/);
  await page.keyboard.press('Enter');
  await untilText(
    dialog.getByRole('region', { name: 'New sync user' }),
    /Sam Second[\s\S]*System Administrator/,
  );
  await dialog.getByRole('button', { name: 'Log in as this user' }).click();

  // Salesforce's page knows who is expected; the former keeps reading meanwhile.
  await page.getByLabel('Username').waitFor();
  assert.equal(await page.getByLabel('Username').inputValue(), SECOND);
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).username, ADMIN);
  await passLogin(page, { username: SECOND });
  await allowAccess(page);

  // Back in the dialog, where the permissions are checked before anything is swapped.
  await untilText(dialog, /Ada Admin\s+in force[\s\S]*Sam Second\s+would take over/);
  await untilText(dialog.getByRole('region', { name: 'Permission checks' }), /checks? passed/);
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).username, ADMIN);
  await dialog.getByRole('button', { name: 'Take into force', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
  await untilText(syncUser(page), /Sam Second\s+Connected/);
  await untilText(page.getByRole('region', { name: 'Earlier sync users' }), /Ada Admin/);

  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'After the change' } }]);
  await workspace.settle();
  await rig.assertMirrorIsSame(workspace, ['Account', 'Contact']);
  assert.equal(await bulkJobs(), jobs, 'nothing was loaded a second time');
});

test('a user who lacks permissions shows what would fail, gets them applied, and the old one stays until then', async (t) => {
  const workspace = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, '/');
  await connectAsAdmin(page, workspace.slug);
  await workspace.select('Account', 'Widget__c');
  await workspace.untilLive();

  const dialog = await openDialog(page);
  await dialog.getByRole('button', { name: /^Choose another user/ }).click();
  await dialog.getByRole('combobox').fill('limited');
  await untilText(dialog.getByRole('option').first(), /Lee Limited[\s\S]*Lacks/);
  await dialog.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Log in as this user' }).click();
  await passLogin(page, { username: LIMITED });
  await allowAccess(page);
  const checks = dialog.getByRole('region', { name: 'Permission checks' });
  await untilText(checks, /What fails if it takes over now[\s\S]*View All Records/);

  // Left alone, the candidate waits and the old one goes on.
  await dialog.getByRole('button', { name: 'Close' }).click();
  const waiting = page.getByRole('region', { name: 'Waiting to take over' });
  await untilText(waiting, /Lee Limited waits to take over/);
  await untilText(syncUser(page), /Ada Admin\s+Connected/);
  await waiting.getByRole('button', { name: 'Continue' }).click();
  await untilText(checks, /What fails if it takes over now/);
  await dialog.getByRole('button', { name: 'Apply permissions' }).click();
  const repair = page.getByRole('dialog', { name: 'Apply permissions' });
  await repair.getByRole('button', { name: /^Apply \d/ }).click();
  await untilText(repair, /Applied|applied/);
  await repair.getByRole('button', { name: 'Close' }).first().click();
  await untilText(checks, /\d+ checks? passed(?!, \d+ required)/);
  await dialog.getByRole('button', { name: 'Take into force', exact: true }).click();
  await untilText(syncUser(page), /Lee Limited\s+Connected/);
  await workspace.settle();
  assert.equal((await workspace.object('Widget__c')).trouble, null, 'the new one may read what is mapped');
});

test('who is connected already takes over without a login, and a candidate can be discarded', async (t) => {
  const workspace = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, '/');
  await connectAsAdmin(page, workspace.slug);
  await page.getByRole('button', { name: 'Choose Sam Second' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change sync user' });
  await dialog.getByRole('button', { name: 'Log in as this user' }).click();
  await passLogin(page, { username: SECOND });
  await allowAccess(page);
  await untilText(dialog.getByRole('region', { name: 'Permission checks' }), /passed/);
  await dialog.getByRole('button', { name: 'Close' }).click();

  const waiting = page.getByRole('region', { name: 'Waiting to take over' });
  await waiting.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click();
  // While it is open, nothing behind it has a role: all of that would count as gone.
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  await waiting.waitFor({ state: 'detached' });
  await untilText(syncUser(page), /Ada Admin\s+Connected/);

  // An API-only user is led to the way that works for it.
  await page.getByRole('button', { name: 'Choose Sync User' }).click();
  await untilText(dialog, /API-only/);
  await dialog.getByRole('button', { name: 'Connect without a browser' }).click();
  await page.getByRole('radio', { name: 'Client credentials' }).check();
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await untilText(dialog, /Sync User\s+would take over[\s\S]*passed/);
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).username, ADMIN);
  await dialog.getByRole('button', { name: /^Take into force/ }).click();
  await untilText(syncUser(page), /Sync User\s+Connected[\s\S]*Client credentials/);
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).username, SYNC_USER);
});
