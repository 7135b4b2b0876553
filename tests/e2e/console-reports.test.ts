/** Reports in the console and in a terminal: pipeline, amounts that are never mixed, and the people of a campaign. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../../apps/cli/testing/run-cli.ts';
import { ACCOUNT_ENV, TestBrowser, untilText } from '../support/browser.ts';
import { orgSeed } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({
  env: ACCOUNT_ENV,
  seed: {
    ...orgSeed({ accounts: 2, contacts: 0, widgets: 0 }),
    currencies: [
      { isoCode: 'EUR', rate: 1, corporate: true },
      { isoCode: 'USD', rate: 4 },
    ],
  },
});
const deal = { StageName: 'Prospecting', CloseDate: '2030-02-10' };
await rig.org.save([
  {
    kind: 'create',
    object: 'Opportunity',
    values: { ...deal, Name: 'A', Amount: 100, CurrencyIsoCode: 'EUR' },
  },
  {
    kind: 'create',
    object: 'Opportunity',
    values: { ...deal, Name: 'B', Amount: 100, CurrencyIsoCode: 'USD' },
  },
]);
const [campaign = '', lead = ''] = await rig.org.save([
  { kind: 'create', object: 'Campaign', values: { Name: 'Spring fair' } },
  { kind: 'create', object: 'Lead', values: { LastName: 'Olsen', Company: 'Fjord AS' } },
]);
await rig.org.save([
  { kind: 'create', object: 'CampaignMember', values: { CampaignId: campaign, LeadId: lead } },
]);
const workspace = await rig.openWorkspace({
  objects: ['Opportunity', 'OpportunityHistory', 'Campaign', 'CampaignMember', 'Lead'],
});
const at = { workspace: workspace.slug };

async function cli(...args: string[]): Promise<string> {
  const env = {
    SYNC_USER_URL: rig.server.url,
    SYNC_USER_API_KEY: rig.apiKey,
    SYNC_USER_WORKSPACE: workspace.slug,
  };
  const { stdout, stderr, exitCode } = await runCli(args, { env });
  assert.equal(exitCode, 0, stderr);
  return stdout;
}

test('the worker reads the rates by itself, and the ledger has the call', async () => {
  const money = await until(
    async () => {
      const answer = await rig.api.readMoney(at);
      return answer.ratesReadAt === null ? undefined : answer;
    },
    { what: 'the exchange rates are read' },
  );
  assert.deepEqual([money.corporateCurrency, money.datedRates, money.trouble], ['EUR', false, null]);
});

test('in a terminal: rates, sums, pipeline and lists', async () => {
  assert.match(await cli('money'), /USD\s+4\b/);
  assert.match(await cli('money', 'sum', 'opportunity', 'amount'), /100 EUR \+ 100 USD\s+125\b/);
  assert.match(await cli('pipeline', '--every', 'quarter'), /open\s+Prospecting\s+2\s+125\b/);
  assert.match(await cli('campaign-lists'), /Spring fair\s+\S+\s+1\s+0/);
  assert.match(await cli('campaign-lists', campaign), /lead\s+\S+\s+Olsen/);
});

test('in the console: the chart with its numbers, sums per currency, and a campaign’s people', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}`);
  await page.getByRole('link', { name: 'Reports' }).click();
  const pipeline = page.getByRole('region', { name: 'Pipeline', exact: true });
  await pipeline
    .getByRole('figure', { name: /Open pipeline by stage/ })
    .locator('canvas')
    .waitFor();
  await untilText(pipeline, /Prospecting\s+open\s+2\s+125 EUR/);
  await page.getByRole('combobox', { name: 'Every' }).selectOption('quarter');
  await untilText(pipeline, /Prospecting\s+open\s+2\s+125 EUR/);
  const amounts = page.getByRole('region', { name: 'Amounts' });
  await untilText(
    amounts,
    /In EUR, 1 row\s+100 EUR[\s\S]*In USD, 1 row\s+100 USD[\s\S]*corporate currency\s+125 EUR/,
  );
  await page.getByRole('link', { name: /Spring fair/ }).click();
  await untilText(page.getByRole('region', { name: 'People of the campaign' }), /Olsen\s+lead\s+Fjord AS/);
});

test('an object’s page tells the currency of its amounts, the corporate one, and as of when the rates are', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${workspace.slug}/objects/Opportunity`);
  await untilText(
    page.getByRole('region', { name: 'Amounts' }),
    /Amount[\s\S]*each in the currency of its record[\s\S]*In EUR:[\s\S]*1 EUR = 4 USD, read /,
  );
  await page.goto(`${rig.server.url}/w/${workspace.slug}/objects/CampaignMember`);
  await page.getByRole('region', { name: 'How it is read' }).waitFor();
  assert.equal(
    await page.getByRole('region', { name: 'Amounts' }).count(),
    0,
    'without amounts nothing is said',
  );
});
