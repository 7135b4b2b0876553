import { createHash, timingSafeEqual } from 'node:crypto';
import { html, redirect } from '../http/answer.ts';
import type { Answer } from '../http/answer.ts';
import type { Incoming } from '../http/incoming.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { approvesUninstalledApps, isAdminApproved } from './app-access.ts';
import type { App } from './apps.ts';
import { pageOrg, readSignedIn } from './login-pages.ts';
import { OAuthError } from './oauth-error.ts';
import { approvalPage, errorPage, loginPage } from './pages.ts';
import { readForm } from './read-form.ts';
import { grantedScope } from './scopes.ts';

/** Verbatim from Salesforce's page. Source: facts 1.4. */
const APPROVAL_ERROR =
  'OAUTH_APPROVAL_ERROR_GENERIC : An unexpected error has occurred during authentication. Please try again.';

interface AuthorizeRequest {
  readonly app: App;
  readonly redirectUri: string;
  readonly scope: string;
  /** Why the scopes asked for cannot be given. */
  readonly scopeError: OAuthError | undefined;
  readonly state: string | null;
  readonly parameters: URLSearchParams;
}

/**
 * The web server flow: sign in, allow or deny, then back to the app with a code.
 *
 * authorize ──signed out──▶ login page ──▶ authorize ──not yet allowed──▶ approval page ──▶ redirect with code
 *     │                                        │                             └──deny──▶ redirect with error
 *     │                                        └── app not for this person: an error page
 *     └── unknown app or address: an error page, never a redirect
 */
export function answerAuthorize(world: World, incoming: Incoming): Answer {
  const parameters = incoming.method === 'POST' ? readForm(incoming) : incoming.query;
  const request = readAuthorizeRequest(world, incoming, parameters);
  if ('status' in request) return request;

  const user = readSignedIn(world, incoming);
  const prompts = (parameters.get('prompt') ?? '').split(' ');
  const silent = parameters.get('immediate') === 'true' || prompts.includes('none');
  if (user === undefined || prompts.includes('login')) {
    if (silent) return sendBack(request, { error: 'immediate_unsuccessful' });
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
  const refusal = refusalFor(world, user, request);
  if (refusal !== undefined) return approvalErrorPage(world, incoming, refusal);
  if (!isAllowed(world, user, request) || prompts.includes('consent')) {
    if (silent) return sendBack(request, { error: 'immediate_unsuccessful' });
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
  const refusal = refusalFor(world, user, request);
  if (refusal !== undefined) return approvalErrorPage(world, incoming, refusal);
  world.approvals.allow(user.id, request.app.consumerKey, request.scope);
  return sendCode(world, request, user);
}

/** Neither the person nor an administrator has to be asked. */
function isAllowed(world: World, user: OrgUser, { app, scope }: AuthorizeRequest): boolean {
  return (
    app.preAuthorized || app.adminApproved === true || world.approvals.covers(user.id, app.consumerKey, scope)
  );
}

/**
 * Why this person may not use the app at all. The page always says OAUTH_APPROVAL_ERROR_GENERIC, its address the real
 * reason. Source: facts 1.3, 1.4 and 10.
 */
function refusalFor(world: World, user: OrgUser, request: AuthorizeRequest): OAuthError | undefined {
  const { app } = request;
  if (world.org.hasPermission(user.id, 'ApiUserOnly')) {
    return new OAuthError('OAUTH_APPROVAL_ERROR_GENERIC', APPROVAL_ERROR);
  }
  if (app.blocked === true) return new OAuthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin');
  if (app.installed === false && !approvesUninstalledApps(world, user.id)) {
    return new OAuthError('invalid_client', 'app must be installed into org');
  }
  if (app.adminApproved === true && !isAdminApproved(world, user.id, app)) {
    return new OAuthError('invalid_app_access', 'user is not admin approved to access this app');
  }
  return request.scopeError;
}

function approvalErrorPage(world: World, incoming: Incoming, refusal: OAuthError): Answer {
  const shown =
    refusal.error === 'OAUTH_APP_BLOCKED' ? `${refusal.error} : ${refusal.message}` : APPROVAL_ERROR;
  return html(400, errorPage(pageOrg(world, incoming), refusal.error, refusal.message, shown));
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
  const back = { app, redirectUri, scope: '', scopeError: undefined, state, parameters };
  if (parameters.get('response_type') !== 'code' || app.disabledFlows?.includes('webServer') === true) {
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
    // Salesforce notices only after the login.
    return { ...back, scopeError: error };
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

/** Bound to the browser session, so that no other site can press Allow. */
function csrfOf(incoming: Incoming): string {
  return createHash('sha256')
    .update(`approve:${incoming.headers['cookie'] ?? ''}`)
    .digest('hex');
}

function sameText(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
