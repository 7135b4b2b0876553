import assert from 'node:assert/strict';
import type { Authorization } from '@sync-user/contract';
import type { Client } from '@sync-user/sdk';
import { LoginBrowser } from '../../packages/salesforce/testing/login-browser.ts';
import { PASSWORD, SYNC_APP } from './org-seed.ts';
import { sessionOf } from './sign-in.ts';
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

/** The browser of who is signed in with that client; of anybody, when nobody is. */
function browserOf(api: Client): LoginBrowser {
  const session = sessionOf(api);
  return session === undefined
    ? new LoginBrowser()
    : new LoginBrowser().keep(session.serverUrl, session.cookie);
}
