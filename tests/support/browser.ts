import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { SecretWatch, type WatchOptions } from './secret-watch.ts';
import { until } from './until.ts';

const BUILT_CONSOLE = join(
  dirname(dirname(dirname(fileURLToPath(import.meta.url)))),
  'apps/console/dist/index.html',
);
const PATIENCE_MS = 30_000;

/** The console account of the tests, and the settings with which a server has it. */
export const ACCOUNT = { email: 'ada@acme.example', password: 'correct horse battery' };
export const ACCOUNT_ENV = { ADMIN_EMAIL: ACCOUNT.email, ADMIN_PASSWORD: ACCOUNT.password };

interface OpenOptions extends BrowserContextOptions, WatchOptions {
  /** As somebody who has signed in before; true unless given. */
  readonly signedIn?: boolean;
}

/** A browser for the tests of one file. Each test opens pages in a context of its own: cookies and storage are not shared. */
export class TestBrowser {
  readonly #browser: Browser;
  #cookies: Awaited<ReturnType<BrowserContext['cookies']>> = [];

  private constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** Called once at the top of a test file, before the rig: it is then closed before the server. */
  static async start(extraArgs: readonly string[] = []): Promise<TestBrowser> {
    const executablePath = process.env['CHROMIUM_PATH'];
    if (executablePath === undefined)
      throw new Error('CHROMIUM_PATH is not set; run the tests with `npm test`, which finds a browser');
    if (!existsSync(BUILT_CONSOLE))
      throw new Error('the console is not built; run the tests with `npm test`, which builds it');
    const browser = await chromium.launch({
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        ...extraArgs,
      ],
    });
    after(() => browser.close());
    return new TestBrowser(browser);
  }

  /**
   * Opens `path` of the console at `serverUrl`. What the page throws and nobody catches fails the test, and so does a
   * secret that the browser gets to see.
   */
  async open(
    t: Pick<TestContext, 'after'>,
    serverUrl: string,
    path: string,
    { signedIn = true, mayShow, ...options }: OpenOptions = {},
  ): Promise<Page> {
    const context = await this.#browser.newContext({
      baseURL: serverUrl,
      viewport: { width: 1280, height: 860 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
      ...options,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    const uncaught: string[] = [];
    context.on('weberror', (error) => void uncaught.push(error.error().stack ?? error.error().message));
    const watch = new SecretWatch(context, serverUrl, mayShow === undefined ? {} : { mayShow });
    t.after(async () => {
      // Of a test that has failed, its own error is shown and not what is thrown here.
      try {
        assert.deepEqual(await watch.end(), [], 'the browser got a secret');
      } finally {
        await context.close();
      }
      assert.deepEqual(uncaught, [], 'the page threw');
    });
    if (signedIn) await this.#signIn(context);
    const page = await context.newPage();
    await watch.follow(page);
    await page.goto(path);
    return page;
  }
  /** With the session of an earlier test while it lasts: the server allows few sign-ins a minute. */
  async #signIn(context: BrowserContext): Promise<void> {
    await context.addCookies(this.#cookies);
    if ((await context.request.get('/api/v1/session')).ok()) return;
    const answer = await context.request.post('/api/v1/session', {
      headers: { 'x-sync-user': 'e2e' },
      data: ACCOUNT,
    });
    assert.ok(answer.ok(), `signing in answers ${answer.status()}`);
    this.#cookies = await context.cookies();
  }
}

/** Waits until the text of a place is as wanted; the failure shows what it was at last. */
export async function untilText(place: Locator, wanted: RegExp): Promise<string> {
  let last = '';
  try {
    return await until(
      async () => {
        // Asked in one go: between counting and reading the place may be gone.
        last = (await place.allInnerTexts().catch(noneWhileLeaving))[0] ?? '';
        return wanted.test(last) ? last : undefined;
      },
      { timeoutMs: PATIENCE_MS, what: `the text matches ${wanted}` },
    );
  } catch (cause) {
    throw new Error(`the text is “${last}”, not ${wanted}`, { cause });
  }
}

/** A page that is left while it is asked has no texts; everything else is a failure. */
function noneWhileLeaving(error: unknown): string[] {
  if (error instanceof Error && /context was destroyed|navigati/i.test(error.message)) return [];
  throw error;
}

export function isFocused(place: Locator): Promise<boolean> {
  return place.evaluate((element) => element.ownerDocument.activeElement === element);
}
