import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACCOUNT, ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { loginAtSalesforce } from '../support/pass-login.ts';
import { ADMIN, orgSeed, SYNC_APP, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const seed = orgSeed({ accounts: 30, contacts: 20, widgets: 25 });
// The org's administrator has the e-mail address of the console's, so nobody has to be asked who is who.
const users = ('users' in seed && Array.isArray(seed.users) ? seed.users : []) as { username: string }[];
const browser = await TestBrowser.start();
const rig = await startRig({
  env: ACCOUNT_ENV,
  seed: {
    ...seed,
    users: users.map((user) => (user.username === ADMIN ? { ...user, email: ACCOUNT.email } : user)),
  },
});
await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
  callbackUrls: [`${rig.server.url}/oauth/callback`],
  scopes: ['api', 'refresh_token', 'openid', 'id'],
});

test('a missing permission is named with its proof, applied as the admin’s own user, and passes', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  const { slug } = workspace;
  await rig.org.access(SYNC_USER, 'Contact', 'none', 'Title');
  const page = await browser.open(t, rig.server.url, `/w/${slug}/permissions`);
  await page.getByRole('button', { name: 'Check permissions' }).click();

  // The answer, the notice in the known words, and the check with its proof.
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await untilText(verdict, new RegExp(`${SYNC_USER}[\\s\\S]*API calls`));
  const title = 'This user does not have the necessary Salesforce permissions';
  await page.getByText(title, { exact: true }).first().waitFor();
  const failed = page.locator('[data-status=fail]').filter({ hasText: 'Contact' }).first();
  const opener = failed.getByRole('button', { expanded: false });
  if ((await opener.count()) > 0) await opener.first().click();
  await untilText(
    failed,
    /What follows[\s\S]*Contact\.Title[\s\S]*What to do[\s\S]*How we know[\s\S]*asked as/,
  );
  const link = failed.getByRole('link', { name: /Open in Setup/ });
  assert.match((await link.getAttribute('href')) ?? '', /\/lightning\/setup\//);
  await untilText(page.getByRole('row', { name: /^Contact/ }), /Title/);

  // Nobody connected may change permissions: the way there is the admin's own account.
  await verdict.getByRole('button', { name: /^Fix \d+ of \d+ for me$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Apply permissions' });
  await dialog.getByRole('button', { name: 'Apply from here' }).click();
  await dialog.getByText('It cannot be applied from here').waitFor();
  await dialog.getByRole('link', { name: 'Connect your own account' }).click();
  await page.getByRole('button', { name: 'Connect Salesforce' }).click();
  await loginAtSalesforce(page, { username: ADMIN });
  await untilText(page.getByRole('region', { name: 'Your Salesforce account' }), /Connected/);

  await page.getByRole('link', { name: 'Permissions' }).click();
  await verdict.getByRole('button', { name: /^Fix \d+ of \d+ for me$/ }).click();
  await untilText(dialog.getByRole('region', { name: 'Difference' }), /Contact\.Title\s+read\s+now: no/i);
  await untilText(dialog, new RegExp(`Done in Salesforce as\\s+${ADMIN.replaceAll('.', '\\.')}`));
  await dialog.getByRole('button', { name: /^Apply \d+ permission/ }).click();
  await untilText(dialog.getByRole('status', { name: 'Outcome' }), /The permissions are applied/);
  const steps = dialog.getByRole('list', { name: 'Steps' });
  assert.doesNotMatch(await steps.innerText(), /Failed|Not begun/);
  await dialog.getByRole('button', { name: 'Done' }).click();
  await until(
    async () => (await page.locator('[data-status=fail]').filter({ hasText: 'Contact' }).count()) === 0,
    {
      what: 'the check passes',
    },
  );
  await until(async () => (await page.getByText(title, { exact: true }).count()) === 0, {
    what: 'the notices are gone',
  });

  // The trail says who did it and as whom.
  await page.getByRole('link', { name: 'Audit' }).click();
  await page.getByRole('combobox', { name: 'About' }).selectOption({ label: 'Permissions' });
  const entry = page
    .getByRole('region', { name: 'Audit entries, newest first' })
    .getByRole('listitem')
    .first();
  await untilText(
    entry,
    new RegExp(`${ACCOUNT.email}\\s+applied permissions[\\s\\S]*in Salesforce as ${ADMIN}`),
  );
});

test('the permission set is handed out as files and as steps, and asks nothing of Salesforce', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.access(SYNC_USER, 'Account', 'none', 'Industry');
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/permissions`);
  await page.getByRole('button', { name: 'Check permissions' }).click();
  await page.getByRole('button', { name: /^Fix \d+ of \d+ for me$/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Apply permissions' });
  await dialog.getByRole('button', { name: 'Export' }).click();

  const fetched = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /^Download all as / }).click();
  const path = await (await fetched).path();
  const names = execFileSync('python3', ['-m', 'zipfile', '-l', path], { encoding: 'utf8' });
  assert.match(names, /package\.xml/);
  assert.match(names, /permissionsets\//);

  const single = page.waitForEvent('download');
  await dialog.getByRole('button', { name: /Download .*permissionsets\// }).click();
  const xml = readFileSync(await (await single).path(), 'utf8');
  assert.match(xml, /<field>Account\.Industry<\/field>/);
  assert.ok((await dialog.getByRole('region', { name: 'Written steps' }).getByRole('listitem').count()) > 2);
});

test('a change of policy says what it asks for and checks again', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/permissions`);
  await page.getByRole('button', { name: 'Check permissions' }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await verdict.waitFor();
  await page.getByRole('button', { name: 'Change policy' }).click();
  await page.getByRole('radio', { name: /^Administrator/ }).check();
  await page.getByRole('button', { name: 'Use this policy and check' }).click();
  const check = page.locator('[data-check=modify_all_data]');
  await until(async () => (await check.getAttribute('data-status').catch(() => null)) === 'fail', {
    what: 'Modify All Data is asked for now, and missing',
  });
  await page
    .getByText('This user does not have the necessary Salesforce permissions', { exact: true })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Change policy' }).click();
  await page.getByRole('radio', { name: /^Least privilege/ }).check();
  await page.getByRole('button', { name: 'Use this policy and check' }).click();
  await until(async () => (await check.count()) === 0, { what: 'it is not needed any more' });
  const notNeeded = page.getByRole('button', { name: /not needed$/ });
  await notNeeded.click();
  await check.waitFor();
});

test('without a connection the page says what to do', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/permissions`);
  await page.getByRole('heading', { name: 'Salesforce is not connected' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Connect Salesforce' }).waitFor();
});
