import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import type { Page } from 'playwright-core';
import { TestBrowser } from './browser.ts';
import { findSecret, watchFor, type WatchOptions } from './secret-watch.ts';

/** Not in the form of any token: known by its value alone. */
const KEY = 'a+key/that only="the watch" knows';
const TOKEN = `00D5f00000VbkIiEAJ!AQ4AQ${'x'.repeat(40)}`;
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SHAPED: readonly (readonly [what: string, secret: string])[] = [
  ['an access token', TOKEN],
  ['an access token', encodeURIComponent(TOKEN)],
  ['a refresh token', `5Aep861${'R'.repeat(60)}`],
  ['an authorization code', `aPrx${'c'.repeat(60)}==`],
  ['a private key', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()],
  ['a private key', privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')],
  ['a signed login', `eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIzTVZHOWFjbWUifQ.${'s'.repeat(86)}`],
  ['a webhook’s secret', `whsec_${'w'.repeat(32)}`],
];

for (const [what, secret] of SHAPED)
  test(`${what} is found by its form: ${secret.slice(0, 24).trim()}…`, () => {
    assert.equal(findSecret(`before "${secret}" behind`, {})?.what, what);
    assert.equal(
      findSecret(`before "${secret.slice(0, 5)}" behind`, {}),
      undefined,
      'a beginning is no secret',
    );
  });

test('a known secret is found as it is and in what hides nothing', () => {
  const bytes = Buffer.from(KEY);
  for (const form of [
    KEY,
    encodeURIComponent(KEY),
    JSON.stringify({ key: KEY }),
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
  ])
    assert.equal(findSecret(`before ${form} behind`, { 'the key': KEY })?.what, 'the key', form);
  assert.equal(findSecret('before and behind', { 'the key': KEY }), undefined);
  assert.throws(() => findSecret('text', { 'a word': 'short' }), /too short/);
});

const browser = await TestBrowser.start();
watchFor(() => ({ 'the key': KEY }));

/** A server that tells what it must not, where it is asked to. */
let stream: ServerResponse | undefined;
const HALF = 10;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '', 'http://server');
  if (pathname === '/answer') return void response.setHeader('content-type', 'text/plain').end(KEY);
  if (pathname === '/head') return void response.setHeader('x-debug', encodeURIComponent(KEY)).end('{}');
  if (pathname === '/redirect') return void response.writeHead(303, { location: `/?at=${TOKEN}` }).end();
  if (pathname === '/cookie')
    return void response.setHeader('set-cookie', 'session=of-somebody-signed-in; Path=/').end();
  if (pathname === '/endless') return void response.writeHead(200).write('{"rows":[');
  if (pathname === '/stream') {
    stream = response.writeHead(200, { 'content-type': 'text/event-stream' });
    return void stream.write(`event: change\ndata: ${TOKEN.slice(0, HALF)}`);
  }
  if (pathname === '/more') {
    stream?.write(`${TOKEN.slice(HALF)}\n\n`);
    return void response.end();
  }
  return void response.setHeader('content-type', 'text/html').end('<!doctype html><title>A page</title>');
});
server.on('upgrade', (request, socket) => {
  const accept = createHash('sha1')
    .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`) // RFC 6455, 1.3
    .digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  const frame = Buffer.from(TOKEN);
  socket.write(Buffer.concat([Buffer.from([0x81, frame.length]), frame]));
});
await new Promise<void>((done) => server.listen(0, '127.0.0.1', () => done()));
after(() => {
  server.closeAllConnections();
  server.close();
});
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** Asks from the page, and waits until the answer is whole. */
async function ask(page: Page, path: string): Promise<void> {
  const finished = page.waitForEvent('requestfinished', (request) => request.url().endsWith(path));
  await page.evaluate(`fetch('${path}').then((answer) => answer.text())`);
  await finished;
}

/** A walk that is not this test's own, to its end. @throws what its end throws */
async function walk(steps: (page: Page) => Promise<unknown>, options: WatchOptions = {}): Promise<void> {
  const ends: (() => unknown)[] = [];
  const t = { after: (end: () => unknown) => void ends.push(end) };
  const page = await browser.open(t, url, '/', { ...options, signedIn: false });
  await steps(page);
  for (const end of ends) await end();
}

const PLACES: Readonly<Record<string, readonly [found: RegExp, steps: (page: Page) => Promise<unknown>]>> = {
  'an answer': [/the key in the answer of \/answer/, (page) => ask(page, '/answer')],
  'the head of an answer': [/the key in the head of \/head/, (page) => ask(page, '/head')],
  'an address': [
    /access token in an address/,
    (page) => page.goto(`/?token=${TOKEN}`).then(() => page.goto('/')),
  ],
  'an address it is redirected to': [
    /access token in the head of \/redirect[\s\S]*access token in an address/,
    (page) => page.goto('/redirect').then(() => page.goto('/')),
  ],
  'a page, where a script put it': [
    /access token in the page \//,
    (page) => page.evaluate(`document.body.append('${TOKEN}')`),
  ],
  'local storage': [/access token in the page/, (page) => page.evaluate(`localStorage.a = '${TOKEN}'`)],
  'session storage': [/access token in the page/, (page) => page.evaluate(`sessionStorage.a = '${TOKEN}'`)],
  'the history': [
    /access token in the page/,
    (page) => page.evaluate(`history.replaceState({ a: '${TOKEN}' }, '')`),
  ],
  'a cookie that scripts can read': [
    /the cookie session in the page/,
    (page) => page.goto('/cookie').then(() => page.goto('/')),
  ],
  'the browser’s console': [
    /access token in the browser’s console/,
    (page) =>
      Promise.all([page.waitForEvent('console'), page.evaluate(`console.debug('called with ${TOKEN}')`)]),
  ],
  'a live stream that goes on, in two pieces': [
    /access token in the stream of \/stream/,
    (page) =>
      page.evaluate(`(async () => {
        const reader = (await fetch('/stream')).body.getReader();
        let heard = '';
        for (let asked = false; !heard.includes('\\n\\n'); ) {
          heard += new TextDecoder().decode((await reader.read()).value);
          if (!asked) await fetch('/more');
          asked = true;
        }
      })()`),
  ],
  'a WebSocket': [
    /access token in a WebSocket/,
    (page) =>
      page.evaluate(`new Promise((done) => {
        new WebSocket('${url.replace('http', 'ws')}').onmessage = done;
      })`),
  ],
  'a page that is closed, and one that it opened': [
    /access token in an address[\s\S]*access token in the page/,
    async (page) => {
      const opening = page.context().waitForEvent('page');
      await page.evaluate(`void window.open('/')`);
      const other = await opening;
      await other.waitForLoadState();
      await other.evaluate(`document.body.append('${TOKEN}')`);
      await page.goto(`/?token=${TOKEN}`);
      await page.close();
    },
  ],
};

for (const [place, [found, steps]] of Object.entries(PLACES))
  test(`what must not leave the server fails a walk: in ${place}`, () => assert.rejects(walk(steps), found));

test('a walk without secrets ends well, one with an answer that never ends too', async () => {
  await walk(async (page) => {
    await Promise.all([
      page.waitForResponse('**/endless'),
      page.evaluate(`void fetch('/endless').then((answer) => answer.text())`),
    ]);
    await page.goto('/');
    await Promise.all([
      page.waitForResponse('**/endless'),
      page.evaluate(`void fetch('/endless').then((answer) => answer.text())`),
    ]);
  });
});

test('what a walk may show is allowed at its address and nowhere else', async () => {
  await walk((page) => ask(page, '/answer'), { mayShow: /\/answer$/ });
  await assert.rejects(
    walk((page) => ask(page, '/head'), { mayShow: /\/answer$/ }),
    /the key in the head of \/head/,
  );
});
