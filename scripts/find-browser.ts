import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

/** Without a window and what belongs to one: the same engine for half the work of the processor. */
const SHELL = '/usr/bin/chromium-headless-shell';
const CANDIDATES = [
  SHELL,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Path of a Chromium for the browser tests: one that is there (`CHROMIUM_PATH` first), else Debian's by apt-get when
 * we are root, else Playwright's own download. CI, whose machines are nobody's own, gets the shell without windows in any
 * case. Says what it does, because it can take a minute.
 *
 * @throws Error that says what to install when none of that works.
 */
export function findOrInstallBrowser(): string {
  const found = findBrowser();
  if (found !== undefined && (process.env['CI'] === undefined || found !== '/usr/bin/chromium')) {
    console.log(`Browser for the tests: ${found}`);
    return found;
  }
  if (process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0) installByApt();
  if (findBrowser() === undefined) {
    console.log('No browser found; downloading Playwright’s Chromium …');
    spawnSync('npx', ['playwright-core', 'install', 'chromium'], { stdio: 'inherit' });
  }
  const installed = findBrowser();
  if (installed === undefined) {
    throw new Error(
      'No Chromium could be found or installed. Install one and set CHROMIUM_PATH to its program.',
    );
  }
  console.log(`Browser for the tests: ${installed}`);
  return installed;
}

/** Debian has the shell as a package of its own; older ones have Chromium alone. */
function installByApt(): void {
  const options = { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
  spawnSync('apt-get', ['update', '-qq'], options);
  for (const name of ['chromium-headless-shell', 'chromium']) {
    if (findBrowser() !== undefined && name === 'chromium') return;
    console.log(`Installing ${name} with apt-get …`);
    const wanted = ['install', '-y', '-qq', '--no-install-recommends', name, 'fonts-liberation'];
    if (spawnSync('apt-get', wanted, options).status === 0) return;
  }
}

function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM_PATH'];
  if (named !== undefined) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH is ${named}, which does not exist.`);
    return named;
  }
  return [...CANDIDATES, chromium.executablePath()].find((path) => existsSync(path));
}
