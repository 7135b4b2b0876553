import { isSyncError, SyncError } from '@sync-user/contract';

const SOCKET_ERRORS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
]);

/**
 * SQLSTATEs that say the server is away, starting, stopping, full or closed to us, not that the statement is wrong.
 * Source: PostgreSQL manual, appendix A: 08 connection exception, 28 authorization, 3D000 unknown database,
 * 53300 too many connections, 57P01 admin shutdown, 57P02 crash shutdown, 57P03 cannot connect now.
 */
const UNAVAILABLE = /^(08|28)...$|^(3D000|53300|57P01|57P02|57P03|57P05)$/;

/** What node-postgres says without a code when the socket went away under it. */
const LOST_CONNECTION =
  /Connection terminated|connection error and is not queryable|Client was closed|timeout exceeded when trying to connect|Connection ended/i;

/** SQLSTATE of an error of the server; undefined for any other error. */
export function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !SOCKET_ERRORS.has(code)
    ? code
    : undefined;
}

/** The one place where a lost or refused connection becomes `DATABASE_UNAVAILABLE`; other errors pass unchanged. */
export function toDatabaseError(error: unknown): unknown {
  if (isSyncError(error) || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (SOCKET_ERRORS.has(code) || UNAVAILABLE.test(code) || LOST_CONNECTION.test(error.message)) {
    return new SyncError('DATABASE_UNAVAILABLE', 'PostgreSQL is not answering', code === '' ? {} : { code }, {
      cause: error,
    });
  }
  return error;
}
