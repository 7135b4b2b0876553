/**
 * `npm run docs:screenshots`: pictures of every screen of a running `npm start`, light and dark, into docs/screenshots.
 * Let it run for a few minutes before, so that there is something to see.
 *
 *   --endpoints FILE  where `npm start` wrote its addresses (.data/endpoints.json)
 *   --into FOLDER     instead of docs/screenshots
 *   --states          every state and dialog of connections, permissions and people instead: makes a workspace for it
 *   --dark, --phone   the states in the dark theme, or 390 px wide; without --states: only so
 *   --only A,B        these screens, by the names of their pictures without -light
 *   --loading         a first load too: makes a workspace and 150,000 rows in the simulated org, which stay there
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from '@sync-user/sdk';
import {
  type APIRequestContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
  request,
} from 'playwright-core';
import { findOrInstallBrowser } from './find-browser.ts';
import { settle, watchRequests } from './screenshots/settle.ts';
import { type Endpoints, takeStates } from './screenshots/states.ts';
import { ROOT } from './steps.ts';

/** Name of the picture, address below the workspace, and what must be seen before it is taken. */
const SCREENS: readonly (readonly [name: string, path: string, seen: string])[] = [
  ['overview', '', 'Polling for changes'],
  ['objects', '/objects', 'Site_Visit__c'],
  ['objects-picker', '/objects', 'In your org'],
  ['object', '/objects/Opportunity', 'Which rows'],
  ['object-fields', '/objects/Opportunity?view=fields', 'StageName'],
  ['object-loads', '/objects/Opportunity?view=loads', 'Latest load'],
  ['records', '/objects/Opportunity/records', 'Negotiation/Review'],
  ['activity', '/activity', 'updated Opportunity'],
  ['completeness', '/completeness', 'END PUBLIC KEY'],
  ['completeness-object', '/completeness/Opportunity', 'Rows that differed'],
  ['events', '/events', 'Holes and their repair'],
  ['budget', '/budget', 'Forecast and measured'],
  ['reports', '/reports', 'Open pipeline in'],
  ['campaign-lists', '/reports', 'responded'],
  ['campaign-list', '/reports', 'responded'],
  ['integrations', '/integrations', 'Always on'],
  ['connection', '/connection', 'Who could be the sync user'],
  ['permissions', '/permissions', 'What is visible'],
  ['audit', '/audit', 'selected object'],
  ['settings', '/settings', 'curl'],
  ['you', '/settings/you', 'You in this workspace'],
  ['members', '/settings/members', 'Person'],
  ['notices', '/settings/notices', 'Who is told'],
  ['configuration', '/settings/configuration', 'Drop a configuration file here'],
];
const SCHEMES = ['light', 'dark'] as const;
/** Objects ticked in the picture of the choice. */
const MOST_CHOSEN = 3;
const PHONE = { width: 390, height: 844 } as const;

const { values: flags } = parseArgs({
  options: {
    endpoints: { type: 'string', default: '.data/endpoints.json' },
    loading: { type: 'boolean', default: false },
    into: { type: 'string' },
    states: { type: 'boolean', default: false },
    dark: { type: 'boolean', default: false },
    phone: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const endpoints = JSON.parse(readFileSync(flags.endpoints, 'utf8')) as Endpoints;
const folder = flags.into ?? join(ROOT, 'docs/screenshots');
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: findOrInstallBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const signedIn = signIn();
if (flags.states) {
  await takeStates(endpoints, {
    save,
    open: async (isSignedIn) =>
      await open({
        colorScheme: flags.dark ? 'dark' : 'light',
        ...(flags.phone && { viewport: PHONE }),
        ...(isSignedIn && { storageState: await signedIn }),
      }),
  });
  await browser.close();
  process.exit();
}
const only = flags.only?.split(',');
const isWanted = (name: string): boolean => only?.includes(name) ?? true;
if (SCREENS.some(([name]) => name.startsWith('completeness') && isWanted(name))) await takeCensus();
for (const scheme of flags.dark ? (['dark'] as const) : SCHEMES) await takeAll(scheme);
if (isWanted('phone'))
  await take('phone-light', endpoints.workspace, '', 'Polling for changes', {
    colorScheme: 'light',
    viewport: PHONE,
    deviceScaleFactor: 2,
  });
if (flags.loading) await takeLoading();
await browser.close();

async function takeAll(colorScheme: (typeof SCHEMES)[number]): Promise<void> {
  const options = { colorScheme, ...(flags.phone && { viewport: PHONE }) };
  if (isWanted('sign-in')) {
    const page = await open(options);
    await page.getByLabel('Email').waitFor();
    await save(page, `sign-in-${colorScheme}`);
    await page.context().close();
  }
  for (const [name, path, seen] of SCREENS)
    if (isWanted(name)) await take(`${name}-${colorScheme}`, endpoints.workspace, path, seen, options);
}

async function take(
  name: string,
  workspace: string,
  path: string,
  seen: string,
  options: BrowserContextOptions,
): Promise<void> {
  const page = await open({ ...options, storageState: await signedIn });
  await page.goto(`/w/${workspace}${path}`);
  await page.getByText(seen).filter({ visible: true }).first().waitFor();
  await settle(page);
  const scene = name.replace(/-(light|dark)$/, '');
  if (scene === 'records') await openRecord(page);
  if (scene === 'objects-picker') await chooseObjects(page);
  if (scene === 'campaign-lists') await scrollTo(page.getByRole('region', { name: 'Amounts' }), 'start', 160);
  if (scene === 'campaign-list') await openLongestList(page);
  await save(page, name);
  await page.context().close();
}

/** Opens the first record without signs that not every machine has a font for. */
async function openRecord(page: Page): Promise<void> {
  const panel = page.getByRole('complementary', { name: 'Record' });
  const rows = page.getByRole('rowgroup').getByRole('row');
  for (let place = 0; place < 10; place += 1) {
    await rows.nth(place).click();
    await panel.getByText('Owner ID').waitFor();
    if (!/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}/u.test(await panel.innerText())) break;
  }
  await page.mouse.move(0, 0);
}

/** Ticks what a search finds, down to the tray that tells what it costs. */
async function chooseObjects(page: Page): Promise<void> {
  await page.getByLabel('Search objects').fill('opportunity');
  const boxes = page.getByRole('region', { name: 'Objects in your org' }).getByRole('checkbox');
  await boxes.first().waitFor();
  for (const box of (await boxes.all()).slice(0, MOST_CHOSEN)) await box.check();
  const tray = page.getByRole('region', { name: 'Chosen objects' });
  await tray.getByText('Each day').waitFor();
  await scrollTo(page.getByRole('heading', { name: 'New fields' }), 'end');
}

async function openLongestList(page: Page): Promise<void> {
  const lists = page.getByRole('region', { name: 'Campaign lists' }).getByRole('link');
  const lengths = (await lists.allInnerTexts()).map((text) => Number(/([\d,]+) pe/.exec(text)?.[1] ?? 0));
  await lists.nth(lengths.indexOf(Math.max(...lengths))).click();
  await page.getByRole('region', { name: 'People of the campaign' }).waitFor();
}

interface Scrolled {
  readonly style: { scrollMargin: string };
  scrollIntoView(options: { readonly block: 'start' | 'end' }): void;
}

/** Scrolls until the element stands near the top or the end of the window. */
async function scrollTo(element: Locator, block: 'start' | 'end', margin = 24): Promise<void> {
  await element.evaluate(
    (node, how) => {
      const scrolled = node as unknown as Scrolled;
      scrolled.style.scrollMargin = `${how.margin}px`;
      scrolled.scrollIntoView({ block: how.block });
    },
    { block, margin },
  );
}

/** Both sides counted and compared, so that there is a proof to see. */
async function takeCensus(): Promise<void> {
  const { apiUrl, apiKey, workspace } = endpoints;
  const api = createClient({ baseUrl: apiUrl, apiKey, clientName: 'screenshots' });
  await api.takeCensus({ workspace });
  for (;;) {
    const { running } = await api.readCompleteness({ workspace });
    if (running.length === 0) break;
    await new Promise((done) => setTimeout(done, 500));
  }
}

/** Once for all pictures: few sign-ins a minute are allowed. */
async function signIn(): ReturnType<APIRequestContext['storageState']> {
  const browserless = await request.newContext({ baseURL: endpoints.consoleUrl });
  const answer = await browserless.post('/api/v1/session', {
    headers: { 'x-sync-user': 'screenshots' },
    data: endpoints.signIn,
  });
  if (!answer.ok()) throw new Error(`signing in answers ${answer.status()}`);
  return await browserless.storageState();
}

async function open(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({
    baseURL: endpoints.consoleUrl,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  watchRequests(page);
  await page.goto('/sign-in');
  return page;
}

async function save(page: Page, name: string): Promise<void> {
  await settle(page);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  // Screens have few colours: a palette shows the same in a third of the bytes.
  const { error } = spawnSync('pngquant', [
    '--force',
    '--ext',
    '.png',
    '--nofs',
    '--skip-if-larger',
    '256',
    path,
  ]);
  console.log(`${name}.png${error === undefined ? '' : ' (install pngquant to make it smaller)'}`);
}

/** A new workspace in the middle of its first load: some objects done, two on their way, the others waiting. */
async function takeLoading(): Promise<void> {
  const { simulator, apiUrl, apiKey } = endpoints;
  const api = createClient({ baseUrl: apiUrl, apiKey, clientName: 'screenshots' });
  const workspace = `first_load_${Date.now() % 100_000}`;
  const inOrg = async (path: string, body: object): Promise<void> => {
    const answer = await fetch(`${simulator.baseUrl}/__simulator${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  };
  const select = async (...names: readonly string[]): Promise<void> => {
    for (const object of names) await api.selectObject({ workspace, object });
  };
  const until = async (isSo: (rows: ReadonlyMap<string, number>, live: number) => boolean): Promise<void> => {
    for (;;) {
      const { objects } = await api.listObjects({ workspace });
      const rows = new Map(objects.map(({ name, load }) => [name, load?.rowsLoaded ?? 0]));
      if (isSo(rows, objects.filter(({ state }) => state === 'live').length)) return;
      await new Promise((done) => setTimeout(done, 100));
    }
  };

  await inOrg('/rows', { object: 'Subscription__c', rows: 150_000 });
  await api.createWorkspace({ slug: workspace, name: 'Halden Robotics', pollIntervalSeconds: 60 });
  const { baseUrl: loginUrl, clientId, clientSecret } = simulator;
  await api.connect({ workspace, loginUrl, clientId, clientSecret });
  await select('Account', 'Contact', 'Opportunity', 'User');
  await until((_rows, live) => live === 4);
  // The third page of the big object and whatever follows are long in coming.
  await inOrg('/faults', { kind: 'delay', path: '/results', skip: 2, times: 6, ms: 40_000 });
  await select('Subscription__c');
  await until((rows) => rows.get('Subscription__c') === 100_000);
  await select('OpportunityFieldHistory', 'Lead', 'Task', 'Event');
  for (const colorScheme of SCHEMES)
    await take(`loading-${colorScheme}`, workspace, '', '100,000 of', { colorScheme });
}
