import { SyncError } from '@sync-user/contract';

/** A request that got no answer. */
export interface NetworkFault {
  readonly error: SyncError;
  /** False when not one byte of the request can have arrived: it is safe to send it again, and it did not count. */
  readonly mayHaveArrived: boolean;
  /** Whether the same request may have better luck in a moment. */
  readonly passing: boolean;
}

const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const NAME_UNKNOWN = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'EAI_NODATA']);
const TLS = /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO)/;

/** Reads an error of the socket, the name lookup, TLS or undici, met before the answer's headers were there. */
export function networkFault(cause: unknown, host: string): NetworkFault {
  const code = errorCode(cause);
  const details = { host, networkCode: code };
  const unreachable = (why: string, passing: boolean): NetworkFault => ({
    error: new SyncError('SF_HOST_UNREACHABLE', `${host}: ${why}`, details, { cause }),
    mayHaveArrived: false,
    passing,
  });

  if (NAME_UNKNOWN.has(code)) return unreachable('no such host name', code === 'EAI_AGAIN');
  if (TLS.test(code)) return unreachable(`no trusted TLS connection (${code})`, false);
  if (NEVER_SENT.has(code)) return unreachable(`no connection (${code})`, true);
  if (failedWhileConnecting(cause)) return unreachable(`no connection (${code})`, true);
  return {
    error: new SyncError(
      'SF_UNAVAILABLE',
      `${host}: the connection broke before an answer (${code})`,
      details,
      { cause },
    ),
    mayHaveArrived: true,
    passing: true,
  };
}

/** An answer whose body broke off after its headers, or whose compressed body is damaged. */
export function cutAnswer(cause: unknown, host: string): SyncError {
  const networkCode = errorCode(cause);
  return new SyncError(
    'SF_ANSWER_CUT',
    `${host}: the answer broke off (${networkCode})`,
    { host, networkCode },
    { cause },
  );
}

/** ETIMEDOUT and ECONNRESET happen both before and after the request is sent; the error tells them apart. */
function failedWhileConnecting(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false;
  return (
    ('syscall' in cause && cause.syscall === 'connect') ||
    cause.message.includes('before secure TLS connection')
  );
}

function errorCode(cause: unknown): string {
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') return cause.code;
  return cause instanceof Error ? cause.name : 'unknown';
}
