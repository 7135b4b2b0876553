import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { contrastProblems } from '../support/contrast.ts';
import { ACCOUNT_ENV, isFocused, TestBrowser, untilText } from '../support/browser.ts';
import { ADMIN, orgSeed, SYNC_USER } from '../support/org-seed.ts';
import { startRig } from '../support/start-rig.ts';
import { until } from '../support/until.ts';

const browser = await TestBrowser.start();
const rig = await startRig({ env: ACCOUNT_ENV, seed: orgSeed({ accounts: 40, contacts: 30, widgets: 30 }) });

const [campaign = '', lead = ''] = await rig.org.save(
  [
    { kind: 'create', object: 'Campaign', values: { Name: 'Spring fair' } },
    {
      kind: 'create',
      object: 'Lead',
      values: { LastName: 'Olsen', Company: 'A company with a name that is longer than its column' },
    },
    {
      kind: 'create',
      object: 'Opportunity',
      values: { Name: 'A', StageName: 'Prospecting', CloseDate: '2030-02-10', Amount: 1_234_567.5 },
    },
  ],
  ADMIN,
);
await rig.org.save(
  [{ kind: 'create', object: 'CampaignMember', values: { CampaignId: campaign, LeadId: lead } }],
  ADMIN,
);

// One workspace with everything there is to show, a trouble among it, and one where nothing is set up yet.
const full = await rig.openWorkspace({
  objects: [
    'Account',
    'Contact',
    'User',
    'Widget__c',
    'Opportunity',
    'OpportunityHistory',
    'Campaign',
    'CampaignMember',
    'Lead',
  ],
});
const [recordId = ''] = await rig.org.save(
  [
    {
      kind: 'create',
      object: 'Account',
      values: { Name: 'A company with a name that is longer than its column' },
    },
  ],
  ADMIN,
);
await rig.org.access(SYNC_USER, 'Widget__c', 'none');
await full.poll();
await rig.api.runPreflight({ workspace: full.slug });
await rig.api.takeCensus({ workspace: full.slug, objects: ['Account'] });
await until(
  async () =>
    (await rig.api.readObjectCompleteness({ workspace: full.slug, object: 'Account' })).lastRun !== null,
  { what: 'the accounts are compared' },
);
for (const [name, role] of [
  ['Jo Newcomer', 'member'],
  ['Kim', 'admin'],
] as const)
  await rig.api.addMember({
    workspace: full.slug,
    email: `${name.slice(0, 2).toLowerCase()}@acme.example`,
    name,
    role,
  });
const empty = await rig.openWorkspace({ connect: false });
// Consumer keys are 85 characters without a place to break.
await rig.api.writeSalesforceApp({ workspace: empty.slug, clientId: `3MVG9${'x'.repeat(80)}` });

/** Address, and what is seen when the page is ready. */
const PAGES: readonly (readonly [path: string, seen: RegExp])[] = [
  ['/sign-in', /Sign in/],
  ['/welcome', /Make your first workspace/],
  [`/w/${full.slug}`, /is not syncing/],
  [`/w/${full.slug}/objects`, /In your org/],
  [`/w/${full.slug}/objects/Account`, /Condition in SOQL/],
  [`/w/${full.slug}/objects/Account?view=fields`, /compared with Salesforce/],
  [`/w/${full.slug}/objects/Account?view=loads`, /fits its column/],
  [`/w/${full.slug}/objects/Widget__c`, /cannot read this object/],
  [`/w/${full.slug}/objects/Account/records`, /40 rows|41 rows/],
  [`/w/${full.slug}/objects/Account/records?record=${recordId}`, /Account ID/],
  [`/w/${full.slug}/activity`, /A company with a name/],
  [`/w/${full.slug}/completeness`, /END PUBLIC KEY/],
  [`/w/${full.slug}/completeness/Account`, /Rows that differed/],
  [`/w/${full.slug}/budget`, /By interface[\s\S]*Forecast and measured/],
  [`/w/${full.slug}/events`, /Holes and their repair/],
  [`/w/${full.slug}/reports`, /1 person, 0 responded/],
  [`/w/${full.slug}/reports/campaign-lists/${campaign}`, /Olsen/],
  [`/w/${full.slug}/connection`, /Client credentials/],
  [`/w/${full.slug}/settings`, /Read what was synced/],
  [`/w/${empty.slug}`, /No Salesforce org is connected yet/],
  [`/w/${empty.slug}/objects`, /Salesforce is not connected/],
  [`/w/${empty.slug}/connection`, /What to create in Salesforce/],
  [`/w/${full.slug}/integrations`, /Always on/],
  [`/w/${empty.slug}/integrations`, /Not connected/],
  [`/w/${full.slug}/permissions`, /How we know/],
  [`/w/${empty.slug}/permissions`, /Salesforce is not connected/],
  [`/w/${full.slug}/audit`, /beginning of the trail/],
  [`/w/${full.slug}/settings/you`, /You in this workspace/],
  [`/w/${full.slug}/settings/members`, /jo@acme\.example/],
  [`/w/${full.slug}/settings/notices`, /Who is told/],
  [`/w/${full.slug}/settings/configuration`, /No file was applied yet/],
  ['/invitation', /Open your invitation again/],
  ['/invitation#token=of-nobody', /Choose a password/],
];

/** Roles that somebody acts on, as Chromium's accessibility tree calls them. */
const INTERACTIVE = new Set([
  'button',
  'checkbox',
  'combobox',
  'grid',
  'link',
  'listbox',
  'menuitem',
  'menuitemradio',
  'option',
  'PopUpButton',
  'progressbar',
  'radio',
  'searchbox',
  'slider',
  'spinbutton',
  'switch',
  'tab',
  'textbox',
]);

async function namelessElements(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const interactive = nodes.filter(({ ignored, role }) => !ignored && INTERACTIVE.has(String(role?.value)));
  assert.notEqual(interactive.length, 0, 'nothing was looked at');
  await session.detach();
  return interactive
    .filter(({ name }) => String(name?.value ?? '').trim() === '')
    .map(({ role, properties }) => `${role?.value} ${JSON.stringify(properties)}`);
}

/** What can be scrolled sideways as a whole: the window or the main part. Tables inside may have bars of their own. */
async function sideways(page: Page): Promise<readonly string[]> {
  return await page.evaluate<string[]>(`[document.documentElement, document.querySelector('main')]
    .filter((part) => part.scrollWidth > part.clientWidth)
    .map((part) => part.tagName + ' by ' + (part.scrollWidth - part.clientWidth) + ' px')`);
}

/** Everything a browser's console would show in red, and every request that came to nothing. */
function listen(page: Page): readonly string[] {
  const heard: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning')
      heard.push(`${message.text()} (${message.location().url})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) heard.push(`${response.status()} ${response.url()}`);
  });
  page.on('requestfailed', (request) => {
    // Leaving a page breaks off what it still asks for; its stream always.
    const why = request.failure()?.errorText ?? '';
    if (why !== 'net::ERR_ABORTED') heard.push(`${why} ${request.url()}`);
  });
  return heard;
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`every page is whole, named, readable and inside the window in the ${colorScheme} theme, wide and narrow`, async (t) => {
    const page = await browser.open(t, rig.server.url, '/favicon.svg', { colorScheme });
    const heard = listen(page);
    const found: string[] = [];
    for (const [path, seen] of PAGES) {
      await page.setViewportSize({ width: 1280, height: 860 });
      await page.goto(path);
      await page.getByText(seen).filter({ visible: true }).first().waitFor();
      await until(async () => (await page.getByRole('status', { name: /^Loading/ }).count()) === 0, {
        what: `${path} is loaded`,
      });
      assert.equal(await page.evaluate('document.documentElement.dataset.theme'), colorScheme);
      assert.match(await page.title(), /Sync User/);
      assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${path} has one title`);
      assert.equal(await page.getByRole('main').count(), 1, `${path} has a main part`);
      const note = (what: string, problems: readonly string[]) =>
        found.push(...problems.map((problem) => `${path}: ${what}: ${problem}`));
      note('no name', await namelessElements(page));
      note('hard to read', await page.evaluate<string[]>(contrastProblems));
      note('scrolls sideways at 1280 px', await sideways(page));
      await page.setViewportSize({ width: 390, height: 844 });
      // What is drawn to measure, such as a chart, is drawn anew a moment after the window changed.
      const isInside = async () => (await sideways(page)).length === 0;
      await until(isInside, { timeoutMs: 5000, what: 'it fits' }).catch(() => {});
      note('scrolls sideways at 390 px', await sideways(page));
    }
    assert.deepEqual(found, []);
    // The API refuses to read a connection that is not there; the browser writes that to its console by itself.
    const unexpected = heard.filter((line) => !/^409 .*\/connection$|status of 409/.test(line));
    assert.deepEqual(unexpected, []);
  });
}

/** Its schemas are the server's; in the page they would be 150 kB and try to make code out of text, which the page forbids. */
test('the console carries no zod', () => {
  const scripts = globSync('apps/console/dist/assets/*.js');
  assert.ok(scripts.length > 1);
  assert.deepEqual(
    scripts.filter((script) => readFileSync(script, 'utf8').includes('_zod')),
    [],
  );
});

test('whatever the Tab key reaches shows that it has the focus', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${full.slug}`);
  for (const path of [
    `/w/${full.slug}`,
    `/w/${full.slug}/objects`,
    `/w/${full.slug}/objects/Account/records?record=${recordId}`,
    `/w/${full.slug}/activity`,
    `/w/${empty.slug}/connection`,
    `/w/${full.slug}/settings`,
    `/w/${full.slug}/permissions`,
    `/w/${full.slug}/settings/notices`,
    `/w/${full.slug}/settings/members`,
    `/w/${full.slug}/reports`,
  ]) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page
      .getByRole('status', { name: /^Loading/ })
      .first()
      .waitFor({ state: 'detached' });
    const seen = new Set<string>();
    for (let step = 0; step < 40; step += 1) {
      await page.keyboard.press('Tab');
      const { name, isVisible, isBody } = await page.evaluate<FocusLook>(focusLook);
      if (isBody) break;
      seen.add(name);
      assert.ok(isVisible, `the focus on ${name} of ${path} cannot be seen`);
    }
    assert.ok(seen.size > 8, `only ${[...seen].join(', ')} of ${path} were reached`);
  }
});

interface FocusLook {
  readonly name: string;
  readonly isVisible: boolean;
  readonly isBody: boolean;
}

/** Runs in the page: the focused element, and whether it or what surrounds it for its sake has an outline. */
const focusLook = `(() => {
  const element = document.activeElement;
  const line = (style) => (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || false;
  const frame = element.parentElement && getComputedStyle(element.parentElement, '::after');
  const box = element.getBoundingClientRect();
  return {
    isBody: element === document.body,
    name: element.tagName + ' ' + (element.getAttribute('aria-label') ?? element.innerText ?? element.id).slice(0, 40),
    isVisible:
      box.width > 0 &&
      box.height > 0 &&
      (line(getComputedStyle(element)) ||
        (element.closest('label') !== null && line(getComputedStyle(element.closest('label')))) ||
        (frame !== null && frame.content !== 'none' && parseFloat(frame.borderTopWidth) >= 2)),
  };
})()`;

test('a theme that was chosen is remembered, before the first paint and against the system', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${full.slug}`, { colorScheme: 'light' });
  const theme = () => page.evaluate('document.documentElement.dataset.theme');
  const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
  const light = await background();
  await page.getByRole('button', { name: /^You: / }).click();
  await page.getByRole('menuitemradio', { name: 'Dark' }).click();
  assert.equal(await theme(), 'dark');
  assert.notEqual(await background(), light);
  await page.reload({ waitUntil: 'commit' });
  await until(async () => (await theme()) === 'dark', { what: 'the reloaded page is dark' });
  await page.getByRole('button', { name: /^You: / }).click();
  await page.getByRole('menuitemradio', { name: 'As the system' }).click();
  assert.equal(await theme(), 'light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await until(async () => (await theme()) === 'dark', { what: 'it follows the system' });
});

test('the keyboard alone finds pages, objects and actions in the palette', async (t) => {
  const page = await browser.open(t, rig.server.url, `/w/${full.slug}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const palette = page.getByRole('dialog', { name: 'Find or do' });
  const input = palette.getByRole('combobox');
  const open = async (query: string) => {
    await page.keyboard.press('Control+k');
    await palette.waitFor();
    await until(() => isFocused(input), { what: 'the palette has the focus' });
    await page.keyboard.type(query);
  };

  await open('setti');
  await untilText(palette.getByRole('option').first(), /^Settings/);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings');
  await palette.waitFor({ state: 'detached' });

  await open('');
  const options = palette.getByRole('option');
  await page.keyboard.press('ArrowDown');
  assert.equal(await options.nth(1).getAttribute('aria-selected'), 'true');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  assert.equal(await options.last().getAttribute('aria-selected'), 'true', 'up from the first is the last');
  await page.keyboard.press('Escape');
  await palette.waitFor({ state: 'detached' });

  await open('contact');
  await untilText(options.first(), /Contact/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/objects\/Contact/);

  await open('zzz');
  await palette.getByText('Nothing is called “zzz”.').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('poll');
  await page.keyboard.press('Enter');
  await page.getByText('Asking Salesforce for changes now.').waitFor();
});
