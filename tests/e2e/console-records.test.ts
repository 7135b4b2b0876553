import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import type { Locator, Page } from 'playwright-core';
import { ACCOUNT_ENV, isFocused, TestBrowser, untilText } from '../support/browser.ts';
import { ADMIN, orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const WIDGETS = 1_250;
const browser = await TestBrowser.start();
const rig = await startRig({
  env: ACCOUNT_ENV,
  seed: orgSeed({ widgets: WIDGETS, accounts: 3, contacts: 0 }),
});
const workspace = await rig.openWorkspace({ objects: ['Widget__c', 'User', 'Lead'] });
const ADDRESS = `/w/${workspace.slug}/objects/Widget__c/records`;

interface Records {
  readonly page: Page;
  readonly grid: Locator;
  /** Rows that hold records; the first row of the grid is its header. */
  readonly rows: Locator;
  readonly panel: Locator;
}

async function openRecords(t: TestContext, query = ''): Promise<Records> {
  const page = await browser.open(t, rig.server.url, ADDRESS + query);
  const grid = page.getByRole('grid', { name: 'Records of Widget' });
  const rows = grid.getByRole('rowgroup').getByRole('row');
  await rows.first().waitFor();
  return { page, grid, rows, panel: page.getByRole('complementary', { name: 'Record' }) };
}

const header = (grid: Locator, name: string): Locator =>
  grid.getByRole('columnheader', { name, exact: true });

async function titlesByApi(sort: string, direction: 'asc' | 'desc', limit: number): Promise<unknown[]> {
  const found = await rig.api.listRecords({
    workspace: workspace.slug,
    object: 'Widget__c',
    sort,
    direction,
    limit,
  });
  return found.records.map((record) => record['title__c']);
}

test('searching finds by name and by id, is kept in the address, and says when nothing matches', async (t) => {
  const { page, rows } = await openRecords(t);
  const [record] = (
    await rig.api.listRecords({ workspace: workspace.slug, object: 'Widget__c', limit: 1, sort: 'id' })
  ).records;
  const name = String(record?.['name']);
  const search = page.getByRole('searchbox', { name: 'Search by name or id' });
  await search.fill(name);
  await until(async () => (await rows.count()) === 1, { what: 'one record is left' });
  await untilText(rows.first(), new RegExp(name));
  assert.match(page.url(), /search=/);
  await page.reload();
  assert.equal(await search.inputValue(), name);
  await until(async () => (await rows.count()) === 1, { what: 'the search outlives a reload' });

  await search.fill(String(record?.['id']));
  await untilText(rows.first(), new RegExp(String(record?.['id'])));
  await search.fill('there is no such widget');
  await page.getByRole('heading', { name: 'Nothing matches “there is no such widget”' }).waitFor();
  await search.fill('');
  await until(async () => (await rows.count()) > 10, { what: 'all are back' });
});

test('a header sorts up, down, and back to the newest change first, as the API does', async (t) => {
  const { page, grid, rows } = await openRecords(t);
  const title = header(grid, 'Title');
  const place = (await grid.getByRole('columnheader').allInnerTexts()).indexOf('Title');
  const shown = async () =>
    await Promise.all([0, 1, 2].map((index) => rows.nth(index).getByRole('gridcell').nth(place).innerText()));
  for (const [direction, spoken] of [
    ['asc', 'ascending'],
    ['desc', 'descending'],
  ] as const) {
    await title.getByRole('button').click();
    const wanted = (await titlesByApi('title__c', direction, 3)).join();
    await until(async () => (await shown()).join() === wanted, { what: `the titles stand ${spoken}` });
    assert.equal(await title.getAttribute('aria-sort'), spoken);
    assert.match(page.url(), new RegExp(`sort=title__c&direction=${direction}`));
  }
  await title.getByRole('button').click();
  await until(async () => (await title.getAttribute('aria-sort')) === 'none', { what: 'no column sorts' });
});

test('scrolling reads page after page to the last record, with few rows in the page at any time', async (t) => {
  const { page, grid, rows } = await openRecords(t);
  assert.equal(await grid.getAttribute('aria-rowcount'), String(WIDGETS + 1));
  let most = 0;
  await until(
    async () => {
      await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      most = Math.max(most, await rows.count());
      return (await rows.last().getAttribute('aria-rowindex')) === String(WIDGETS + 1);
    },
    { what: 'the last record is reached' },
  );
  await page.getByText('1,250 shown').waitFor();
  assert.ok(most < 80, `${most} rows were in the page`);
  const header = grid.getByRole('row').first();
  const [gridBox, headerBox] = [await grid.boundingBox(), await header.boundingBox()];
  assert.equal(headerBox?.y, gridBox?.y, 'the header stays in sight');
});

test('the keyboard alone searches, moves, opens, goes on in the opened panel, and closes', async (t) => {
  const { page, grid, rows, panel } = await openRecords(t, '?sort=title__c&direction=asc');
  const names = await rows.evaluateAll((all) => all.slice(0, 5).map((row) => row.id));
  await page.keyboard.press('/');
  const search = page.getByRole('searchbox', { name: 'Search by name or id' });
  assert.ok(await isFocused(search), '/ focuses the search');
  assert.equal(await search.inputValue(), '', 'and is not typed into it');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.ok(await isFocused(grid), 'the grid is one tab stop');

  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await grid.getAttribute('aria-activedescendant'), names[2]);
  await page.keyboard.press('Enter');
  await panel.waitFor();
  assert.equal(`row-${new URL(page.url()).searchParams.get('record')}`, names[2]);
  const third = await panel.getByRole('heading').innerText();
  await page.keyboard.press('ArrowDown');
  await until(async () => (await panel.getByRole('heading').innerText()) !== third, {
    what: 'the panel shows the next record',
  });
  await until(() => `row-${new URL(page.url()).searchParams.get('record')}` === names[3], {
    what: 'the address names it',
  });
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  assert.ok(await isFocused(grid), 'the focus is still there');

  await page.keyboard.press('End');
  await until(async () => Number(await rows.last().getAttribute('aria-rowindex')) > 190, {
    what: 'End leads far down',
  });
  await page.keyboard.press('Home');
  await until(async () => (await grid.getAttribute('aria-activedescendant')) === names[0], {
    what: 'Home leads back',
  });
});

test('columns are chosen, stay chosen after a reload, and go back to the usual ones', async (t) => {
  const { page, grid } = await openRecords(t);
  const usual = await grid.getByRole('columnheader').allInnerTexts();
  assert.ok(usual.includes('Title') && !usual.includes('Created Date'), usual.join());
  await page.getByRole('button', { name: /^Columns/ }).click();
  const picker = page.getByRole('dialog', { name: 'Columns' });
  await picker.getByRole('searchbox', { name: 'Search fields' }).fill('created d');
  await picker.getByRole('checkbox', { name: /^Created Date/ }).check();
  await picker.getByRole('searchbox', { name: 'Search fields' }).fill('title');
  await picker.getByRole('checkbox', { name: /^Title/ }).uncheck();
  await page.keyboard.press('Escape');
  await header(grid, 'Created Date').waitFor();
  await page.reload();
  await header(grid, 'Created Date').waitFor();
  assert.equal(await header(grid, 'Title').count(), 0);

  await page.getByRole('button', { name: /^Columns/ }).click();
  await page.getByRole('button', { name: 'Back to the usual columns' }).click();
  await header(grid, 'Title').waitFor();
  assert.deepEqual(await grid.getByRole('columnheader').allInnerTexts(), usual);
});

test('a click copies an id, and the panel does not open for it', async (t) => {
  const { page, rows, panel } = await openRecords(t);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copy = rows.first().getByRole('button', { name: /^Copy a/ });
  const id = (await copy.innerText()).trim();
  assert.match(id, /^a\w{17}$/);
  await copy.click();
  await rows
    .first()
    .getByRole('button', { name: `Copied ${id}` })
    .waitFor();
  assert.equal(await page.evaluate('navigator.clipboard.readText()'), id);
  assert.equal(await panel.count(), 0);
});

test('the panel shows every field and what happened to the record', async (t) => {
  const [id = ''] = await rig.org.save(
    [{ kind: 'create', object: 'Widget__c', values: { Key__c: 'history', Title__c: 'First title' } }],
    ADMIN,
  );
  await workspace.poll();
  for (const [values, by] of [
    [{ Title__c: 'Second title' }, ADMIN],
    [{ Size__c: 12.5 }, undefined],
  ] as const) {
    await rig.org.save([{ kind: 'update', object: 'Widget__c', id, values }], by);
    await workspace.poll();
  }
  const { page, panel } = await openRecords(t, `?record=${id}`);
  const { fields } = await workspace.object('Widget__c');
  await untilText(panel, /Title\s+Second title/);
  assert.equal(await panel.getByRole('term').count(), fields.length);
  await panel.getByRole('tab', { name: 'Changes' }).click();
  const entries = panel.getByRole('article');
  await until(async () => (await entries.count()) === 3, { what: 'three changes' });
  assert.match(await entries.nth(0).innerText(), /Size\s+was\s+empty\s+→\s+is now\s+12\.5/);
  assert.match(
    await entries.nth(1).innerText(),
    /Ada Admin updated[\s\S]*Title\s+was\s+First title\s+→\s+is now\s+Second title/,
  );
  assert.match(await entries.nth(2).innerText(), /Ada Admin created/);

  await page.goto(`${ADDRESS}?record=a00000000000000AAA`);
  await untilText(panel.getByRole('alert'), /Not found/);
});

test('an object without rows, and one that is not synced, say so and lead on', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/objects/Lead/records`);
  await page.getByRole('heading', { name: 'Lead has no rows here' }).waitFor();
  await page.goto(`/w/${workspace.slug}/objects/Campaign/records`);
  await page.getByRole('heading', { name: 'Campaign is not synced' }).waitFor();
  await page.getByRole('button', { name: 'Sync Campaign' }).waitFor();
});
