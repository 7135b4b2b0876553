import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { contrastProblems } from '../support/contrast.ts';
import { orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 40, contacts: 30, widgets: 250 }) });

const fields = async (workspace: string, object = 'Widget__c') =>
  (await rig.api.listFields({ workspace, object })).fields;
const stateOf = async (workspace: string, name: string) =>
  (await fields(workspace)).find((field) => field.name === name)?.state;
const openMenu = async (page: Page, of: string, item: string): Promise<void> => {
  await page.getByRole('button', { name: `Actions for ${of}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};

test('what several objects cost is seen, by itself and against the budget, before any of them is switched on', async (t) => {
  const { slug } = await rig.openWorkspace();
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`);
  const tray = page.getByRole('region', { name: 'Chosen objects' });

  // Who has nothing yet finds the recommended ones ticked, the account before what hangs on it.
  await untilText(tray, /\d+ objects chosen[\s\S]*First load: [\d,]+ rows[\s\S]*Each day: [\d.]+ calls/);
  const list = page.getByRole('region', { name: 'Objects in your org' });
  const names = await list
    .getByRole('checkbox')
    .evaluateAll((boxes) =>
      boxes.map((box) => (box as unknown as { labels: { textContent: string }[] }).labels[0]?.textContent),
    );
  assert.deepEqual(names.slice(0, 3), ['User', 'Account', 'Contact']);
  const line = (label: string) =>
    list.getByRole('listitem').filter({ has: page.getByLabel(label, { exact: true }) });
  await untilText(
    line('Account'),
    /Account\s+40 rows · first load under a minute, \d+ calls?\s+A day: [\d.]+ calls? more by polling, [\d.]+ calls? more by change events/,
  );
  assert.match(await tray.innerText(), /Reading may use [\d,]+, \d+% of the org’s/);
  await tray.getByRole('img', { name: /of what reading may use/ }).waitFor();

  // The sum is of what is ticked.
  await tray.getByRole('button', { name: 'Choose none' }).click();
  await tray.waitFor({ state: 'detached' });
  await page.getByRole('searchbox', { name: 'Search objects' }).fill('widget');
  await untilText(line('Widget'), /Tick it to see what it costs/);
  await page.getByLabel('Widget', { exact: true }).check();
  await untilText(tray, /1 object chosen\s+First load: 250 rows/);
  await page.getByRole('searchbox', { name: 'Search objects' }).fill('');
  await page.getByLabel('Account', { exact: true }).check();
  await untilText(tray, /2 objects chosen\s+First load: 290 rows/);
  assert.equal((await rig.api.readOverview({ workspace: slug })).objects.length, 0, 'nothing is switched on');

  await tray.getByRole('button', { name: 'Sync 2 objects' }).click();
  await tray.waitFor({ state: 'detached' });
  await untilText(page.getByRole('row', { name: /^Account/ }), /40[\s\S]*Every 30 min[\s\S]*In sync/);
  await untilText(page.getByRole('row', { name: /^Widget/ }), /250[\s\S]*In sync/);
});

test('a forecast that cannot be made says why, and keeps nobody from beginning', async (t) => {
  const { slug } = await rig.openWorkspace();
  await rig.org.fault({ kind: 'status', status: 500, path: 'recordCount', times: 100 });
  t.after(() => rig.org.clearFaults());
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`);
  const tray = page.getByRole('region', { name: 'Chosen objects' });
  await untilText(tray.getByRole('alert'), /Salesforce/);
  await tray.getByRole('button', { name: 'Choose none' }).click();
  await page.getByLabel('Lead', { exact: true }).check();
  await tray.getByRole('button', { name: 'Sync Lead' }).click();
  await untilText(page.getByRole('row', { name: /^Lead/ }), /In sync/);
});

test('an object is paused and goes on, and is read as often as somebody says, with the cost beside the choice', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
  const { slug } = workspace;
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`);
  const row = page.getByRole('row', { name: /^Widget/ });
  await openMenu(page, 'Widget', 'Pause…');
  const ask = page.getByRole('alertdialog', { name: 'Pause Widget?' });
  assert.match(await ask.innerText(), /250 rows stay readable/);
  await ask.getByRole('button', { name: 'Pause' }).click();
  await untilText(row, /Paused/);
  assert.equal((await rig.api.readObject({ workspace: slug, object: 'Widget__c' })).paused, true);

  await row.getByRole('link', { name: 'Widget' }).click();
  await page.getByText('Widget is paused.', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();

  const card = page.getByRole('region', { name: 'How it is read' });
  await untilText(card, /A day: [\d.]+ calls/);
  await card.getByLabel('How fresh').selectOption('every 1 min');
  await untilText(card, /The workspace’s day would take [\d,.]+ calls, now [\d.]+/);
  await card.getByRole('radio', { name: /^Polling/ }).check();
  await untilText(card, /The workspace’s day would take [\d,.]+ calls, now [\d.]+/);
  await card.getByRole('button', { name: 'Save' }).click();
  await card.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
  const { mode, intervalSeconds } = await rig.api.readObject({ workspace: slug, object: 'Widget__c' });
  assert.deepEqual({ mode, intervalSeconds }, { mode: 'poll', intervalSeconds: 60 });

  await page.getByRole('link', { name: 'Objects' }).first().click();
  await untilText(row, /Every 1 min/);
});

test('a row filter is counted by Salesforce first; one it refuses is answered in its words and changes nothing', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Widget__c'] });
  const { slug } = workspace;
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects/Widget__c`);
  const card = page.getByRole('region', { name: 'Which rows' });
  const condition = card.getByLabel('Condition in SOQL');
  await condition.fill('Sizes__c > 5000');
  await card.getByRole('button', { name: 'Check with Salesforce' }).click();
  await untilText(card.getByRole('alert'), /No such column 'Sizes__c' on entity 'Widget__c'/);
  assert.equal(await card.getByRole('button', { name: 'Put in force' }).count(), 0);

  await condition.fill('Size__c > 5000');
  await card.getByRole('button', { name: 'Check with Salesforce' }).click();
  const outcome = card.getByRole('status');
  const said = await untilText(outcome, /^\d+ of 250 rows match\./);
  const matching = Number(/^\d+/.exec(said)?.[0]);
  assert.ok(matching > 0 && matching < 250, said);
  assert.equal((await rig.api.listFields({ workspace: slug, object: 'Widget__c' })).rowFilter, null);
  await card.getByRole('button', { name: 'Put in force' }).click();
  const ask = page.getByRole('alertdialog');
  assert.match(await ask.innerText(), new RegExp(`250 rows are here, ${matching} will be`));
  await ask.getByRole('button', { name: 'Put in force' }).click();
  await card.getByText('Only rows that meet this condition are mirrored.').waitFor();
  assert.equal(
    (await rig.api.listFields({ workspace: slug, object: 'Widget__c' })).rowFilter,
    'Size__c > 5000',
  );
});

test('fields are added, removed, brought back and kept private, each saying what it does', async (t) => {
  const workspace = await rig.openWorkspace();
  const { slug } = workspace;
  await rig.api.selectObject({ workspace: slug, object: 'Widget__c', fields: ['Title__c'] });
  await workspace.untilLive();
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects/Widget__c`);
  await page
    .getByRole('navigation', { name: 'Parts of this object' })
    .getByRole('link', { name: /Fields/ })
    .click();
  await page.waitForURL('**?view=fields');
  const grid = page.getByRole('region', { name: 'Fields', exact: true });
  const group = (name: RegExp) => grid.getByRole('group', { name: 'Show' }).getByRole('button', { name });
  const line = (label: string) =>
    grid.getByRole('row').filter({ has: page.getByRole('rowheader', { name: label }) });

  await group(/^Available/).click();
  await untilText(line('Size'), /Size__c[\s\S]*would be numeric/);
  await grid.getByRole('checkbox', { name: 'Choose Size' }).check();
  await grid.getByRole('checkbox', { name: 'Choose Day' }).check();
  await grid.getByRole('button', { name: 'Add 2 fields' }).click();
  await page.getByText('2 fields added. Only what is missing is read.').waitFor();
  await group(/^Mapped/).click();
  await untilText(line('Size'), /size__c\s+numeric[\s\S]*(Filling|Mapped)/);
  // What changed while the columns were being filled comes with a poll; one may come before that is asked for.
  await until(
    async () => {
      await workspace.poll(60_000);
      const { backfill } = await rig.api.listFields({ workspace: slug, object: 'Widget__c' });
      return backfill?.phase === 'done';
    },
    { timeoutMs: 120_000, what: 'the columns are filled' },
  );
  await untilText(page.getByRole('main'), /(Size__c, Day__c|Day__c, Size__c) are filled: \d+ rows read/);
  await rig.assertMirrorIsSame(workspace);

  await openMenu(page, 'Day', 'Remove…');
  const remove = page.getByRole('alertdialog', { name: 'Remove Day?' });
  assert.match(await remove.innerText(), /day__c keeps its values for a grace period/);
  await remove.getByRole('button', { name: 'Remove the field' }).click();
  await remove.waitFor({ state: 'detached' });
  await group(/^Removed/).click();
  await untilText(line('Day'), /Removed\s+column goes in \d+ days/);
  await openMenu(page, 'Day', 'Bring it back');
  await until(async () => (await stateOf(slug, 'Day__c')) === 'mapped', { what: 'it is mapped again' });

  await group(/^Mapped/).click();
  await openMenu(page, 'Size', 'Do not mirror…');
  const hide = page.getByRole('alertdialog', { name: 'Do not mirror Size?' });
  assert.match(await hide.innerText(), /never asked for it again/);
  await hide.getByRole('button', { name: 'Do not mirror it' }).click();
  await hide.waitFor({ state: 'detached' });
  assert.equal(await stateOf(slug, 'Size__c'), 'private');
  const columns = await rig.query(
    `select 1 from information_schema.columns where table_schema = $1 and column_name = 'size__c'`,
    [workspace.schema],
  );
  assert.equal(columns.length, 0, 'its column is gone');
  await group(/^Private/).click();
  await openMenu(page, 'Size', 'Allow it again');
  await until(async () => (await stateOf(slug, 'Size__c')) === 'available', {
    what: 'it may be added again',
  });

  // What cannot be mirrored says why, wherever it is looked for.
  await grid.getByRole('searchbox', { name: 'Search fields' }).fill('deleted');
  await untilText(grid, /Not syncable[\s\S]*deleted records leave the table/);
});

test('a new field waits for a decision, and one of no use is left out', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Widget__c'] });
  const { slug } = workspace;
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`);
  const policy = page.getByRole('group', { name: 'When a custom field is made in Salesforce' });
  await policy.getByRole('radio', { name: /^Ask me/ }).check();
  await page.getByText('You are asked about new fields.').waitFor();
  for (const name of ['Tier__c', 'Rank__c']) {
    await rig.org.send('POST', '/objects/Widget__c/fields', { name, type: 'text', length: 20 });
    await rig.org.access(SYNC_USER, 'Widget__c', 'read', name);
  }
  await page.getByRole('button', { name: 'Compare all with Salesforce' }).click();
  const waiting = page.getByRole('region', { name: 'Changes to decide' });
  await untilText(waiting, /Widget__c: (Tier|Rank)[\s\S]*is new/);
  await waiting.getByRole('button', { name: 'Add Tier' }).click();
  await waiting.getByRole('button', { name: 'Add Tier' }).waitFor({ state: 'detached' });
  await waiting.getByRole('button', { name: 'Leave out Rank' }).click();
  await waiting.waitFor({ state: 'detached' });
  const decided = page.getByRole('region', { name: 'Changes in Salesforce' });
  await untilText(decided, /Rank[\s\S]*Left out/);
  await untilText(decided, /Tier[\s\S]*Added/);
  assert.equal(await stateOf(slug, 'Tier__c'), 'mapped');
  assert.equal(await stateOf(slug, 'Rank__c'), 'available');
});

test('a value that does not fit is shown with what is here in its place, and every load with its proof', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account'] });
  const { slug } = workspace;
  const [row] = await rig.query<{ id: string }>(`select id from ${workspace.schema}.account limit 1`);
  const id = row?.id ?? '';
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects/Account?view=loads`);
  await untilText(page.getByRole('main'), /40 rows in \d+ s, as many as Salesforce counted/);
  const misfits = page.getByRole('region', { name: 'Values that do not fit' });
  await untilText(misfits, /Every value of Account fits its column/);
  await rig.query(
    `insert into quarantined_cell (workspace_id, sobject, record_id, field, value, reason, kept)
     select workspace_id, 'Account', $2, 'AnnualRevenue', '1e999', 'The number is too large.', null
       from workspace where slug = $1`,
    [slug, id],
  );
  await page.reload();
  await untilText(
    misfits,
    /AnnualRevenue[\s\S]*The number is too large\.[\s\S]*Salesforce has 1e999, here is nothing/,
  );
  await misfits.getByRole('link', { name: `Show the record ${id}` }).click();
  await page.waitForURL(`**/records?record=${id}`);
});

test('an org that does not answer leaves the fields as last known, says so, and tries again', async (t) => {
  const { slug } = await rig.openWorkspace({ objects: ['Account'] });
  await rig.org.fault({ kind: 'status', status: 500, path: '/describe', times: 50 });
  t.after(() => rig.org.clearFaults());
  const page = await browser.open(t, rig.server.url, `/w/${slug}/objects/Account?view=fields`);
  const refusal = page.getByRole('alert');
  await refusal.waitFor();
  await untilText(page.getByRole('main'), /Mapped fields[\s\S]*Account Name/);
  await rig.org.clearFaults();
  await refusal.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('region', { name: 'Fields', exact: true }).waitFor();
});

test('the keyboard alone chooses an object, and what it costs is readable, light, dark and narrow', async (t) => {
  const { slug } = await rig.openWorkspace({ objects: ['Account'] });
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.open(t, rig.server.url, `/w/${slug}/objects`, { colorScheme });
    await page.getByLabel('Contact', { exact: true }).focus();
    await page.keyboard.press('Space');
    await untilText(page.getByRole('region', { name: 'Chosen objects' }), /First load: 30 rows/);
    assert.deepEqual(await page.evaluate<string[]>(contrastProblems), []);
    await page.setViewportSize({ width: 390, height: 844 });
    const wide = await page.evaluate<number>(
      `document.querySelector('main').scrollWidth - document.querySelector('main').clientWidth`,
    );
    assert.equal(wide, 0, 'the page is wider than a phone');
  }
});
