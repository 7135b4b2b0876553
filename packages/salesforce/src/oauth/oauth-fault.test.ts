import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '@sync-user/contract';
import { oauthFault } from './oauth-fault.ts';

const REFUSALS: readonly (readonly [string, string, ErrorCode])[] = [
  ['invalid_client_id', 'client identifier invalid', 'SF_CLIENT_CREDENTIALS_INVALID'],
  ['invalid_client', 'invalid client credentials', 'SF_CLIENT_CREDENTIALS_INVALID'],
  ['invalid_grant', 'request not supported on this domain', 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  ['invalid_grant', 'no client credentials user enabled', 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  ['unsupported_grant_type', 'grant type not supported', 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  ['invalid_request', 'grant type not supported', 'SF_CLIENT_CREDENTIALS_NOT_ENABLED'],
  ['inactive_user', 'user is inactive', 'SF_USER_INACTIVE'],
  ['invalid_grant', 'user is inactive', 'SF_USER_INACTIVE'],
  ['inactive_org', 'organization is locked, closed, or suspended', 'SF_GRANT_REFUSED'],
  ['invalid_grant', 'authentication failure', 'SF_GRANT_REFUSED'],
  ['invalid_grant', 'ip restricted or invalid login hours', 'SF_GRANT_REFUSED'],
  ['invalid_grant', 'expired access/refresh token', 'SF_GRANT_REFUSED'],
  ['invalid_grant', "user hasn't approved this consumer", 'SF_GRANT_REFUSED'],
  ['invalid_app_access', 'user is not admin approved to access this app', 'SF_GRANT_REFUSED'],
  ['OAUTH_APPROVAL_ERROR_GENERIC', 'An unexpected error has occurred', 'SF_GRANT_REFUSED'],
  ['invalid_scope', 'the requested scope is not allowed', 'SF_GRANT_REFUSED'],
  ['rate_limit_exceeded', 'login rate exceeded', 'SF_UNAVAILABLE'],
  ['invalid_grant', 'login rate exceeded', 'SF_UNAVAILABLE'],
  ['unknown_error', 'retry your request', 'SF_UNAVAILABLE'],
  ['something_new', 'words', 'SF_GRANT_REFUSED'],
];

for (const [error, description, becomes] of REFUSALS) {
  test(`${error} (${description}) is ${becomes}`, () => {
    const fault = oauthFault({ status: 400, isJson: true, error, description }, 'acme.my.salesforce.com');
    assert.equal(fault.code, becomes);
    assert.equal(fault.message, `acme.my.salesforce.com: ${error} (${description})`);
    assert.equal(fault.details['oauthError'], error);
  });
}

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
    const refusal = { status, isJson, error: undefined, description: undefined };
    assert.equal(oauthFault(refusal, 'acme.my.salesforce.com').code, becomes);
  });
}
