import assert from 'node:assert/strict';
import type { Authorization } from '@sync-user/contract';
import { type Client, createClient } from '@sync-user/sdk';
import { LoginBrowser } from './login-browser.ts';
import { PASSWORD, SYNC_APP } from './org-seed.ts';
import type { Rig } from './start-rig.ts';

/** Lets people log in through the org's app, from the rig's server. Refresh tokens rotate unless said otherwise. */
export async function allowWebLogins(rig: Rig, app: object = {}): Promise<void> {
  await rig.org.send('PATCH', `/apps/${SYNC_APP.clientId}`, {
    callbackUrls: [`${rig.server.url}/oauth/callback`],
    scopes: ['api', 'refresh_token'],
    refreshTokenRotation: true,
    ...app,
  });
}

export interface WebLogin {
  readonly workspace: string;
  readonly purpose?: 'sync_user' | 'personal';
  readonly loginUrl: string;
  /** Who logs in on Salesforce's page. */
  readonly username: string;
  readonly password?: string;
}

/** Begins a login and walks it to its end, as somebody who was sent the address. @returns how it went */
export async function logInByWeb(api: Client, login: WebLogin): Promise<Authorization> {
  const { workspace, loginUrl, purpose = 'sync_user' } = login;
  const begun = await api.beginAuthorization({ workspace, purpose, loginUrl });
  return await walkAuthorization(api, workspace, begun, login);
}

/** Goes on with a login that was begun. */
export async function walkAuthorization(
  api: Client,
  workspace: string,
  begun: Authorization,
  { username, password = PASSWORD }: Pick<WebLogin, 'username' | 'password'>,
): Promise<Authorization> {
  assert.ok(begun.startUrl);
  const browser = await browserOf(api).open(begun.startUrl);
  if (/confirm=/.test(browser.page)) await browser.follow(/confirm=/);
  await browser.answer({ username, pw: password, decision: 'allow' });
  const ended = await api.readAuthorization({ workspace, authorization: begun.id });
  const where = `the login stands at ${browser.url.origin}${browser.url.pathname} (${browser.status})`;
  assert.notEqual(ended.state, 'waiting', `${where}:\n${browser.page.replace(/<style>.*?<\/style>/s, '')}`);
  return ended;
}

const sessions = new WeakMap<Client, () => { readonly baseUrl: string; readonly cookie: string }>();

/** The browser of who is signed in with that client; of anybody, when nobody is. */
function browserOf(api: Client): LoginBrowser {
  const session = sessions.get(api)?.();
  return session === undefined
    ? new LoginBrowser()
    : new LoginBrowser().keep(session.baseUrl, session.cookie);
}

/** A client that is signed in as a person. */
export async function signInAs(baseUrl: string, email: string, password: string): Promise<Client> {
  let cookie = '';
  const api = createClient({
    baseUrl,
    clientName: 'e2e',
    fetch: async (input, init) => {
      const answer = await fetch(input, { ...init, headers: { ...(init?.headers as object), cookie } });
      cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie;
      return answer;
    },
  });
  await api.signIn({ email, password });
  sessions.set(api, () => ({ baseUrl, cookie }));
  return api;
}
