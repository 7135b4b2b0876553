/**
 * `npm run docs:screenshots`: pictures of every screen of a running `npm start`, light and dark, into docs/screenshots.
 *
 *   --endpoints FILE  where `npm start` wrote its addresses (.data/endpoints.json)
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { findOrInstallBrowser } from './find-browser.ts';
import { ROOT } from './steps.ts';

interface Endpoints {
  readonly consoleUrl: string;
  readonly workspace: string;
  readonly signIn: { readonly email: string; readonly password: string };
}

const { values: flags } = parseArgs({
  options: { endpoints: { type: 'string', default: '.data/endpoints.json' } },
});
const endpoints = JSON.parse(readFileSync(flags.endpoints, 'utf8')) as Endpoints;
const base = `${endpoints.consoleUrl}/w/${endpoints.workspace}`;

/** Name of the picture, address, and what must be seen before it is taken. */
const SCREENS: readonly (readonly [string, string, string])[] = [
  ['overview', base, 'Account'],
  ['objects', `${base}/objects`, 'Account'],
  ['object', `${base}/objects/Opportunity`, 'StageName'],
  ['records', `${base}/objects/Opportunity/records`, 'Name'],
  ['activity', `${base}/activity`, 'Opportunity'],
  ['connection', `${base}/connection`, 'Halden'],
  ['settings', `${base}/settings`, 'crm_'],
];

const folder = join(ROOT, 'docs/screenshots');
mkdirSync(folder, { recursive: true });
const browser = await chromium.launch({
  executablePath: findOrInstallBrowser(),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
for (const scheme of ['light', 'dark'] as const) await takeAll(browser, scheme);
await browser.close();

async function takeAll(on: Browser, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await on.newContext({
    colorScheme,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  await page.goto(endpoints.consoleUrl);
  await page.getByLabel('Email').waitFor();
  await page.screenshot({ path: join(folder, `sign-in-${colorScheme}.png`) });
  await page.getByLabel('Email').fill(endpoints.signIn.email);
  await page.getByLabel('Password').fill(endpoints.signIn.password);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/w\//);
  for (const [name, address, seen] of SCREENS) {
    await page.goto(address);
    await page.getByText(seen).first().waitFor();
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
    console.log(`${name}-${colorScheme}.png`);
  }
  await context.close();
}
