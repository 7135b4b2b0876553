import { createHash, timingSafeEqual } from 'node:crypto';
import { html, redirect } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import { querySystem, readUser, readUserByUsername } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import type { App } from './apps.ts';
import { OAuthError } from './oauth-error.ts';
import { approvalPage, errorPage, homePage, loginPage } from './pages.ts';
import type { PageOrg } from './pages.ts';
import { grantedScope } from './scopes.ts';
import { readForm } from './token-endpoint.ts';

/** Verbatim from Salesforce's login page. */
const WRONG_PASSWORD =
  'Please check your username and password. If you still can’t log in, contact your Salesforce administrator.';
const APPROVAL_ERROR =
  'OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred during authentication. Please try again.';

interface AuthorizeRequest {
  readonly app: App;
  readonly redirectUri: string;
  readonly scope: string;
  readonly state: string | null;
  readonly parameters: URLSearchParams;
}

/**
 * The web server flow: sign in, allow or deny, then back to the app with a code.
 *
 * authorize ──signed out──▶ login page ──▶ authorize ──not yet allowed──▶ approval page ──▶ redirect with code
 *     │                                                                        └──deny──▶ redirect with error
 *     └── unknown app or address: an error page, never a redirect
 */
export function answerAuthorize(world: World, incoming: Incoming): Answer {
  const parameters = incoming.method === 'POST' ? readForm(incoming) : incoming.query;
  const request = readAuthorizeRequest(world, incoming, parameters);
  if ('status' in request) return request;

  const user = readSignedIn(world, incoming);
  const prompts = (parameters.get('prompt') ?? '').split(' ');
  if (user === undefined || prompts.includes('login')) {
    if (parameters.get('immediate') === 'true' || prompts.includes('none')) {
      return sendBack(request, { error: 'immediate_unsuccessful' });
    }
    const startUrl = new URLSearchParams(parameters);
    if (prompts.includes('login')) startUrl.set('prompt', prompts.filter((one) => one !== 'login').join(' '));
    return html(
      200,
      loginPage(pageOrg(world, incoming), {
        startUrl: `/services/oauth2/authorize?${startUrl.toString()}`,
        username: parameters.get('login_hint') ?? '',
        problem: undefined,
      }),
    );
  }
  if (world.org.hasPermission(user.id, 'ApiUserOnly')) {
    return html(400, errorPage(pageOrg(world, incoming), 'OAUTH_APPROVAL_ERROR_GENERIC', APPROVAL_ERROR));
  }
  const allowedBefore =
    request.app.preAuthorized || world.approvals.covers(user.id, request.app.consumerKey, request.scope);
  if (!allowedBefore || prompts.includes('consent')) {
    return html(
      200,
      approvalPage(pageOrg(world, incoming), {
        app: request.app,
        scope: request.scope,
        username: user.username,
        request: parameters.toString(),
        csrf: csrfOf(incoming),
      }),
    );
  }
  return sendCode(world, request, user);
}

/** What Allow and Deny post to. */
export function answerApproval(world: World, incoming: Incoming): Answer {
  const form = readForm(incoming);
  const request = readAuthorizeRequest(world, incoming, new URLSearchParams(form.get('request') ?? ''));
  if ('status' in request) return request;
  const user = readSignedIn(world, incoming);
  if (user === undefined || !sameText(form.get('csrf') ?? '', csrfOf(incoming))) {
    return redirect(`/services/oauth2/authorize?${request.parameters.toString()}`);
  }
  if (form.get('decision') !== 'allow') {
    return sendBack(request, {
      error: 'access_denied',
      error_description: 'end-user denied authorization',
    });
  }
  world.approvals.allow(user.id, request.app.consumerKey, request.scope);
  return sendCode(world, request, user);
}

export function answerLoginForm(world: World, incoming: Incoming): Answer {
  const form = incoming.method === 'POST' ? readForm(incoming) : incoming.query;
  const startUrl = localPath(form.get('startURL'));
  const username = form.get('username') ?? form.get('un') ?? '';
  const org = pageOrg(world, incoming);
  if (incoming.method !== 'POST') {
    return html(200, loginPage(org, { startUrl, username, problem: undefined }));
  }
  const user = readUserByUsername(world.org, username.trim());
  const password = form.get('pw') ?? form.get('password') ?? '';
  if (user === undefined || !user.isActive || !world.passwords.matches(user.id, password)) {
    return html(200, loginPage(org, { startUrl, username, problem: WRONG_PASSWORD }));
  }
  const sid = world.browserSessions.open(user.id);
  return redirect(startUrl, { 'Set-Cookie': `sid=${sid}; Path=/; HttpOnly; SameSite=Lax` });
}

export function answerLogout(world: World, incoming: Incoming): Answer {
  world.browserSessions.close(incoming.headers['cookie']);
  return redirect(localPath(incoming.query.get('retUrl') ?? '/login'), {
    'Set-Cookie': 'sid=; Path=/; Max-Age=0',
  });
}

export function answerHome(world: World, incoming: Incoming): Answer {
  return html(200, homePage(pageOrg(world, incoming), readSignedIn(world, incoming)?.username));
}

/** A checked request, or the answer that refuses it. */
function readAuthorizeRequest(
  world: World,
  incoming: Incoming,
  parameters: URLSearchParams,
): AuthorizeRequest | Answer {
  const org = pageOrg(world, incoming);
  const app = world.apps.read(parameters.get('client_id') ?? '');
  if (app === undefined) {
    return html(400, errorPage(org, 'invalid_client_id', 'client identifier invalid'));
  }
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === null) {
    return html(400, errorPage(org, 'invalid_request', 'redirect_uri is required'));
  }
  if (!app.callbackUrls.includes(redirectUri)) {
    return html(400, errorPage(org, 'redirect_uri_mismatch', 'redirect_uri must match configuration'));
  }
  const state = parameters.get('state');
  const back = { app, redirectUri, scope: '', state, parameters };
  if (parameters.get('response_type') !== 'code') {
    return sendBack(back, {
      error: 'unsupported_response_type',
      error_description: 'response type not supported',
    });
  }
  const method = parameters.get('code_challenge_method');
  if (method !== null && method !== 'S256') {
    return sendBack(back, {
      error: 'invalid_request',
      error_description: 'code challenge method must be S256',
    });
  }
  if (app.requirePkce && (parameters.get('code_challenge') ?? '') === '') {
    return sendBack(back, { error: 'invalid_request', error_description: 'missing required code challenge' });
  }
  try {
    return { ...back, scope: grantedScope(app, parameters.get('scope')) };
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    return sendBack(back, { error: error.error, error_description: error.message });
  }
}

function sendCode(world: World, request: AuthorizeRequest, user: OrgUser): Answer {
  const code = world.codes.issue({
    consumerKey: request.app.consumerKey,
    userId: user.id,
    redirectUri: request.redirectUri,
    scope: request.scope,
    challenge: request.parameters.get('code_challenge'),
    nonce: request.parameters.get('nonce'),
  });
  return sendBack(request, { code });
}

function sendBack(
  request: Pick<AuthorizeRequest, 'redirectUri' | 'state'>,
  values: Readonly<Record<string, string>>,
): Answer {
  const target = new URL(request.redirectUri);
  for (const [name, value] of Object.entries(values)) target.searchParams.set(name, value);
  if (request.state !== null) target.searchParams.set('state', request.state);
  return redirect(target.toString());
}

function readSignedIn(world: World, incoming: Incoming): OrgUser | undefined {
  const userId = world.browserSessions.readUserId(incoming.headers['cookie']);
  const user = userId === undefined ? undefined : readUser(world.org, userId);
  return user?.isActive === true ? user : undefined;
}

function pageOrg(world: World, incoming: Incoming): PageOrg {
  const name = querySystem(world.org, 'SELECT Name FROM Organization LIMIT 1')[0]?.['Name'];
  return { name: typeof name === 'string' ? name : 'Salesforce', host: new URL(incoming.baseUrl).host };
}

/** Bound to the browser session, so that no other site can press Allow. */
function csrfOf(incoming: Incoming): string {
  return createHash('sha256')
    .update(`approve:${incoming.headers['cookie'] ?? ''}`)
    .digest('hex');
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}

/** Only our own pages: an open redirect would be a hole even in a simulator people point browsers at. */
function localPath(path: string | null): string {
  return path !== null && /^\/(?![/\\])/.test(path) ? path : '/';
}
