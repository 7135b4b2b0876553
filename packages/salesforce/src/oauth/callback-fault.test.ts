import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrorCode } from '@sync-user/contract';
import { callbackFault } from './callback-fault.ts';

const HOST = 'acme.my.salesforce.com';

const REFUSALS: readonly (readonly [string, string | undefined, ErrorCode])[] = [
  ['access_denied', 'end-user denied authorization', 'SF_LOGIN_DENIED'],
  ['access-denied', undefined, 'SF_LOGIN_DENIED'],
  ['OAUTH_APP_BLOCKED', 'this app is blocked by admin', 'SF_APP_NOT_INSTALLED'],
  ['OAUTH_EC_APP_NOT_FOUND', 'External client app is not installed in this org', 'SF_APP_NOT_INSTALLED'],
  ['invalid_client', 'app must be installed into org', 'SF_APP_NOT_INSTALLED'],
  ['OAUTH_APPROVAL_ERROR_GENERIC', 'An unexpected error has occurred', 'SF_APP_NOT_INSTALLED'],
  ['OAUTH_APPROVAL_ERROR_GENERIC', 'user is not admin approved to access this app', 'SF_APP_NOT_APPROVED'],
  ['invalid_app_access', 'user is not admin approved to access this app', 'SF_APP_NOT_APPROVED'],
  ['OAUTH_APP_ACCESS_DENIED', undefined, 'SF_APP_NOT_APPROVED'],
  ['invalid_scope', 'the requested scope is not allowed', 'SF_SCOPE_MISSING'],
  ['invalid_client_id', 'client identifier invalid', 'SF_CLIENT_CREDENTIALS_INVALID'],
  ['redirect_uri_mismatch', 'redirect_uri must match configuration', 'SF_CALLBACK_MISMATCH'],
  ['inactive_user', 'user is inactive', 'SF_USER_INACTIVE'],
  ['server_error', undefined, 'SF_UNAVAILABLE'],
  ['unsupported_response_type', 'response type not supported', 'SF_GRANT_REFUSED'],
  ['something_new', 'words', 'SF_GRANT_REFUSED'],
  ['__proto__', 'words', 'SF_GRANT_REFUSED'],
];

for (const [error, description, becomes] of REFUSALS) {
  test(`${error} (${description ?? '–'}) is ${becomes}`, () => {
    const fault = callbackFault({ error, description }, HOST);
    assert.equal(fault.code, becomes);
    assert.ok(fault.message.startsWith(`${HOST}: ${error}`));
  });
}

test('an error that says nothing is told with its causes, the likeliest first', () => {
  const { message } = callbackFault({ error: 'OAUTH_APPROVAL_ERROR_GENERIC', description: undefined }, HOST);
  assert.match(message, /\(1\).*installed.*\(2\).*API-only.*\(3\).*pre-authorized.*\(4\).*scope/s);
});

test('what anybody can write into the address is kept short and on one line', () => {
  const { message } = callbackFault({ error: 'a\nb\u0000c', description: 'x'.repeat(5000) }, HOST);
  assert.ok(message.length < 500);
  assert.doesNotMatch(message, /\p{Cc}/u);
});
