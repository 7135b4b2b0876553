import assert from 'node:assert/strict';
import { Browser } from './browser.ts';
import { APP, REP, requestToken } from './test-org.ts';

/** The test app's credentials, as token requests carry them. */
export const CLIENT = { client_id: APP.consumerKey, client_secret: APP.consumerSecret };
export function authorizeUrl(baseUrl: string, more: Record<string, string> = {}): string {
  const parameters = new URLSearchParams({
    response_type: 'code',
    client_id: APP.consumerKey,
    redirect_uri: APP.callbackUrl,
    state: 'st/at=e',
    ...more,
  });
  return `${baseUrl}/services/oauth2/authorize?${parameters.toString()}`;
}

/** Walks a person through the pages, up to the redirect to the app. */
export async function signInThroughPages(baseUrl: string, more: Record<string, string> = {}): Promise<URL> {
  const browser = new Browser();
  await browser.open(authorizeUrl(baseUrl, more));
  await browser.submit({ username: REP.username, pw: REP.password });
  if (browser.leftFor === undefined) await browser.submit({ decision: 'allow' });
  assert.ok(browser.leftFor, 'the browser was sent back to the app');
  return new URL(browser.leftFor);
}

export async function codeFromPages(baseUrl: string, more: Record<string, string> = {}): Promise<string> {
  const code = (await signInThroughPages(baseUrl, more)).searchParams.get('code');
  assert.ok(code);
  return code;
}

export async function refreshTokenOf(baseUrl: string): Promise<string> {
  const code = await codeFromPages(baseUrl);
  const answer = await requestToken(baseUrl, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: APP.callbackUrl,
    ...CLIENT,
  });
  return answer.body.refresh_token;
}
