import { createHash, randomBytes } from 'node:crypto';
import { AUTHORIZE_PATH } from '../constants.ts';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';

/** Scopes the app must have: the data API, and tokens that outlive the session. Nothing else is used. */
export const REQUIRED_SCOPES = ['api', 'refresh_token'] as const;

export interface AuthorizeRequest {
  readonly loginUrl: string;
  readonly extraHosts?: readonly string[];
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string;
  readonly codeVerifier: string;
  /** Who shall log in: filled in on Salesforce's page, and whoever is logged in there already is asked again. */
  readonly username: string | undefined;
  /** What is asked of somebody whose browser is logged in already; a named user must log in in any case. */
  readonly prompt: 'login' | 'select_account' | undefined;
}

/**
 * Where the browser is sent to log in. Source: Salesforce Help, "OAuth 2.0 Web Server Flow for Web App Integration".
 *
 * No `scope` is asked for, which grants what the app is set up with: an app that lacks one we name is refused on a page of
 * Salesforce's that never comes back to us (OAUTH_APPROVAL_ERROR_GENERIC), while `missingScopes` tells which it was.
 *
 * `prompt`: `login` forces a new login; `select_account` shows the approval page, or the account chooser where there is a
 * choice, in place of passing through in silence.
 *
 * @throws `SF_LOGIN_URL_INVALID`
 */
export function buildAuthorizeUrl(request: AuthorizeRequest): string {
  const origin = assertSalesforceHost(request.loginUrl, { extraHosts: request.extraHosts ?? [] });
  const prompt = request.username === undefined ? request.prompt : 'login';
  const url = new URL(AUTHORIZE_PATH, origin);
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    code_challenge: challengeOf(request.codeVerifier),
    code_challenge_method: 'S256',
    ...(request.username !== undefined && { login_hint: request.username }),
    ...(prompt !== undefined && { prompt }),
  }).toString();
  return url.href;
}

/** 32 random bytes, 43 characters. Source: RFC 7636, 4.1. */
export function createCodeVerifier(): string {
  return randomBytes(32).toString('base64url');
}

function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/** Which scopes we need and were not given. `full` holds every scope but the refresh token's. */
export function missingScopes(granted: {
  readonly scope: string | undefined;
  readonly refreshToken: string | undefined;
}): readonly string[] {
  const scopes = granted.scope?.split(/\s+/);
  const missing: string[] = [];
  if (scopes !== undefined && !scopes.includes('api') && !scopes.includes('full')) missing.push('api');
  if (granted.refreshToken === undefined) missing.push('refresh_token');
  return missing;
}
