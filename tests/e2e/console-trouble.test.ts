import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 30, contacts: 20, widgets: 25 }) });

test('an object the sync user may not read any more is named with its remedy, and Retry heals it', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  await page.getByRole('heading', { name: /Everything is in sync/ }).waitFor();
  await rig.org.access(SYNC_USER, 'Widget__c', 'none');
  await workspace.poll();

  await page
    .getByRole('heading', { name: 'Widget is not syncing: The sync user cannot read this object.' })
    .waitFor();
  await untilText(page.getByRole('region', { name: 'Problems', exact: true }), /^Problems\s+1\s/);
  await page.getByRole('link', { name: /^Objects\W+1 with a problem/ }).waitFor();
  const row = page.getByRole('row', { name: /^Widget/ });
  await untilText(row, /Stopped/);
  await untilText(page.getByRole('row', { name: /^Account/ }), /In sync/);
  const note = page.getByRole('row').filter({ hasText: 'Give the sync user Read on the object' });
  await note.waitFor();

  await page.getByRole('link', { name: /Open Widget/ }).click();
  await page.waitForURL('**/objects/Widget__c');
  await page.getByText('Give the sync user Read on the object').waitFor();
  await rig.org.access(SYNC_USER, 'Widget__c', 'read');
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByRole('heading', { name: /^Widget\s+In sync/ }).waitFor();
  await page.getByText('Give the sync user Read on the object').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: /Everything is in sync: 55 rows/ }).waitFor();
});

test('a field that disappears is named where it was, and everything else is said to be in sync', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
  await rig.org.access(SYNC_USER, 'Account', 'none', 'Industry');
  await rig.api.pollNow({ workspace: workspace.slug });
  await workspace.untilObject('Account', ({ fieldTroubles }) => fieldTroubles === 1, { what: 'missed' });

  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  await page
    .getByRole('heading', {
      name: '1 field of Account cannot be read any more. Everything else is in sync.',
    })
    .waitFor();
  await untilText(page.getByRole('row', { name: /^Account/ }), /1 field missing\s+In sync/);
  await page.getByRole('link', { name: /See the fields/ }).click();
  const rows = page.getByRole('table').getByRole('row');
  await untilText(rows.nth(1), /^Industry/);
  assert.match(await rows.nth(2).innerText(), /disappeared or is hidden from the sync user/);
  assert.match(await rows.nth(2).innerText(), /Give the sync user Read on the field/);

  await rig.org.access(SYNC_USER, 'Account', 'read', 'Industry');
  await page.getByRole('button', { name: 'Reload' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Load again' }).click();
  await page.getByText('disappeared or is hidden').waitFor({ state: 'detached' });

  await page.getByRole('link', { name: 'Loads' }).click();
  const loads = page.getByRole('region', { name: 'Loads, the newest first' }).getByRole('row');
  await untilText(
    loads.nth(1),
    new RegExp(`Asked for\\s+by ${ACCOUNT.email}\\s+Bulk jobs\\s+30\\b.*\\sDone`),
  );
  await untilText(loads.nth(2), /First load\s+by [\s\S]*30\s[\s\S]*Done/);
});

test('a server that does not answer is said at once, and its return brings the page up to date', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  await untilText(page.getByRole('heading', { level: 1 }), /Everything is in sync: 30 rows/);
  await rig.server.kill();
  const banner = page.getByText('The Sync User server does not answer.');
  await banner.waitFor();
  await page.getByRole('heading', { name: /Everything is in sync: 30 rows/ }).waitFor();
  await rig.org.save([{ kind: 'create', object: 'Account', values: { Name: 'Made meanwhile' } }]);

  await rig.server.start();
  await workspace.poll();
  await banner.waitFor({ state: 'detached' });
  await page.getByRole('heading', { name: /Everything is in sync: 31 rows/ }).waitFor();
  await untilText(page.getByRole('list', { name: 'Latest changes' }), /created Account Made meanwhile/);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
});

test('pages open while the server is away, and a chart that cannot come leaves its numbers', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, '/sign-in', { signedIn: true });
  await page.route(/CallsChart/, (route) => route.abort());
  await page.goto(`/w/${workspace.slug}`);
  await page.getByRole('table').filter({ hasText: 'First loads' }).waitFor();
  await page.unroute(/CallsChart/);
  await page.getByRole('heading', { name: /Everything is in sync/ }).waitFor();

  await until(
    () =>
      page.evaluate("performance.getEntriesByType('resource').some(({ name }) => /SettingsPage/.test(name))"),
    {
      what: 'the other pages are fetched ahead',
    },
  );
  await rig.server.kill();
  await page.getByText('The Sync User server does not answer.').waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('heading', { name: 'Read what was synced' }).waitFor();
  await page.getByRole('link', { name: 'Activity' }).click();
  await page.getByRole('heading', { name: 'Activity' }).waitFor();
  await rig.server.start();
  await page.getByText('The Sync User server does not answer.').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('figure', { name: /API calls in the last 24 hours/ }).waitFor();
});

test('a session that ends under an open page leads to the sign-in page and back to where it was', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/objects/Account`);
  await page.getByRole('heading', { name: /^Account/ }).waitFor();
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await page.getByRole('button', { name: 'Reload' }).click();
  const confirm = page.getByRole('alertdialog').getByRole('button', { name: 'Load again' });
  await confirm.waitFor();
  await rig.query('delete from console_session');
  const signIn = page.getByRole('heading', { name: 'Sign in' });
  // A question the page asks on its own may come before the click, and take the dialog away.
  await Promise.any([confirm.click(), signIn.waitFor()]);
  await signIn.waitFor();
  await page.getByLabel('Email').fill(ACCOUNT.email);
  await page.getByLabel('Password').fill(ACCOUNT.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/w/${workspace.slug}/objects/Account`);
  await page.getByRole('heading', { name: /^Account/ }).waitFor();
});

test('disconnecting asks first, says what stays, and the headline tells it afterwards', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/connection`);
  const disconnect = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More about the sync user' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  };
  await disconnect();
  const question = page.getByRole('alertdialog', { name: 'Disconnect Salesforce?' });
  await untilText(question, /Stays:\s*all tables and rows/);
  await question.getByRole('button', { name: 'Cancel' }).click();
  await question.waitFor({ state: 'detached' });
  assert.equal((await rig.api.readConnection({ workspace: workspace.slug })).state, 'active');

  await disconnect();
  await question.getByRole('button', { name: 'Disconnect' }).click();
  await page.getByRole('heading', { name: 'Connect Salesforce' }).waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: 'No Salesforce org is connected yet.' }).waitFor();
  await untilText(page.getByRole('row', { name: /^Account/ }), /\d+/);
  const { objects } = await rig.api.listObjects({ workspace: workspace.slug });
  assert.ok((objects[0]?.rows ?? 0) >= 30, 'the rows are still there');
});

test('Salesforce refusing the sync user pauses with its reason, and Check now goes on after the repair', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: false });
  await rig.api.pollNow({ workspace: workspace.slug });
  await workspace.untilConnection(({ state }) => state === 'blocked');
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  await page.getByRole('heading', { name: 'Syncing is paused: The Salesforce user is inactive.' }).waitFor();
  // The incident's line at the top leads there, too.
  await page.getByRole('link', { name: 'Reconnect' }).last().click();
  const card = page.getByRole('region', { name: 'Sync user' });
  await untilText(card, /Blocked/);
  const banner = page.getByRole('alert', { name: 'State of the connection' });
  await untilText(banner, /The Salesforce user is inactive[\s\S]*Paused[\s\S]*Kept[\s\S]*Activate the user/);
  await rig.org.send('PATCH', `/users/${SYNC_USER}`, { isActive: true });
  await card.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('Salesforce accepted the login.').waitFor();
  await untilText(card, /Connected/);
  await banner.waitFor({ state: 'detached' });
});

test('addresses that lead nowhere say so and lead back', async (t) => {
  const workspace = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, '/w/no_such_workspace');
  await page.getByRole('heading', { name: 'There is no workspace “no_such_workspace”' }).waitFor();
  await page.goto(`/w/${workspace.slug}/nothing/here`);
  await page.getByRole('link').first().waitFor();
  await page.goto(`/w/${workspace.slug}/objects`);
  await page.getByRole('heading', { name: 'Salesforce is not connected' }).waitFor();
  await page.getByRole('main').getByRole('link', { name: 'Connect Salesforce' }).click();
  await page.getByRole('heading', { name: 'What to create in Salesforce' }).waitFor();
});
