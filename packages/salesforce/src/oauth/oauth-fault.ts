import { type ErrorCode, SyncError } from '@sync-user/contract';

/** Flows end differently for one and the same text. */
export type OAuthFlow = 'authorization_code' | 'refresh_token' | 'jwt' | 'client_credentials';

/** A refusal of the token endpoint, as far as it could be read. */
export interface OAuthRefusal {
  readonly flow: OAuthFlow;
  readonly status: number;
  /** False for a web page or nothing at all. */
  readonly isJson: boolean;
  readonly error: string | undefined;
  readonly description: string | undefined;
}

type CodeFor = ErrorCode | Readonly<Partial<Record<OAuthFlow, ErrorCode>> & { readonly other: ErrorCode }>;

/** Codes that say which rule of the app or the org it was; they are believed first. */
const CODE_BY_NAME: Readonly<Record<string, ErrorCode>> = {
  OAUTH_APP_BLOCKED: 'SF_APP_NOT_INSTALLED',
  OAUTH_EC_APP_NOT_FOUND: 'SF_APP_NOT_INSTALLED',
  OAUTH_APP_ACCESS_DENIED: 'SF_APP_NOT_APPROVED',
  OAUTH_AUTHORIZATION_BLOCKED: 'SF_APP_NOT_APPROVED',
  invalid_app_access: 'SF_APP_NOT_APPROVED',
  inactive_user: 'SF_USER_INACTIVE',
};

/**
 * Then descriptions, before the standard's codes: Salesforce says `invalid_grant` to nearly everything.
 * Texts: Salesforce Help, "OAuth 2.0 Authorization Errors"; most as recorded by clients in the wild.
 */
const CODE_BY_DESCRIPTION: readonly (readonly [RegExp, CodeFor])[] = [
  [/must be installed|not installed in/i, 'SF_APP_NOT_INSTALLED'],
  [/blocked by admin/i, 'SF_APP_NOT_INSTALLED'],
  [/not admin approved|not authorized to access this app/i, 'SF_APP_NOT_APPROVED'],
  [/hasn't approved this consumer/i, { jwt: 'SF_JWT_REFUSED', other: 'SF_APP_NOT_APPROVED' }],
  [
    /request not supported on this domain/i,
    { client_credentials: 'SF_CLIENT_CREDENTIALS_NOT_ENABLED', other: 'SF_LOGIN_URL_INVALID' },
  ],
  [/no client credentials user enabled/i, 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  [/ip restricted/i, 'SF_IP_REFUSED'],
  [/login hours/i, 'SF_LOGIN_HOURS'],
  [/user is inactive|inactive user/i, 'SF_USER_INACTIVE'],
  [/login rate exceeded|retry your request|(?:refresh|request).*in progress/i, 'SF_UNAVAILABLE'],
  [
    /expired access\/refresh token|refresh token/i,
    { refresh_token: 'SF_REFRESH_TOKEN_EXPIRED', other: 'SF_GRANT_REFUSED' },
  ],
  [
    /authorization code/i,
    { authorization_code: 'AUTHORIZATION_EXPIRED', jwt: 'SF_JWT_REFUSED', other: 'SF_GRANT_REFUSED' },
  ],
  [/code verifier|code challenge/i, 'AUTHORIZATION_EXPIRED'],
  [/audience|assertion|signature|certificate/i, { jwt: 'SF_JWT_REFUSED', other: 'SF_GRANT_REFUSED' }],
];

const NOT_ENABLED: CodeFor = {
  client_credentials: 'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  jwt: 'SF_JWT_REFUSED',
  other: 'SF_GRANT_REFUSED',
};

const CODE_BY_ERROR: Readonly<Record<string, CodeFor>> = {
  invalid_client_id: 'SF_CLIENT_CREDENTIALS_INVALID',
  invalid_client: 'SF_CLIENT_CREDENTIALS_INVALID',
  invalid_client_credentials: 'SF_CLIENT_CREDENTIALS_INVALID',
  unsupported_grant_type: NOT_ENABLED,
  unauthorized_client: NOT_ENABLED,
  invalid_scope: 'SF_SCOPE_MISSING',
  redirect_uri_mismatch: 'SF_CALLBACK_MISMATCH',
  access_denied: 'SF_LOGIN_DENIED',
  inactive_org: 'SF_GRANT_REFUSED',
  invalid_grant: { jwt: 'SF_JWT_REFUSED', other: 'SF_GRANT_REFUSED' },
  invalid_request: 'SF_GRANT_REFUSED',
  OAUTH_APPROVAL_ERROR_GENERIC: 'SF_GRANT_REFUSED',
  rate_limit_exceeded: 'SF_UNAVAILABLE',
  LOGIN_RATE_EXCEEDED: 'SF_UNAVAILABLE',
  temporarily_unavailable: 'SF_UNAVAILABLE',
  server_error: 'SF_UNAVAILABLE',
  unknown_error: 'SF_UNAVAILABLE',
};

/** What Salesforce leaves open or says too shortly; added to its own words. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /ip restricted or invalid login hours/i,
    'Salesforce gives one answer for both: our address is not allowed, or it is outside the login hours of the user’s profile.',
  ],
  [/no client credentials user enabled/i, 'The app has no Run-As user.'],
  [/request not supported on this domain/i, 'This address does not serve the flow: use the org’s My Domain.'],
  [
    /hasn't approved this consumer/i,
    'The user is not pre-authorized for the app, or the username is misspelt.',
  ],
  [/audience/i, 'The login address belongs to another kind of org (production or sandbox).'],
  [/invalid assertion|signature/i, 'The app does not hold the certificate of our key.'],
  [
    /OAUTH_EC_APP_NOT_FOUND/,
    'The app lives in another org: use My Domain of the org it was made in, or install its package.',
  ],
  [/inactive_org/, 'The org is locked, closed or suspended.'],
];

/** Turns an answer of the token endpoint that is no token into a `SyncError`. Never repeats what we sent. */
export function oauthFault(refusal: OAuthRefusal, host: string): SyncError {
  const code = codeFor(refusal);
  return new SyncError(code, `${host}: ${wordsFor(refusal)}`, {
    host,
    status: refusal.status,
    ...(refusal.error === undefined ? {} : { oauthError: refusal.error.slice(0, 100) }),
  });
}

function codeFor({ flow, status, isJson, error, description }: OAuthRefusal): ErrorCode {
  const named = codeForWords(error, description, flow);
  if (named !== undefined) return named;
  if (status === 420 || status === 429 || status >= 500) return 'SF_UNAVAILABLE';
  // Every Salesforce org answers here, in JSON: whoever does not is no Salesforce org, or not under this name.
  if (!isJson || status === 404 || status < 400) return 'SF_LOGIN_URL_INVALID';
  return 'SF_GRANT_REFUSED';
}

/** The code for what Salesforce said, at the token endpoint or in a browser's address; undefined when it is unknown. */
export function codeForWords(
  error: string | undefined,
  description: string | undefined,
  flow: OAuthFlow,
): ErrorCode | undefined {
  const byName = error === undefined ? undefined : own(CODE_BY_NAME, error);
  if (byName !== undefined) return byName;
  const byText = CODE_BY_DESCRIPTION.find(([text]) => description !== undefined && text.test(description));
  if (byText !== undefined) return inFlow(byText[1], flow);
  const byError = error === undefined ? undefined : own(CODE_BY_ERROR, error);
  return byError === undefined ? undefined : inFlow(byError, flow);
}

/** What is known beside Salesforce's own words, as a sentence; empty when nothing is. */
export function hintFor(error: string | undefined, description: string | undefined): string {
  const words = `${error ?? ''} ${description ?? ''}`;
  return HINTS.find(([text]) => text.test(words))?.[1] ?? '';
}

function inFlow(code: CodeFor, flow: OAuthFlow): ErrorCode {
  return typeof code === 'string' ? code : (code[flow] ?? code.other);
}

/** The name comes from outside: `constructor` is no entry. */
function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

function wordsFor({ status, isJson, error, description }: OAuthRefusal): string {
  if (error !== undefined) {
    const said = description === undefined ? error : `${error} (${description.slice(0, 300)})`;
    const hint = hintFor(error, description);
    return hint === '' ? said : `${said}. ${hint}`;
  }
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect, which is not followed`;
  return `HTTP ${status} ${isJson ? 'without an explanation' : 'without the answer of a token endpoint'}`;
}
