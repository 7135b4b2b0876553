import { SyncError } from '@sync-user/contract';
import { DEFAULT_CLIENT_NAME, REVOKE_PATH } from '../constants.ts';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import { MAX_ERROR_BYTES, readText } from '../http/read-text.ts';
import { sendRequest } from '../http/send-request.ts';
import type { LoginTarget } from './request-token.ts';

export interface Revocation extends LoginTarget {
  /** A refresh token (its access tokens end with it) or an access token. */
  readonly token: string;
}

const REVOKE_TIMEOUT_MS = 15_000;

/**
 * Ends a token at Salesforce. A token it does not know has ended already, which is what was wanted.
 * Source: Salesforce Help, "Revoke OAuth Tokens": 200 and nothing; 400 with an error.
 *
 * @throws `SF_LOGIN_URL_INVALID`, `SF_HOST_UNREACHABLE`, `SF_UNAVAILABLE`, `SF_UNEXPECTED`, the signal's reason
 */
export async function revokeToken({ token, ...target }: Revocation): Promise<void> {
  const origin = assertSalesforceHost(target.loginUrl, { extraHosts: target.extraHosts ?? [] });
  const url = new URL(REVOKE_PATH, origin);
  const answer = await sendRequest({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
      'user-agent': DEFAULT_CLIENT_NAME,
    },
    // In the body: addresses are written to logs.
    body: new URLSearchParams({ token }).toString(),
    signal: target.signal,
    dispatcher: target.dispatcher,
    headersTimeoutMs: REVOKE_TIMEOUT_MS,
  });
  if (answer.kind === 'no_answer') throw answer.fault.error;
  const text = await readText(answer.body, {
    maxBytes: MAX_ERROR_BYTES,
    host: url.host,
    signal: target.signal,
  });
  if (answer.status === 200 || /invalid_token|unsupported_token_type/.test(text)) return;
  const code = answer.status >= 500 || answer.status === 420 ? 'SF_UNAVAILABLE' : 'SF_UNEXPECTED';
  throw new SyncError(code, `${url.host}: the revocation was answered with HTTP ${answer.status}`, {
    host: url.host,
    status: answer.status,
  });
}
