import { SalesforceError } from '../errors.ts';
import type { Token } from './tokens.ts';

/** The scope of a session whose password has expired: it is good for setPassword alone. */
export const PASSWORD_SCOPE = 'setPassword';

/** Source: SOAP API Developer Guide, "login()" (passwordExpired) and "ExceptionCode". */
const EXPIRED_PASSWORD =
  'The users password has expired, you must call SetPassword before attempting any other API operations';

/** Why this session may not call APIs, though it is alive; undefined when it may. Source: facts 1.4, jsforce's http-api. */
export function apiRefusal(token: Token): SalesforceError | undefined {
  if (token.scope === PASSWORD_SCOPE) {
    return new SalesforceError(403, 'INVALID_OPERATION_WITH_EXPIRED_PASSWORD', EXPIRED_PASSWORD);
  }
  const scopes = token.scope.split(' ');
  if (scopes.includes('api') || scopes.includes('full')) return undefined;
  return new SalesforceError(
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
  );
}
