import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

/** Two result pages of 50,000. */
const WIDGETS = 60_000;
const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ widgets: WIDGETS }) });

test('somebody who read no manual gets from the sign-in page to rows in sync without leaving the console', async (t) => {
  const page = await browser.open(t, rig.server.url, '/', { signedIn: false });

  // A new installation has no workspace: signing in leads to making one.
  await page.getByLabel('Email').fill(ACCOUNT.email);
  await page.getByLabel('Password').fill(ACCOUNT.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Make your first workspace' }).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Acme Robotics');
  assert.equal(await page.getByLabel('Short name').inputValue(), 'acme_robotics');
  await page.getByRole('button', { name: 'Create workspace' }).click();
  await page.waitForURL('**/w/acme_robotics');
  await page.getByRole('heading', { name: 'No Salesforce org is connected yet.' }).waitFor();

  // A wrong secret is answered with what to do, and nothing typed is lost but the mistake.
  await page.getByRole('link', { name: 'Connect Salesforce' }).click();
  await page.getByRole('radio', { name: /My Domain/ }).check();
  await page.getByLabel('My Domain address').fill(rig.credentials.loginUrl);
  await page.getByRole('radio', { name: 'User without browser login' }).check();
  await page.getByLabel('Consumer key').fill(rig.credentials.clientId);
  await page.getByLabel('Consumer secret').fill('not the secret');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const refusal = page.getByRole('alert');
  await untilText(refusal, /Salesforce does not accept the consumer key or secret/);
  assert.match(await refusal.innerText(), /Copy both again from Setup/);
  assert.equal(await page.getByLabel('My Domain address').inputValue(), rig.credentials.loginUrl);
  await page.getByLabel('Consumer secret').fill(rig.credentials.clientSecret);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  const card = page.getByRole('region', { name: 'Sync user' });
  await untilText(card, /Sync User\s+Connected/);
  assert.match(await card.innerText(), /sync@acme\.example/);
  assert.match(await card.innerText(), /Acme/);
  assert.equal(await refusal.count(), 0, 'the refusal is gone');

  // Choosing an object starts its load; the bar tells rows that are really there.
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('link', { name: 'Choose objects' }).click();
  // The recommended ones are ticked; this one is enough here.
  await page.getByRole('button', { name: 'Choose none' }).click();
  await page.getByRole('searchbox', { name: 'Search objects' }).fill('widget');
  await page.getByLabel('Widget', { exact: true }).check();
  await rig.org.fault({ kind: 'delay', path: '/results', skip: 1, ms: 6000 });
  await page.getByRole('button', { name: 'Sync Widget' }).click();
  const bar = page.getByRole('progressbar', { name: 'Loading Widget' });
  const seen = new Set<number>();
  await until(
    async () => {
      if ((await bar.count()) === 0) return seen.size > 0;
      const [now, max] = await bar
        .evaluate((element) => [element.ariaValueNow, element.ariaValueMax])
        .catch(() => [null, null]); // gone between counting and looking
      if (now !== null && max === String(WIDGETS)) seen.add(Number(now));
      return false;
    },
    { timeoutMs: 60_000, what: 'the load is followed to its end' },
  );
  assert.ok(
    [...seen].some((rows) => rows > 0 && rows < WIDGETS),
    `it moved: ${[...seen].join(', ')}`,
  );
  const row = page.getByRole('row', { name: /^Widget/ });
  await untilText(row, /60,000[\s\S]*In sync/);

  // The overview says what the API says.
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByRole('heading', { name: /Everything is in sync: 60,000 rows of 1 object/ }).waitFor();
  const tile = (name: string) => page.getByRole('region', { name, exact: true });
  const text = async (name: string) => (await tile(name).innerText()).replace(/\s+/g, ' ');
  // A poll may move the numbers between the two readings, so both are read until they agree.
  await until(
    async () => {
      const { callsToday, objects, problems } = await rig.api.readOverview({ workspace: 'acme_robotics' });
      const { ours, orgUsed, orgLimit } = callsToday;
      return (
        (await text('Rows')).startsWith(`Rows ${objects[0]?.rows.toLocaleString('en')} `) &&
        (await text('Problems')).startsWith(`Problems ${problems} `) &&
        (await text('API calls today')) ===
          `API calls today ${ours} ${orgUsed} of ${orgLimit?.toLocaleString('en')} used by all apps`
      );
    },
    { what: 'the tiles say what the API says' },
  );
  await untilText(tile('Freshness'), /^Freshness\s+\d+ s behind at most/);
});

test('a wrong password is refused in words, and the right one leads to the page that was asked for', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/settings`, { signedIn: false });
  await page.waitForURL('**/sign-in**');
  await page.getByLabel('Email').fill(ACCOUNT.email);
  await page.getByLabel('Password').fill('wrong');
  await page.keyboard.press('Enter');
  await untilText(page.getByRole('alert'), /do not match an account/);
  assert.equal(await page.getByLabel('Email').inputValue(), ACCOUNT.email);
  assert.equal(await page.getByLabel('Password').inputValue(), '', 'a wrong password is typed anew');
  await page.getByLabel('Password').fill(ACCOUNT.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/w/${slug}/settings`);
  await page.getByRole('heading', { name: 'Settings' }).waitFor();

  await page.getByRole('button', { name: /^You: / }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in**');
  await page.goto(`/w/${slug}/settings`);
  await page.waitForURL('**/sign-in**');
});

test('a second workspace is made from the switcher, and each shows its own', async (t) => {
  const first = await rig.openWorkspace({ objects: ['Account'] });
  const page = await browser.open(t, rig.server.url, `/w/${first.slug}`);
  await page.getByRole('heading', { name: /Everything is in sync: 120 rows/ }).waitFor();
  await page.getByRole('button', { name: /^Workspace: Acme/ }).click();
  await page.getByRole('menuitem', { name: 'New workspace…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New workspace' });
  await dialog.getByLabel('Name', { exact: true }).fill('Globex');
  await dialog.getByLabel('Short name').fill('1st');
  await dialog.getByText('Use 2 to 40 of a-z, 0-9 and _').waitFor();
  assert.ok(await dialog.getByRole('button', { name: 'Create workspace' }).isDisabled());
  await dialog.getByLabel('Short name').fill(first.slug);
  await dialog.getByRole('button', { name: 'Create workspace' }).click();
  await dialog.getByRole('alert').waitFor();
  await dialog.getByLabel('Short name').fill('globex');
  await dialog.getByRole('button', { name: 'Create workspace' }).click();
  await page.waitForURL('**/w/globex');
  await page.getByRole('heading', { name: 'No Salesforce org is connected yet.' }).waitFor();
  assert.equal(await page.getByText('120').count(), 0, 'nothing of the other workspace is left');
});
