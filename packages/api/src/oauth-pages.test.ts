import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SyncError } from '@sync-user/contract';
import { createMemoryWorld } from '../testing/memory-services.ts';
import { send } from '../testing/send.ts';
import { startTestApi, type TestApi } from '../testing/start-test-api.ts';
import type { StartedLogin, StartingBrowser } from './connection-services.ts';
import type { Services } from './services.ts';

const SALESFORCE = 'https://login.salesforce.com/services/oauth2/authorize?state=s1';
const ASKED: StartedLogin = {
  kind: 'ask',
  workspace: 'Acme <b>',
  begunBy: 'ann@acme.example',
  loginHost: 'login.salesforce.com',
  username: 'sync"@acme.example',
};

interface Watched {
  readonly api: TestApi;
  readonly started: StartingBrowser[];
  readonly finished: Parameters<Services['authorizations']['finish']>[];
}

/** The pages over an authorization service that lets everybody through who confirmed. */
async function startPages(cookieSecure = false): Promise<Watched & AsyncDisposable> {
  const world = createMemoryWorld();
  const started: StartingBrowser[] = [];
  const finished: Watched['finished'] = [];
  const services: Services = {
    ...world.services,
    authorizations: {
      ...world.services.authorizations,
      start: async (id, browser) => {
        if (id !== 'a1') throw new SyncError('AUTHORIZATION_EXPIRED', 'No login is waiting here.');
        started.push(browser);
        return browser.isConfirmed ? { kind: 'redirect', redirectTo: SALESFORCE } : ASKED;
      },
      finish: async (...callback) => {
        finished.push(callback);
        if (callback[1] === undefined) throw new SyncError('AUTHORIZATION_EXPIRED', 'Not this <browser>.');
        return { redirectTo: '/w/acme/connection?authorization=a1' };
      },
    },
  };
  const api = await startTestApi({ services, cookieSecure });
  return { api, started, finished, [Symbol.asyncDispose]: () => api[Symbol.asyncDispose]() };
}

function cookieOf(headers: Headers): string {
  return (headers.getSetCookie()[0] ?? '').split(';', 1)[0] ?? '';
}

function assertPrivate(headers: Headers): void {
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.equal(headers.get('referrer-policy'), 'no-referrer');
}

test('who opens somebody’s login is told whose it is, and goes on by a link that only this browser has', async () => {
  await using pages = await startPages();
  const { baseUrl } = pages.api;
  const asked = await send<string>(`${baseUrl}/oauth/start/a1`);
  assert.equal(asked.status, 200);
  assertPrivate(asked.headers);
  assert.match(asked.body, /ann@acme\.example/);
  assert.match(asked.body, /Acme &lt;b&gt;/, 'names are text');
  assert.match(asked.body, /sync&quot;@acme\.example/);

  const link = /href="(\/oauth\/start\/a1\?confirm=[\w-]+)"/.exec(asked.body)?.[1] ?? '';
  const cookie = cookieOf(asked.headers);
  assert.match(asked.headers.getSetCookie()[0] ?? '', /; Path=\/; HttpOnly; SameSite=Lax$/);
  assert.ok(!asked.body.includes(cookie.split('=')[1] ?? '-'), 'the page does not hold the cookie');

  const gone = await send(`${baseUrl}${link}`, { headers: { cookie } });
  assert.equal(gone.status, 303);
  assert.equal(gone.headers.get('location'), SALESFORCE);
  assertPrivate(gone.headers);
  assert.equal(pages.started.at(-1)?.token, cookie.split('=')[1]);

  const sent = await send(`${baseUrl}${link}`);
  assert.equal(sent.status, 200, 'the link does nothing in a browser without the cookie');
  const other = await send(`${baseUrl}/oauth/start/a1`);
  const foreign = await send(`${baseUrl}${link}`, { headers: { cookie: cookieOf(other.headers) } });
  assert.equal(foreign.status, 200, 'nor in one with another cookie');
  const made = await send(`${baseUrl}${link}`, { headers: { cookie: 'sync_user_login=short' } });
  assert.equal(made.status, 200, 'nor with a cookie that is none of ours');
});

test('the service learns who is signed in, and nobody when the session is none', async () => {
  await using pages = await startPages();
  const { baseUrl } = pages.api;
  const signedIn = await send(`${baseUrl}/api/v1/session`, {
    method: 'POST',
    json: { email: 'acme-member@example.com', password: 'correct horse' },
  });
  await send(`${baseUrl}/oauth/start/a1`, { headers: { cookie: cookieOf(signedIn.headers) } });
  assert.equal(pages.started.at(-1)?.caller?.email, 'acme-member@example.com');
  await send(`${baseUrl}/oauth/start/a1`, { headers: { cookie: 'sync_user=forged' } });
  assert.equal(pages.started.at(-1)?.caller, undefined);
});

test('over HTTPS the cookie is bound to the host', async () => {
  await using pages = await startPages(true);
  const asked = await send(`${pages.api.baseUrl}/oauth/start/a1`);
  assert.match(asked.headers.getSetCookie()[0] ?? '', /^__Host-sync_user_login=.*Secure/);
});

test('the callback hands on what came, once each, and goes where the service says', async () => {
  await using pages = await startPages();
  const { baseUrl } = pages.api;
  const cookie = cookieOf((await send(`${baseUrl}/oauth/start/a1`)).headers);
  const back = await send(
    `${baseUrl}/oauth/callback?code=c1&state=s1&state=s2&redirect=https://evil.example&returnTo=//evil.example`,
    { headers: { cookie } },
  );
  assert.equal(back.status, 303);
  assert.equal(back.headers.get('location'), '/w/acme/connection?authorization=a1');
  assertPrivate(back.headers);
  const [callback, token] = pages.finished.at(-1) ?? [];
  assert.deepEqual(callback, { state: undefined, code: 'c1', error: undefined, errorDescription: undefined });
  assert.equal(token, cookie.split('=')[1]);
});

test('a login that is not this browser’s ends at a page that says so, and codes are not logged', async () => {
  await using pages = await startPages();
  const { baseUrl, log } = pages.api;
  const back = await send<string>(`${baseUrl}/oauth/callback?code=SECRET-CODE&state=SECRET-STATE`);
  assert.equal(back.status, 410);
  assert.match(back.body, /Not this &lt;browser&gt;/);
  assert.match(back.headers.get('content-type') ?? '', /^text\/html/);
  assertPrivate(back.headers);
  assert.ok(!back.body.includes('SECRET'));
  assert.doesNotMatch(JSON.stringify(log), /SECRET/);

  const unknown = await send<string>(`${baseUrl}/oauth/start/%3Cscript%3E`);
  assert.equal(unknown.status, 410);
  assert.doesNotMatch(unknown.body, /<script>/);
});

test('only admins begin a login for the sync user; members begin their own', async () => {
  await using pages = await startPages();
  const { baseUrl } = pages.api;
  const begin = async (email: string, purpose: string) => {
    const signedIn = await send(`${baseUrl}/api/v1/session`, {
      method: 'POST',
      json: { email, password: 'correct horse' },
    });
    const answer = await send(`${baseUrl}/api/v1/workspaces/acme/authorizations`, {
      method: 'POST',
      headers: { cookie: cookieOf(signedIn.headers), 'x-sync-user': 'test' },
      json: { purpose, loginUrl: 'https://login.salesforce.com' },
    });
    return answer.status;
  };
  assert.equal(await begin('acme-member@example.com', 'personal'), 201);
  assert.equal(await begin('acme-member@example.com', 'sync_user'), 403);
  assert.equal(await begin('acme-admin@example.com', 'sync_user'), 201);
  assert.equal(await begin('globex-admin@example.com', 'personal'), 404);
});
