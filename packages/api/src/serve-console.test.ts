import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startTestApi } from '../testing/index.ts';
import { send } from '../testing/send.ts';

const PAGE = '<!doctype html><title>Sync User</title>';
const SECRET = 'outside of the console';

describe('the console’s files', () => {
  let folder = '';
  let consoleDir = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'sync-user-console-'));
    consoleDir = join(folder, 'dist');
    mkdirSync(join(consoleDir, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), SECRET);
    writeFileSync(join(folder, 'dist-secret.txt'), SECRET);
    writeFileSync(join(consoleDir, 'index.html'), PAGE);
    writeFileSync(join(consoleDir, '.env'), SECRET);
    writeFileSync(join(consoleDir, 'theme.js'), 'theme()');
    writeFileSync(join(consoleDir, 'assets', 'app-5f3a.js'), 'app()');
    symlinkSync(join(folder, 'nowhere'), join(consoleDir, 'dangling'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  test('the page and files without a hash are checked each time, hashed ones are kept for ever', async () => {
    await using api = await startTestApi({ consoleDir });
    const page = await send(`${api.baseUrl}/`);
    assert.equal(page.body, PAGE);
    assert.match(page.headers.get('content-type') ?? '', /^text\/html/);
    assert.equal(page.headers.get('cache-control'), 'no-cache');
    assert.equal((await send(`${api.baseUrl}/theme.js`)).headers.get('cache-control'), 'no-cache');

    const asset = await send(`${api.baseUrl}/assets/app-5f3a.js`);
    assert.equal(asset.body, 'app()');
    assert.equal(asset.headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(asset.headers.get('content-type') ?? '', /javascript/);
  });

  test('every address of the console is answered with its page, also when asked for a second time', async () => {
    await using api = await startTestApi({ consoleDir });
    for (const path of ['/objects', '/w/acme/objects/Invoice__c?search=a.b', '/sign-in', '/assets-of-mine']) {
      const { status, body, headers } = await send(api.baseUrl + path);
      assert.equal(`${status} ${String(body)}`, `200 ${PAGE}`, path);
      assert.equal(headers.get('cache-control'), 'no-cache');
    }
    const { headers } = await send(`${api.baseUrl}/objects`);
    const again = await sendRaw(api.baseUrl, '/objects', { 'if-none-match': headers.get('etag') ?? '' });
    assert.equal(again.status, 304);
    const head = await send(`${api.baseUrl}/objects`, { method: 'HEAD' });
    assert.equal(head.status, 200);
  });

  test('a missing asset is missing, not the page: a browser would take it for a script', async () => {
    await using api = await startTestApi({ consoleDir });
    for (const [method, path] of [
      ['GET', '/assets/app-old.js'],
      ['POST', '/objects'],
      ['GET', '/api/objects'],
    ] as const) {
      const { status, headers } = await send(api.baseUrl + path, { method });
      assert.equal(status, 404, path);
      assert.match(headers.get('content-type') ?? '', /problem/);
    }
  });

  test('nothing outside the folder, no dot file and no directory can be read', async () => {
    await using api = await startTestApi({ consoleDir });
    const paths = [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '/assets/../../secret.txt',
      '/assets/..%2f..%2fsecret.txt',
      '/..%5csecret.txt',
      '//../secret.txt',
      '/../dist-secret.txt',
      '/%2e%2e%2fdist-secret.txt',
      '/.env',
      '/%2eenv',
      '/assets/.env',
      '/theme.js%00.html',
      '/dangling',
      '/assets/',
      '/assets',
    ];
    for (const path of paths) {
      const { status, body } = await sendRaw(api.baseUrl, path);
      assert.doesNotMatch(body, new RegExp(SECRET), path);
      assert.doesNotMatch(body, /app-5f3a/, path);
      assert.ok(status < 500, `${path}: ${status}`);
    }
  });

  test('every answer carries the headers that keep a browser careful', async () => {
    await using api = await startTestApi({ consoleDir });
    for (const path of ['/', '/assets/app-5f3a.js', '/api/v1/health', '/api/nothing']) {
      const { headers } = await send(api.baseUrl + path);
      const policy = headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'self';style-src 'self' 'unsafe-inline';img-src 'self' data:/);
      assert.doesNotMatch(policy, /script-src|unsafe-eval|upgrade-insecure/);
      assert.equal(headers.get('x-content-type-options'), 'nosniff');
      assert.equal(headers.get('x-frame-options'), 'DENY');
      assert.equal(headers.get('strict-transport-security'), null);
    }
  });

  test('a folder without a page is refused at the start', async () => {
    await assert.rejects(startTestApi({ consoleDir: join(folder, 'empty') }), /build the console first/);
  });
});

/** Sends path and headers as they are: `fetch` would tidy the path, and asks past every cache. */
function sendRaw(
  baseUrl: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string }> {
  const { hostname, port } = new URL(baseUrl);
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (body += piece));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
