import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ACCOUNT, ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 5, contacts: 0, widgets: 0 }) });

test('the trail says who did what and as whom, is filtered, paged and exported', async (t) => {
  const { slug } = await rig.openWorkspace();
  const page = await browser.open(t, rig.server.url, `/w/${slug}/settings`);
  await page.getByLabel('Name', { exact: true }).fill('Acme Robotics');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await page.getByText('Saved.').waitFor();

  const list = page.getByRole('region', { name: 'Audit entries, newest first' });
  const entries = list.getByRole('listitem');
  await page.getByRole('link', { name: 'Audit' }).click();
  await untilText(entries.first(), new RegExp(`${ACCOUNT.email}\\s+changed workspace`));
  await untilText(list, new RegExp(`API key\\s+connected Salesforce[\\s\\S]*in Salesforce as ${SYNC_USER}`));

  await page.getByRole('combobox', { name: 'About' }).selectOption({ label: 'Workspace' });
  await page.waitForURL(/action=workspace/);
  await until(async () => !/connected Salesforce/.test(await list.innerText()), {
    what: 'only the workspace is shown',
  });
  await untilText(list, /changed workspace[\s\S]*created workspace/);
  await page.getByRole('searchbox', { name: 'Search what is loaded' }).fill(ACCOUNT.email);
  await page.getByText('1 entry of 2 loaded').waitFor();

  const fetched = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export CSV' }).click();
  const csv = readFileSync(await (await fetched).path(), 'utf8')
    .trim()
    .split('\r\n');
  assert.equal(csv[0], 'id,at,actor,action,target,as_user,details');
  assert.equal(csv.length, 2, 'what is shown, and nothing else');
  assert.match(csv[1] ?? '', new RegExp(`user:${ACCOUNT.email},workspace\\.changed`));
  await page.getByRole('searchbox', { name: 'Search what is loaded' }).fill('zzz');
  await page.getByText('Nothing matches').waitFor();
});

test('a trail longer than a page goes on as one scrolls, to its beginning', async (t) => {
  const { slug } = await rig.openWorkspace({ connect: false });
  for (let place = 0; place < 130; place += 1)
    await rig.api.changeWorkspace({ workspace: slug, name: `Acme ${place}` });
  const page = await browser.open(t, rig.server.url, `/w/${slug}/audit`);
  await page.getByText('100 entries loaded, older ones come as you scroll').waitFor();
  const list = page.getByRole('region', { name: 'Audit entries, newest first' });
  await until(
    async () => {
      await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return /created workspace[\s\S]*This is the beginning of the trail/.test(await list.innerText());
    },
    { what: 'the beginning of the trail is reached' },
  );
  await page.getByText('131 entries loaded, these are all').waitFor();
});
