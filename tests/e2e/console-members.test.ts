import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { openAsMember } from '../support/open-as-member.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) });

test('an invitation is shown once, leads to a password and to the own page, and works once', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const admin = await browser.open(t, rig.server.url, `/w/${slug}/settings/members`);
  await admin.getByRole('button', { name: 'Add a member' }).click();
  const dialog = admin.getByRole('dialog', { name: 'Add a member' });
  await dialog.getByLabel('Email').fill('mara@acme.example');
  await dialog.getByLabel('Name').fill('Mara Lind');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const shown = admin.getByRole('dialog', { name: 'Invite Mara Lind' });
  const link = (await shown.locator('pre').innerText()).trim();
  const { pathname, hash } = new URL(link);
  assert.match(hash, /^#token=.{20,}/, 'the token is in the fragment, which is sent to nobody');
  await shown.getByRole('button', { name: 'Done' }).click();
  const row = admin.getByRole('row', { name: /Mara Lind/ });
  await untilText(row, /Invited[\s\S]*mara@acme\.example[\s\S]*Member[\s\S]*Not connected/);
  assert.ok(!(await admin.content()).includes(hash.slice(7)), 'the link is gone from the page');

  const page = await browser.open(t, rig.server.url, `${pathname}${hash}`, { signedIn: false });
  await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the address is cleaned at once');
  await page.getByLabel('Password').fill('short');
  await page.getByText('3 more').waitFor();
  await page.getByLabel('Password').fill('a long enough password');
  await page.getByLabel('The same once more').fill('a long enough passwort');
  await page.getByText('This is not the same.').waitFor();
  assert.ok(await page.getByRole('button', { name: 'Set the password and sign in' }).isDisabled());
  await page.getByLabel('The same once more').fill('a long enough password');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/w/${slug}/settings/you`);
  await page.getByText('No Salesforce account of yours is connected.').waitFor();

  // What is not theirs is not there, and an address of it says why.
  const pages = page.getByRole('navigation', { name: 'Pages' });
  assert.deepEqual(
    (await pages.getByRole('link').allInnerTexts()).map((text) => text.trim()),
    ['You'],
  );
  assert.equal(await page.getByRole('navigation', { name: 'Settings' }).count(), 0);
  await page.goto(`/w/${slug}/objects`);
  await page.getByRole('heading', { name: 'This page is for admins of the workspace' }).waitFor();
  await page.getByRole('link', { name: 'Open your own settings' }).click();
  await page.getByText('No Salesforce account of yours is connected.').waitFor();

  const again = await browser.open(t, rig.server.url, `${pathname}${hash}`, { signedIn: false });
  await again.getByLabel('Password').fill('another long password');
  await again.getByLabel('The same once more').fill('another long password');
  await again.keyboard.press('Enter');
  await again.getByRole('alert').waitFor();
  await again.reload();
  await again.getByRole('heading', { name: 'Open your invitation again' }).waitFor();
});

test('a member is made admin, suspended and removed, each with what follows said before', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const jo = await openAsMember(
    t,
    { rig, browser, workspace: slug },
    { email: 'jo@acme.example', name: 'Jo Newcomer' },
  );
  await jo.waitForURL(`**/w/${slug}/settings/you`);
  const admin = await browser.open(t, rig.server.url, `/w/${slug}/settings/members`);
  const row = admin.getByRole('row', { name: /Jo Newcomer/ });
  const act = async (name: string) => {
    await row.getByRole('button', { name: 'Actions for Jo Newcomer' }).click();
    await admin.getByRole('menuitem', { name }).click();
  };

  await act('Make an admin');
  await untilText(row, /Admin/);
  await jo.reload();
  await jo.getByRole('link', { name: 'Permissions' }).waitFor();

  // Somebody must be left who can manage the workspace.
  await act('Suspend…');
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Suspend' }).click();
  await admin.getByText(/last admin|only admin/i).waitFor();
  await admin.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  const kim = { email: 'kim@acme.example', name: 'Kim', role: 'admin' } as const;
  await openAsMember(t, { rig, browser, workspace: slug }, kim);

  await act('Suspend…');
  const question = admin.getByRole('alertdialog', { name: 'Suspend Jo Newcomer?' });
  await question.getByText('signed out at once').waitFor();
  await question.getByRole('button', { name: 'Suspend' }).click();
  await untilText(row, /Suspended/);
  await jo.goto(`/w/${slug}`);
  await jo.getByRole('heading', { name: `There is no workspace “${slug}”` }).waitFor();
  assert.equal(await jo.getByRole('link', { name: 'Permissions' }).count(), 0);
  await act('Let sign in again');
  await until(async () => !/Suspended/.test(await row.innerText()), { what: 'the badge is gone' });

  await act('Remove…');
  await admin
    .getByRole('alertdialog', { name: 'Remove Jo Newcomer?' })
    .getByRole('button', { name: 'Remove' })
    .click();
  await row.waitFor({ state: 'detached' });
});
