import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '@sync-user/contract';
import { oauthFault, type OAuthFlow } from './oauth-fault.ts';

const REFUSALS: readonly (readonly [OAuthFlow, string, string, ErrorCode])[] = [
  ['client_credentials', 'invalid_client_id', 'client identifier invalid', 'SF_CLIENT_CREDENTIALS_INVALID'],
  ['client_credentials', 'invalid_client', 'invalid client credentials', 'SF_CLIENT_CREDENTIALS_INVALID'],
  [
    'client_credentials',
    'invalid_grant',
    'request not supported on this domain',
    'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  ],
  [
    'client_credentials',
    'invalid_grant',
    'no client credentials user enabled',
    'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  ],
  [
    'client_credentials',
    'unsupported_grant_type',
    'grant type not supported',
    'SF_CLIENT_CREDENTIALS_NOT_ENABLED',
  ],
  ['jwt', 'unsupported_grant_type', 'grant type not supported', 'SF_JWT_REFUSED'],
  ['refresh_token', 'unsupported_grant_type', 'grant type not supported', 'SF_GRANT_REFUSED'],
  ['refresh_token', 'inactive_user', 'user is inactive', 'SF_USER_INACTIVE'],
  ['refresh_token', 'invalid_grant', 'user is inactive', 'SF_USER_INACTIVE'],
  ['refresh_token', 'inactive_org', 'organization is locked, closed, or suspended', 'SF_GRANT_REFUSED'],
  ['client_credentials', 'invalid_grant', 'authentication failure', 'SF_GRANT_REFUSED'],
  ['jwt', 'invalid_grant', 'authentication failure', 'SF_JWT_REFUSED'],
  ['refresh_token', 'invalid_grant', 'ip restricted', 'SF_IP_REFUSED'],
  ['jwt', 'invalid_grant', 'IP restricted or invalid login hours', 'SF_IP_REFUSED'],
  ['refresh_token', 'invalid_grant', 'invalid login hours', 'SF_LOGIN_HOURS'],
  ['refresh_token', 'invalid_grant', 'expired access/refresh token', 'SF_REFRESH_TOKEN_EXPIRED'],
  ['authorization_code', 'invalid_grant', 'expired authorization code', 'AUTHORIZATION_EXPIRED'],
  ['authorization_code', 'invalid_grant', 'invalid authorization code', 'AUTHORIZATION_EXPIRED'],
  ['authorization_code', 'invalid_request', 'invalid code verifier', 'AUTHORIZATION_EXPIRED'],
  [
    'authorization_code',
    'redirect_uri_mismatch',
    'redirect_uri must match configuration',
    'SF_CALLBACK_MISMATCH',
  ],
  ['jwt', 'invalid_grant', 'expired authorization code', 'SF_JWT_REFUSED'],
  ['jwt', 'invalid_grant', 'Audience validation failed', 'SF_JWT_REFUSED'],
  ['jwt', 'invalid_grant', 'audience is invalid', 'SF_JWT_REFUSED'],
  ['jwt', 'invalid_grant', 'invalid assertion', 'SF_JWT_REFUSED'],
  ['jwt', 'invalid_grant', "user hasn't approved this consumer", 'SF_JWT_REFUSED'],
  ['authorization_code', 'invalid_grant', "user hasn't approved this consumer", 'SF_APP_NOT_APPROVED'],
  ['jwt', 'invalid_app_access', 'user is not admin approved to access this app', 'SF_APP_NOT_APPROVED'],
  ['authorization_code', 'invalid_client', 'app must be installed into org', 'SF_APP_NOT_INSTALLED'],
  ['refresh_token', 'OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'SF_APP_NOT_INSTALLED'],
  [
    'jwt',
    'OAUTH_EC_APP_NOT_FOUND',
    'External client app is not installed in this org',
    'SF_APP_NOT_INSTALLED',
  ],
  [
    'authorization_code',
    'OAUTH_APPROVAL_ERROR_GENERIC',
    'An unexpected error has occurred',
    'SF_GRANT_REFUSED',
  ],
  ['authorization_code', 'invalid_scope', 'the requested scope is not allowed', 'SF_SCOPE_MISSING'],
  ['client_credentials', 'rate_limit_exceeded', 'login rate exceeded', 'SF_UNAVAILABLE'],
  ['refresh_token', 'invalid_grant', 'login rate exceeded', 'SF_UNAVAILABLE'],
  ['refresh_token', 'invalid_grant', 'token refresh already in progress', 'SF_UNAVAILABLE'],
  ['refresh_token', 'unknown_error', 'retry your request', 'SF_UNAVAILABLE'],
  ['refresh_token', 'something_new', 'words', 'SF_GRANT_REFUSED'],
  ['refresh_token', 'constructor', 'words', 'SF_GRANT_REFUSED'],
];

for (const [flow, error, description, becomes] of REFUSALS) {
  test(`${flow}: ${error} (${description}) is ${becomes}`, () => {
    const fault = oauthFault(
      { flow, status: 400, isJson: true, error, description },
      'acme.my.salesforce.com',
    );
    assert.equal(fault.code, becomes);
    const words = `acme.my.salesforce.com: ${error} (${description})`;
    assert.ok(fault.message === words || fault.message.startsWith(`${words}. `), fault.message);
    assert.equal(fault.details['oauthError'], error);
  });
}

test('where Salesforce gives one answer for two causes, the message names both', () => {
  const refusal = { flow: 'jwt', status: 400, isJson: true, error: 'invalid_grant' } as const;
  const { message } = oauthFault(
    { ...refusal, description: 'ip restricted or invalid login hours' },
    'acme.my.salesforce.com',
  );
  assert.match(message, /our address.*login hours/);
});

const STRANGE: readonly (readonly [number, boolean, ErrorCode])[] = [
  [200, false, 'SF_LOGIN_URL_INVALID'],
  [302, false, 'SF_LOGIN_URL_INVALID'],
  [400, false, 'SF_LOGIN_URL_INVALID'],
  [403, false, 'SF_LOGIN_URL_INVALID'],
  [404, false, 'SF_LOGIN_URL_INVALID'],
  [404, true, 'SF_LOGIN_URL_INVALID'],
  [420, false, 'SF_UNAVAILABLE'],
  [429, false, 'SF_UNAVAILABLE'],
  [500, true, 'SF_UNAVAILABLE'],
  [503, false, 'SF_UNAVAILABLE'],
];

for (const [status, isJson, becomes] of STRANGE) {
  test(`HTTP ${status} with ${isJson ? 'JSON that explains nothing' : 'a web page'} is ${becomes}`, () => {
    const refusal = { flow: 'jwt', status, isJson, error: undefined, description: undefined } as const;
    assert.equal(oauthFault(refusal, 'acme.my.salesforce.com').code, becomes);
  });
}
