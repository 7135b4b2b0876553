import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SignedReport, toCanonicalJson } from '@sync-user/contract';
import { ACCOUNT_ENV, isFocused, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
// More widgets than are compared one by one.
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 40, contacts: 0, widgets: 2200 }) });
const workspace = await rig.openWorkspace({ objects: ['Account', 'Widget__c'] });
const { slug, schema } = workspace;
const at = { workspace: slug };
const empty = await rig.openWorkspace({ connect: false });

test('planted drift is found by a click, mended, and shown with its rows and groups', async (t) => {
  // What is newer than some minutes may be under way and is no drift.
  const settled = (table: string): string =>
    `(select min(id) from ${schema}.${table} where systemmodstamp < now() - interval '1 hour')`;
  const [account] = await rig.query<{ id: string }>(
    `delete from ${schema}.account where id = ${settled('account')} returning id`,
  );
  await rig.query(
    `update ${schema}.widget__c set title__c = 'Old', systemmodstamp = systemmodstamp - interval '1 second'
      where id = ${settled('widget__c')}`,
  );
  const page = await browser.open(t, rig.server.url, `/w/${slug}/completeness`);
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await untilText(verdict, /Nothing has been proven yet/);
  await verdict.getByRole('button', { name: 'Compare now' }).click();
  await untilText(verdict, /Nothing is missing: all 2,\d{3} rows[\s\S]*2 rows that differed, and mended all/);

  const counts = page.getByRole('region', { name: 'Counts of both sides' });
  const found = await rig.api.readObjectCompleteness({ ...at, object: 'Account' });
  const rows = found.lastRun?.rowsInOrg ?? 0;
  assert.equal(found.lastRun?.rowsInMirror, rows - 1);
  await untilText(
    counts.getByRole('row', { name: /^Account/ }),
    new RegExp(`${rows}\\s+${rows - 1}\\s[\\s\\S]*1 missing here; mended[\\s\\S]*Mended`),
  );
  await untilText(counts.getByRole('row', { name: /^Widget/ }), /1 older here; mended/);

  await counts.getByRole('link', { name: 'Account' }).click();
  const drift = page.getByRole('region', { name: 'Rows that differed', exact: true });
  await untilText(drift, new RegExp(`${account?.id}\\s+Missing here\\s+Mended`));
  await verdict.getByRole('button', { name: 'Compare now' }).click();
  await untilText(verdict, /Complete: (\d+) in Salesforce, \1 here/);
  const runs = page.getByRole('region', { name: 'Comparisons, newest first' });
  await until(async () => (await runs.getByRole('row').count()) === 3, {
    what: 'two comparisons and a head',
  });

  await page.goto(`/w/${slug}/completeness/Widget__c`);
  const groups = page.getByRole('region', { name: 'Groups', exact: true });
  await groups.getByRole('img', { name: /rows by the time of their last change, \d+ not equal/ }).waitFor();
  await untilText(groups, /Differed, mended/);
  await groups.getByRole('button', { name: 'Show as table' }).click();
  await untilText(page.getByRole('region', { name: 'Groups as a table' }), /stamps/);
});

test('the signed report is downloaded, passes, and does not when a count in it is changed', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/completeness`);
  const card = page.getByRole('region', { name: 'Signed report' });
  const fetched = page.waitForEvent('download');
  await card.getByRole('button', { name: 'Download' }).click();
  const { report, signature } = SignedReport.parse(
    JSON.parse(readFileSync(await (await fetched).path(), 'utf8')),
  );
  const pem = await untilText(card, /-----END PUBLIC KEY-----/);
  const key = createPublicKey(
    /-----BEGIN PUBLIC KEY-----[\s\S]+-----END PUBLIC KEY-----/.exec(pem)?.[0] ?? '',
  );
  const passes = (of: object): boolean =>
    verify(null, Buffer.from(toCanonicalJson(of)), key, Buffer.from(signature.value, 'base64'));
  assert.deepEqual(report.objects.map(({ object }) => object).toSorted(), ['Account', 'Widget__c']);
  assert.ok(passes(report));
  assert.ok(!passes({ ...report, workspace: 'another' }));
});

test('a record is traced by its ID, and the schedule is changed', async (t) => {
  const [id = ''] = await rig.org.save([
    { kind: 'create', object: 'Account', values: { Name: 'Short-lived' } },
  ]);
  await workspace.poll();
  await rig.org.save([{ kind: 'delete', object: 'Account', id }]);
  await workspace.poll();
  const page = await browser.open(t, rig.server.url, `/w/${slug}/completeness`);
  const card = page.getByRole('region', { name: 'What became of a record' });
  await card.getByRole('textbox', { name: 'Record ID' }).fill(id);
  await page.keyboard.press('Enter');
  await untilText(card, /Deleted\s+Short-lived/);
  await card.getByRole('textbox', { name: 'Record ID' }).fill('001000000000000AAA');
  await card.getByRole('button', { name: 'Trace' }).click();
  await untilText(card, /Never seen here/);

  await page.getByRole('combobox', { name: 'Compare' }).selectOption({ label: 'every 12 h' });
  await until(async () => (await rig.api.readCompleteness(at)).everyHours === 12, {
    what: 'the schedule is saved',
  });
  await page.getByRole('combobox', { name: 'Compare' }).selectOption({ label: 'only when asked' });
  await until(async () => (await rig.api.readCompleteness(at)).everyHours === 0, {
    what: 'the schedule is off again',
  });
});

test('a budget shows its effect before it is saved, by keyboard', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/budget`);
  await untilText(page.getByLabel('Level'), /Plenty: \d+ of [\d,]+ calls used by all apps/);
  const card = page.getByRole('region', { name: 'Budget', exact: true });
  const share = card.getByRole('slider', { name: 'Reading may use' });
  await share.focus();
  await page.keyboard.press('Home');
  assert.ok(await isFocused(share));
  const effect = card.getByRole('status', { name: 'Effect' });
  await untilText(effect, /What saving this does[\s\S]*Reading may make [\d,]+ calls in 24 hours/);
  const { apiSharePercent } = (await rig.api.readOverview(at)).workspace;
  assert.notEqual(apiSharePercent, 1, 'nothing is saved yet');
  await card.getByRole('button', { name: 'Save budget' }).click();
  await until(async () => (await rig.api.readOverview(at)).workspace.apiSharePercent === 1, {
    what: 'the share is saved',
  });
  await card.getByRole('button', { name: 'Save budget' }).waitFor({ state: 'detached' });
  await untilText(effect, /What this comes to/);
  await rig.api.changeWorkspace({ ...at, apiSharePercent });
});

test('every call is told by object and interface, in each period, beside the forecast of both ways', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${slug}/budget`);
  const card = page.getByRole('region', { name: 'Calls made' });
  const { total } = await rig.api.readCalls({ ...at, bucketSeconds: 3600 });
  assert.ok(total > 0);
  await untilText(card, /calls? in the last 24 hours/);
  await untilText(card.getByRole('region', { name: 'By object' }), /(?=[\s\S]*Account)(?=[\s\S]*Widget__c)/);
  await untilText(card.getByRole('region', { name: 'By interface' }), /Bulk API 2\.0/);
  await card.getByRole('combobox', { name: 'Period' }).selectOption({ label: '7 days' });
  await card.getByRole('figure', { name: /in the last 7 days, by day and cause/ }).waitFor();
  await card.getByRole('button', { name: 'Show as table' }).click();
  await untilText(card.getByRole('region', { name: 'Calls per day' }), /Day \(UTC\)/);

  const modes = page.getByRole('region', { name: 'Both ways of reading' });
  await untilText(modes.getByRole('region', { name: 'Polling' }), /now[\s\S]*calls a day/);
  await untilText(modes.getByRole('region', { name: 'Change events' }), /calls a day/);
  await untilText(page.getByRole('region', { name: 'By cause' }), /Polling for changes[\s\S]*All/);
  await untilText(page.getByRole('region', { name: 'Forecast by object' }), /Account[\s\S]*Polled every/);
});

test('a workspace without a connection is told what comes', async (t) => {
  for (const path of ['completeness', 'budget', 'events']) {
    const page = await browser.open(t, rig.server.url, `/w/${empty.slug}/${path}`);
    await page.getByRole('heading', { name: 'Salesforce is not connected' }).waitFor();
  }
});
