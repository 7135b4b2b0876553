import { type ErrorCode, SyncError } from '@sync-user/contract';

/** A refusal of an OAuth endpoint, as far as it could be read. */
export interface OAuthRefusal {
  readonly status: number;
  /** False for a web page or nothing at all. */
  readonly isJson: boolean;
  readonly error: string | undefined;
  readonly description: string | undefined;
}

/** Descriptions are believed before codes: Salesforce says `invalid_grant` to nearly everything. */
const CODE_BY_DESCRIPTION: readonly (readonly [RegExp, ErrorCode])[] = [
  [/request not supported on this domain/i, 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  [/no client credentials user enabled/i, 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  [/grant type not supported/i, 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  [/user is inactive|inactive user/i, 'SF_USER_INACTIVE'],
  [/login rate exceeded|retry your request/i, 'SF_UNAVAILABLE'],
];

/** Source: Salesforce Help, "OAuth Authorization Flow Errors"; texts as recorded by third parties. */
const CODE_BY_ERROR: Readonly<Record<string, ErrorCode>> = {
  invalid_client_id: 'SF_CLIENT_CREDENTIALS_INVALID',
  invalid_client: 'SF_CLIENT_CREDENTIALS_INVALID',
  invalid_client_credentials: 'SF_CLIENT_CREDENTIALS_INVALID',
  unsupported_grant_type: 'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  unauthorized_client: 'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  inactive_user: 'SF_USER_INACTIVE',
  inactive_org: 'SF_GRANT_REFUSED',
  invalid_grant: 'SF_GRANT_REFUSED',
  invalid_app_access: 'SF_GRANT_REFUSED',
  invalid_scope: 'SF_GRANT_REFUSED',
  invalid_request: 'SF_GRANT_REFUSED',
  redirect_uri_mismatch: 'SF_GRANT_REFUSED',
  access_denied: 'SF_GRANT_REFUSED',
  OAUTH_APPROVAL_ERROR_GENERIC: 'SF_GRANT_REFUSED',
  rate_limit_exceeded: 'SF_UNAVAILABLE',
  LOGIN_RATE_EXCEEDED: 'SF_UNAVAILABLE',
  temporarily_unavailable: 'SF_UNAVAILABLE',
  server_error: 'SF_UNAVAILABLE',
  unknown_error: 'SF_UNAVAILABLE',
};

/** Turns an answer of the token endpoint that is no token into a `SyncError`. Never repeats what we sent. */
export function oauthFault(refusal: OAuthRefusal, host: string): SyncError {
  const code = codeFor(refusal);
  return new SyncError(code, `${host}: ${wordsFor(refusal)}`, {
    host,
    status: refusal.status,
    ...(refusal.error === undefined ? {} : { oauthError: refusal.error.slice(0, 100) }),
  });
}

function codeFor({ status, isJson, error, description }: OAuthRefusal): ErrorCode {
  const byText = CODE_BY_DESCRIPTION.find(([text]) => description !== undefined && text.test(description));
  if (byText !== undefined) return byText[1];
  const byError = error === undefined ? undefined : CODE_BY_ERROR[error];
  if (byError !== undefined) return byError;
  if (status === 420 || status === 429 || status >= 500) return 'SF_UNAVAILABLE';
  // Every Salesforce org answers here, in JSON: whoever does not is no Salesforce org, or not under this name.
  if (!isJson || status === 404 || status < 400) return 'SF_LOGIN_URL_INVALID';
  return 'SF_GRANT_REFUSED';
}

function wordsFor({ status, isJson, error, description }: OAuthRefusal): string {
  if (error !== undefined)
    return description === undefined ? error : `${error} (${description.slice(0, 300)})`;
  if (status >= 300 && status < 400) return `HTTP ${status}: a redirect, which is not followed`;
  return `HTTP ${status} ${isJson ? 'without an explanation' : 'without the answer of a token endpoint'}`;
}
