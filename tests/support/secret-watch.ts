import { after } from 'node:test';
import type { BrowserContext, Page, Request, Response, WebSocket } from 'playwright-core';

/**
 * What no text may hold, by its unmistakable form. The org keeps hashes of what it issues, so that these are the way to
 * know its tokens: `apps/simulator/src/oauth/tokens.ts` and `codes.ts` give them the form that Salesforce's have.
 */
const SHAPES: Readonly<Record<string, RegExp>> = {
  'an access token': /00D[A-Za-z0-9]{12}(?:[A-Za-z0-9]{3})?(?:!|%21|\\u0021)[A-Za-z0-9._]{10,}/,
  'a refresh token': /5Aep861[A-Za-z0-9._-]{20,}/,
  'an authorization code': /aPrx[A-Za-z0-9_-]{40,}/,
  'a private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----|\bMII[A-Za-z0-9+/]{3}IBADANBgkqhkiG9w0/,
  'a signed login': /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{40,}/,
  'a webhook’s secret': /whsec_[A-Za-z0-9+/]{20,}/,
};

/** Secrets by what they are: `{ 'the encryption key': '…' }`. */
export type Secrets = Readonly<Record<string, string>>;

export interface FoundSecret {
  readonly what: string;
  readonly around: string;
}

/** The first secret in a text: one of a known form, or one of `known`, as it is or in an encoding that hides nothing. */
export function findSecret(
  text: string,
  known: Secrets,
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

type SecretSource = () => Secrets | Promise<Secrets>;
const sources: SecretSource[] = [];

/**
 * Has every browser of this test file watched for these secrets by value, besides the forms that all are watched for.
 * Asked anew at the end of each walk, so that it may tell what was made meanwhile.
 */
export function watchFor(source: SecretSource): void {
  sources.push(source);
  // The next file of this process has secrets and a database of its own.
  after(() => void sources.splice(sources.indexOf(source), 1));
}

export interface WatchOptions {
  /** Addresses whose answer shows a secret once, on purpose, such as that of a new webhook secret. Keep it narrow. */
  readonly mayShow?: RegExp;
}

/** Whose bodies are code and looks, the same for everybody. A live stream's is read as it comes. */
const UNREAD = /javascript|css|font|image|event-stream/;

/**
 * Listens to everything that the pages of a browser context send to and hear from our server: addresses, headers and
 * bodies of answers, live streams, WebSockets, the browser's console; and looks into pages and storage at the end.
 * `TestBrowser.open` makes one for every walk.
 *
 * Salesforce's own pages are not looked at. The one address that must carry a code is the callback's: what comes after it
 * may not. Nothing here waits for an answer that is still on its way, so that no walk is held up by it.
 */
export class SecretWatch {
  readonly #context: BrowserContext;
  readonly #serverUrl: string;
  readonly #mayShow: RegExp | undefined;
  readonly #heard: { readonly where: string; readonly text: string }[] = [];
  readonly #streams: { readonly where: string; readonly pieces: Buffer[] }[] = [];
  readonly #reading: Promise<void>[] = [];
  readonly #followed = new Map<Page, Promise<void>>();

  /** Made before the context has a page. */
  constructor(context: BrowserContext, serverUrl: string, { mayShow }: WatchOptions = {}) {
    this.#context = context;
    this.#serverUrl = serverUrl;
    this.#mayShow = mayShow;
    context.on('request', (request) => this.#noteRequest(request));
    context.on('response', (response) => this.#noteHead(response));
    // Not before: the body of an answer that never ends would be waited for as long.
    context.on('requestfinished', (request) => this.#reading.push(this.#readBody(request)));
    context.on('console', (message) => this.#note('the browser’s console', message.text()));
    context.on('page', (page) => void this.follow(page));
  }

  /** Listens to a page's streams. Pages that a page opens are followed by themselves, a moment after they began. */
  follow(page: Page): Promise<void> {
    const following = this.#followed.get(page) ?? this.#follow(page);
    this.#followed.set(page, following);
    return following;
  }

  /**
   * What was found, a line each with where it was and what is around it.
   * @throws Error when nothing was heard at all, as then nothing was watched
   */
  async end(): Promise<readonly string[]> {
    for (const page of this.#context.pages()) {
      await this.follow(page);
      if (this.#isOurs(page.url())) await this.#look(page);
    }
    await Promise.all(this.#reading);
    if (this.#heard.length === 0) throw new Error('nothing was heard: the watch is made before the walk');
    const known = await this.#known();
    const streams = this.#streams.map(({ where, pieces }) => ({
      where,
      text: Buffer.concat(pieces).toString('utf8'),
    }));
    return [...this.#heard, ...streams].flatMap(({ where, text }) => {
      const found = findSecret(text, known);
      return found === undefined ? [] : [`${found.what} in ${where}: …${found.around}…`];
    });
  }

  #note(where: string, text: string): void {
    this.#heard.push({ where, text });
  }

  #isOurs(url: string): boolean {
    return URL.parse(url)?.host === new URL(this.#serverUrl).host;
  }

  /** The sources', and what our server gave the browser alone, in cookies. */
  async #known(): Promise<Secrets> {
    const known: Record<string, string> = {};
    for (const source of sources) Object.assign(known, await source());
    for (const { name, value } of await this.#context.cookies(this.#serverUrl))
      if (value.length >= 8) known[`the cookie ${name}`] = value;
    return known;
  }

  #noteRequest(request: Request): void {
    if (!this.#isOurs(request.url())) return;
    const { pathname } = new URL(request.url());
    if (pathname !== '/oauth/callback') this.#note('an address', request.url());
    const { referer } = request.headers();
    if (referer !== undefined) this.#note('a referer', referer);
  }

  #noteHead(response: Response): void {
    const url = response.url();
    if (!this.#isOurs(url) || this.#mayShow?.test(url)) return;
    const headers = Object.entries(response.headers()).filter(([name]) => name !== 'set-cookie');
    // The redirect away from the callback is an answer like any other: its Location must be clean.
    this.#note(`the head of ${new URL(url).pathname}`, JSON.stringify(headers));
  }

  async #readBody(request: Request): Promise<void> {
    const url = request.url();
    if (!this.#isOurs(url) || this.#mayShow?.test(url)) return;
    // Redirects have no body to read, and those of pages that were left are gone.
    const response = await request.response().catch(() => null);
    if (response === null || UNREAD.test(response.headers()['content-type'] ?? '')) return;
    const body = await response.text().catch(() => '');
    this.#note(`the answer of ${new URL(url).pathname}`, body);
  }

  async #follow(page: Page): Promise<void> {
    page.on('websocket', (socket) => this.#hearSocket(socket));
    try {
      await this.#hearStreams(page);
    } catch (cause) {
      if (!page.isClosed()) throw new Error(`the streams of ${page.url()} cannot be heard`, { cause });
    }
  }

  /** Over DevTools, which hand out what comes while it comes; elsewhere a body is had when it has ended. */
  async #hearStreams(page: Page): Promise<void> {
    const devTools = await this.#context.newCDPSession(page);
    const open = new Map<string, Buffer[]>();
    devTools.on('Network.responseReceived', ({ requestId, response }) => {
      if (!this.#isOurs(response.url) || response.mimeType !== 'text/event-stream') return;
      const pieces: Buffer[] = [];
      open.set(requestId, pieces);
      this.#streams.push({ where: `the stream of ${new URL(response.url).pathname}`, pieces });
      this.#reading.push(
        devTools.send('Network.streamResourceContent', { requestId }).then(
          ({ bufferedData }) => void pieces.unshift(Buffer.from(bufferedData, 'base64')),
          () => {}, // ended already, or its page was left
        ),
      );
    });
    devTools.on('Network.dataReceived', ({ requestId, data }) => {
      if (data !== undefined) open.get(requestId)?.push(Buffer.from(data, 'base64'));
    });
    await devTools.send('Network.enable');
  }

  #hearSocket(socket: WebSocket): void {
    if (!this.#isOurs(socket.url())) return;
    const note = ({ payload }: { readonly payload: string | Buffer }): void =>
      this.#note('a WebSocket', payload.toString());
    socket.on('framereceived', note).on('framesent', note);
  }

  async #look(page: Page): Promise<void> {
    try {
      const holds = await page.evaluate<string>(`JSON.stringify([
        location.href,
        document.documentElement.outerHTML,
        { ...localStorage },
        { ...sessionStorage },
        document.cookie,
        history.state,
      ])`);
      this.#note(`the page ${new URL(page.url()).pathname}`, holds);
    } catch (cause) {
      if (!page.isClosed()) throw cause;
    }
  }
}
