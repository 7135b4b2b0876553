import assert from 'node:assert/strict';
import type { Page, Response } from 'playwright-core';

/**
 * What no text may hold, by its unmistakable form. The org keeps hashes of what it issues, so that these are the way to
 * know its tokens: `apps/simulator/src/oauth/tokens.ts` and `codes.ts` give them the form that Salesforce's have.
 */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'an access token': /00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21|\\u0021)[A-Za-z0-9._]{10,}/,
  'a refresh token': /5Aep861[A-Za-z0-9._-]{20,}/,
  'an authorization code': /aPrx[A-Za-z0-9_-]{40,}/,
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bMII[EJ][A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0/,
  'a signed login': /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}/,
  'a webhook’s secret': /whsec_[A-Za-z0-9+/]{20,}/,
};

export interface FoundSecret {
  readonly what: string;
  readonly around: string;
}

/** The first secret in a text: one of a known form, or one of `known`, as it is or in an encoding that hides nothing. */
export function findSecret(
  text: string,
  known: Readonly<Record<string, string>>,
  shapes: readonly string[] = Object.keys(SHAPES),
): FoundSecret | undefined {
  for (const what of shapes) {
    const index = SHAPES[what]?.exec(text)?.index;
    if (index !== undefined) return { what, around: around(text, index) };
  }
  for (const [what, secret] of Object.entries(known)) {
    if (secret.length < 8) throw new Error(`${what} is too short to be looked for`);
    for (const form of formsOf(secret)) {
      const index = text.indexOf(form);
      if (index >= 0) return { what, around: around(text, index) };
    }
  }
  return undefined;
}

function formsOf(secret: string): Set<string> {
  const bytes = Buffer.from(secret, 'utf8');
  return new Set([
    secret,
    encodeURIComponent(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
  ]);
}

function around(text: string, index: number): string {
  return text.slice(Math.max(0, index - 200), index + 60);
}

/**
 * Listens to everything a browser sends to and hears from our server while a test walks: addresses, headers and bodies of
 * answers; and looks into page and storage at the end. Made before the page goes anywhere:
 *
 *     const watch = new SecretWatch(page, rig.server.url);
 *     … the walk …
 *     await watch.assertClean({ 'the app’s secret': SYNC_APP.clientSecret });
 *
 * Salesforce's own pages are not looked at. The one address that must carry a code is the callback's: what comes after it
 * may not.
 */
export class SecretWatch {
  readonly #page: Page;
  readonly #origin: string;
  readonly #mayShow: RegExp | undefined;
  readonly #heard: string[] = [];
  readonly #reading: Promise<void>[] = [];

  /** `mayShow`: address whose answer shows a secret once, on purpose, such as that of a new webhook secret. */
  constructor(page: Page, serverUrl: string, options: { readonly mayShow?: RegExp } = {}) {
    this.#page = page;
    this.#origin = new URL(serverUrl).origin;
    this.#mayShow = options.mayShow;
    page.context().on('request', (request) => {
      if (!this.#isOurs(request.url())) return;
      const { pathname } = new URL(request.url());
      this.#heard.push(pathname === '/oauth/callback' ? pathname : `asked for ${request.url()}`);
      const { referer } = request.headers();
      if (referer !== undefined) this.#heard.push(`referer ${referer}`);
    });
    page.context().on('response', (response) => {
      if (this.#isOurs(response.url())) this.#reading.push(this.#read(response));
    });
  }

  /** How much was heard, for tests that want to be sure that something was. */
  get heard(): number {
    return this.#heard.length;
  }

  /** @throws AssertionError that shows where a secret was, and what is around it */
  async assertClean(known: Readonly<Record<string, string>> = {}): Promise<void> {
    await Promise.all(this.#reading);
    assert.ok(this.#heard.length > 0, 'nothing was heard: the watch must be made before the walk');
    const page = await this.#page.evaluate<string>(`JSON.stringify([
      location.href,
      document.documentElement.outerHTML,
      { ...localStorage },
      { ...sessionStorage },
      document.cookie,
      history.state,
    ])`);
    for (const text of [...this.#heard, `the page: ${page}`]) {
      const found = findSecret(text, known);
      assert.equal(found, undefined, `the browser got ${found?.what}: …${found?.around}…`);
    }
  }

  #isOurs(url: string): boolean {
    return URL.parse(url)?.origin === this.#origin;
  }

  async #read(response: Response): Promise<void> {
    const url = response.url();
    if (this.#mayShow?.test(url)) return;
    const headers = Object.entries(response.headers()).filter(([name]) => name !== 'set-cookie');
    // The redirect away from the callback is an answer like any other: its Location must be clean.
    this.#heard.push(`${new URL(url).pathname} answered ${response.status()} ${JSON.stringify(headers)}`);
    // A live stream has no end to wait for while its page is open.
    if (/javascript|css|font|image|event-stream/.test(response.headers()['content-type'] ?? '')) return;
    // Redirects, and answers of pages that were left, have no body to read.
    const body = await response.text().catch(() => '');
    this.#heard.push(`${new URL(url).pathname}: ${body}`);
  }
}
