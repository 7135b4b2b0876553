import { type ErrorCode, explainSalesforcePage, SyncError } from '@sync-user/contract';
import { codeForWords, hintFor } from './oauth-fault.ts';

/** What Salesforce sent back with the browser in place of a code. Anybody can write such an address. */
export interface CallbackRefusal {
  readonly error: string;
  readonly description: string | undefined;
}

/**
 * Only of use in the browser. Source: Salesforce Help, "OAuth 2.0 Authorization Errors", which spells it with a hyphen in
 * one example.
 */
const CODE_BY_ERROR: Readonly<Record<string, ErrorCode>> = {
  'access-denied': 'SF_LOGIN_DENIED',
  unsupported_response_type: 'SF_GRANT_REFUSED',
  immediate_unsuccessful: 'SF_GRANT_REFUSED',
  login_required: 'SF_GRANT_REFUSED',
};

/** Turns the error of a callback into a `SyncError`. */
export function callbackFault({ error, description }: CallbackRefusal, host: string): SyncError {
  const code = codeForCallback(error, description);
  const said = description === undefined ? clean(error) : `${clean(error)} (${clean(description)})`;
  const hint = isGeneric(error, description) ? genericHint() : hintFor(error, description);
  return new SyncError(code, hint === '' ? `${host}: ${said}` : `${host}: ${said}. ${hint}`, {
    host,
    oauthError: clean(error).slice(0, 100),
  });
}

function codeForCallback(error: string, description: string | undefined): ErrorCode {
  // Of all its causes this one is the most frequent since September 2025, and its fix is where one finds out.
  if (isGeneric(error, description)) return 'SF_APP_NOT_INSTALLED';
  if (Object.hasOwn(CODE_BY_ERROR, error)) return CODE_BY_ERROR[error] ?? 'SF_GRANT_REFUSED';
  return codeForWords(error, description, 'authorization_code') ?? 'SF_GRANT_REFUSED';
}

/** It says nothing itself; these are its causes, the likeliest first. */
function genericHint(): string {
  const causes = explainSalesforcePage('OAUTH_APPROVAL_ERROR_GENERIC')?.causes ?? [];
  return `Salesforce does not say why. In the order to look at: ${causes.map((cause, index) => `(${index + 1}) ${cause}`).join(' ')}`;
}

function isGeneric(error: string, description: string | undefined): boolean {
  return error === 'OAUTH_APPROVAL_ERROR_GENERIC' && !/install|approved|scope/i.test(description ?? '');
}

/** It is shown to people and kept: one line, no control characters, not endless. */
function clean(text: string): string {
  return text.replaceAll(/\p{Cc}+/gu, ' ').slice(0, 300);
}
