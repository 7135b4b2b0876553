import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { ADMIN, orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ widgets: 20, accounts: 30, contacts: 10 }) });

test('an edit in the org appears in the live stream, old and new, and leads to the record, which stays live', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'User'] });
  const [id = ''] = await rig.org.save(
    [{ kind: 'create', object: 'Account', values: { Name: 'Wayne Enterprises', Industry: 'Banking' } }],
    ADMIN,
  );
  await workspace.poll();
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  const latest = page.getByRole('list', { name: 'Latest changes' }).getByRole('listitem');
  await untilText(latest.first(), /Ada Admin created Account Wayne Enterprises/);

  await rig.org.save([{ kind: 'update', object: 'Account', id, values: { Industry: 'Energy' } }], ADMIN);
  await page.getByRole('button', { name: 'Poll now' }).click();
  await page.getByText('Asking Salesforce for changes now.').waitFor();
  await untilText(latest.first(), /Ada Admin updated Account Wayne Enterprises/);
  assert.match(await latest.first().innerText(), /Industry\s+was\s+Banking\s+→\s+is now\s+Energy/);

  // The record opens beside the list of records, and both follow the next edit by themselves.
  await latest.first().getByRole('link', { name: 'Wayne Enterprises' }).click();
  const panel = page.getByRole('complementary', { name: 'Record' });
  const row = page.getByRole('grid', { name: 'Records of Account' }).getByRole('row', { name: /Wayne/ });
  await untilText(row, /Energy/);
  await untilText(panel, /Industry\s+Energy/);
  await rig.org.save(
    [{ kind: 'update', object: 'Account', id, values: { Name: 'Wayne Ltd', Industry: 'Retail' } }],
    ADMIN,
  );
  await workspace.poll();
  await untilText(panel, /Wayne Ltd[\s\S]*Industry\s+Retail/);
  await untilText(row, /Wayne Ltd[\s\S]*Retail/);

  // Deleted elsewhere: it leaves the list and is told in the feed.
  await rig.org.save([{ kind: 'delete', object: 'Account', id }], ADMIN);
  await workspace.poll();
  await until(async () => (await row.count()) === 0, { what: 'the deleted record leaves the list' });
  await page.getByRole('link', { name: 'Activity' }).click();
  const feed = page.getByRole('region', { name: 'Changes, newest first' });
  await untilText(feed.getByRole('article').first(), /deleted Account Wayne Ltd/);
  assert.equal(await feed.getByRole('article').count(), 4);
});

test('the feed narrows to one object, by address too, and says when there is nothing', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Contact', 'Lead'] });
  await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Stark Industries' } },
    { kind: 'create', object: 'Contact', values: { LastName: 'Potts' } },
  ]);
  await workspace.poll();
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/activity`);
  const entries = page.getByRole('region', { name: 'Changes, newest first' }).getByRole('article');
  await until(async () => (await entries.count()) === 2, { what: 'both changes are listed' });
  await page.getByLabel('Object').selectOption('Contact');
  await page.waitForURL('**/activity?object=Contact');
  await until(async () => (await entries.count()) === 1, { what: 'only the contact is listed' });
  await untilText(entries.first(), /created Contact Potts/);
  await page.goto(`/w/${workspace.slug}/activity?object=Lead`);
  await page.getByText('No changes yet').waitFor();
  assert.equal(await page.getByLabel('Object').inputValue(), 'Lead');
});

test('the chart of calls, its legend, its table and the API tell the same numbers', async (t) => {
  const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
  await workspace.poll();
  const words = { poll: 'Polling for changes', load: 'First loads', connect: 'Logging in' };
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  const figure = page.getByRole('figure', { name: /API calls in the last 24 hours, by hour and cause/ });
  // A call may end between the two readings, so both are read until they agree.
  const report = await until(
    async () => {
      const now = await rig.api.readCalls({ workspace: workspace.slug });
      await page.reload();
      await figure.waitFor();
      const drawn = await figure.getAttribute('aria-label');
      return drawn?.startsWith(`${now.total} API calls`) === true ? now : undefined;
    },
    { timeoutMs: 60_000, what: 'the chart tells the total of the API' },
  );
  assert.ok((report.byCause.load ?? 0) > 0 && (report.byCause.poll ?? 0) > 0, 'there is something to draw');
  await until(() => page.locator('figure canvas').evaluate(isPainted), { what: 'the chart is drawn' });
  const legend = page.getByRole('list', { name: 'Calls by cause' });
  for (const [cause, word] of Object.entries(words)) {
    const calls = report.byCause[cause as keyof typeof words];
    assert.match(await legend.innerText(), new RegExp(`${word}\\s+${calls}\\b`));
  }

  await page.getByRole('button', { name: 'Show as table' }).click();
  const table = page.getByRole('region', { name: 'Calls per hour' }).getByRole('table');
  const heads = await table.getByRole('columnheader').allInnerTexts();
  const rows = await table
    .getByRole('row')
    .evaluateAll((all) =>
      all.slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.innerText))),
    );
  assert.ok(rows.length >= 24, 'every hour has a row');
  for (const [cause, word] of Object.entries(words)) {
    const place = heads.indexOf(word) - 1;
    const total = rows.reduce((sum, row) => sum + (row[place] ?? Number.NaN), 0);
    assert.equal(total, report.byCause[cause as keyof typeof words], word);
  }
  assert.equal(
    rows.flat().reduce((sum, calls) => sum + calls, 0),
    report.total,
  );
});

interface Canvas {
  readonly width: number;
  readonly height: number;
  getContext(kind: '2d'): {
    getImageData(...box: readonly number[]): { readonly data: Uint8ClampedArray };
  };
}

/** Runs in the page: whether the picture holds more than the lines of its grid. */
function isPainted(canvas: Canvas): boolean {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const colours = new Map<string, number>();
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.subarray(at, at + 4).join();
    colours.set(colour, (colours.get(colour) ?? 0) + 1);
  }
  return [...colours.values()].filter((pixels) => pixels > 40).length > 3;
}
