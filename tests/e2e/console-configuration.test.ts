import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 8, contacts: 5, widgets: 3 }) });
const { api } = rig;
const sandbox = await rig.openWorkspace({ objects: ['Account', 'Contact'] });
const production = await rig.openWorkspace({ objects: ['Account'] });
await api.setRowFilter({ workspace: sandbox.slug, object: 'Contact', filter: "LastName != 'Nobody'" });
await api.changeFields({ workspace: sandbox.slug, object: 'Account', private: ['Phone'] });
const SETTINGS = (slug: string): string => `/w/${slug}/settings/configuration`;
const exported = async (slug: string): Promise<string> =>
  (await api.exportConfiguration({ workspace: slug })).text;

/** As a file manager hands a file to a page. */
async function drop(page: Page, name: string, text: string): Promise<void> {
  const files = await page.evaluateHandle(`(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}, { type: 'application/yaml' }));
    return transfer;
  })()`);
  await page.getByText('Drop a configuration file here').dispatchEvent('drop', { dataTransfer: files });
}

const pick = (page: Page, name: string, text: string) =>
  page
    .getByLabel('Configuration file')
    .setInputFiles({ name, mimeType: 'application/yaml', buffer: Buffer.from(text) });

test('the configuration is downloaded as the file it is', async (t) => {
  const page = await browser.open(t, rig.server.url, SETTINGS(sandbox.slug));
  await page.getByText(/^2 objects with \d+ fields/).waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download' }).click(),
  ]);
  assert.equal(file.suggestedFilename(), `${sandbox.slug}.sync-user.yaml`);
  assert.equal(readFileSync(await file.path(), 'utf8'), await exported(sandbox.slug));
  await page.getByText('Read the file').click();
  await page.getByText("rowFilter: LastName != 'Nobody'").waitFor();
});

test('what is wrong with a file is said at its line, and nothing of it can be applied', async (t) => {
  const page = await browser.open(t, rig.server.url, SETTINGS(production.slug));
  const file = await exported(sandbox.slug);
  await pick(page, 'broken.yaml', file.replace('mode: auto', 'mode: often').replace('notices:', 'notises:'));
  const mistakes = page.getByRole('list', { name: 'Mistakes' });
  await untilText(mistakes, /line \d+: objects\.Account\.mode/);
  await untilText(mistakes, /line \d+: notises This key is unknown/);

  await pick(page, 'sandbox.yaml', file.replace('  Name: string', '  Name: string\n      Region__c: string'));
  const verdict = page.getByRole('status', { name: 'Verdict' });
  await untilText(verdict, /It cannot be applied: 1 line of it is refused/);
  const problems = page.getByRole('list', { name: 'Problems' });
  await untilText(problems, /sees no field Account\.Region__c in this org[\s\S]*Make it \(string\)/);
  await untilText(problems, /line \d+ · objects\.Account\.fields\.Region__c/);
  assert.ok(await page.getByRole('button', { name: /^Apply \d+ difference/ }).isDisabled());

  await pick(page, 'empty.yaml', '  ');
  await page.getByText('empty.yaml is empty.').waitFor();
});

test('a file is dropped, its difference is read, it is applied after a question, and rolled back', async (t) => {
  const page = await browser.open(t, rig.server.url, SETTINGS(production.slug));
  const before = await exported(production.slug);
  await page.getByText('No file was applied yet').waitFor();
  await drop(page, 'sandbox.yaml', await exported(sandbox.slug));
  await untilText(
    page.getByRole('status', { name: 'Verdict' }),
    /differences to Acme; nothing stands against it/,
  );
  const difference = page.getByRole('region', { name: 'Difference' });
  await untilText(difference, /Account\s*1 added[\s\S]*Phone[\s\S]*Its values are deleted at once/);
  await untilText(difference, /Contact\s*\d+ added/);
  await untilText(
    page.getByRole('region', { name: 'Cost' }),
    /Contact: everything \(5 rows, about \d+ calls?\)/,
  );

  await page.getByRole('button', { name: /^Apply \d+ differences/ }).click();
  const question = page.getByRole('alertdialog');
  await untilText(question, /Apply sandbox\.yaml to Acme\?[\s\S]*if one fails, nothing is changed/);
  assert.equal(await exported(production.slug), before, 'nothing is done before the answer');
  await question.getByRole('button', { name: 'Apply' }).click();
  await untilText(page.getByRole('status', { name: 'Outcome' }), /Applied: \d+ differences/);
  await production.untilLive();
  assert.equal((await production.object('Contact')).rows, 5);

  const applied = page.getByRole('list', { name: 'Applied files, newest first' });
  await untilText(applied, new RegExp(`differences from ${sandbox.slug}[\\s\\S]*1 object before`));
  await applied.getByRole('button', { name: 'Roll back' }).click();
  const dialog = page.getByRole('dialog', { name: 'Roll back' });
  await untilText(dialog, /Contact[\s\S]*Its table is dropped/);
  await dialog.getByRole('button', { name: /^Roll back \d+ differences/ }).click();
  await untilText(applied, /Rolled back/);
  assert.equal(await exported(production.slug), before);
});

test('the same is done with the keyboard on a telephone, without scrolling sideways', async (t) => {
  const page = await browser.open(t, rig.server.url, SETTINGS(production.slug), {
    viewport: { width: 390, height: 844 },
    colorScheme: 'dark',
  });
  await page.getByLabel('Configuration file').focus();
  await pick(page, 'sandbox.yaml', await exported(sandbox.slug));
  const exact = page.getByRole('checkbox', { name: /Take the file exactly/ });
  await exact.focus();
  await page.keyboard.press('Space');
  await untilText(page.getByRole('status', { name: 'Verdict' }), /nothing stands against it/);
  const apply = page.getByRole('button', { name: /^Apply \d+ difference/ });
  await apply.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.ok(width <= 390, `the page is ${width} wide`);
});
