import type { ConnectionState, ErrorCode } from '@sync-user/contract';

export type ConnectionEvent =
  | 'connect'
  | 'call_succeeded'
  | 'unreachable'
  | 'grant_refused'
  | 'user_inactive'
  | 'app_refused'
  | 'replace';

/** Every state × event of a connection; the drawing is beside `ConnectionState`. */
export const CONNECTION_TRANSITIONS: Record<
  ConnectionState,
  Record<ConnectionEvent, ConnectionState | 'ignored'>
> = {
  pending: fromAnywhere({ call_succeeded: 'active', unreachable: 'ignored' }),
  active: fromAnywhere({ call_succeeded: 'ignored', unreachable: 'degraded' }),
  degraded: fromAnywhere({ call_succeeded: 'active', unreachable: 'ignored' }),
  // A terminal refusal is only left by connecting again: a call that happens to work with an old token proves nothing.
  expired: fromAnywhere({ call_succeeded: 'ignored', unreachable: 'ignored' }),
  revoked: fromAnywhere({ call_succeeded: 'ignored', unreachable: 'ignored' }),
  blocked: fromAnywhere({ call_succeeded: 'ignored', unreachable: 'ignored' }),
  replaced: {
    connect: 'ignored',
    call_succeeded: 'ignored',
    unreachable: 'ignored',
    grant_refused: 'ignored',
    user_inactive: 'ignored',
    app_refused: 'ignored',
    replace: 'ignored',
  },
};

function fromAnywhere(
  own: Pick<Record<ConnectionEvent, ConnectionState | 'ignored'>, 'call_succeeded' | 'unreachable'>,
): Record<ConnectionEvent, ConnectionState | 'ignored'> {
  return {
    connect: 'active',
    grant_refused: 'revoked',
    user_inactive: 'blocked',
    app_refused: 'blocked',
    replace: 'replaced',
    ...own,
  };
}

export function nextConnectionState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = CONNECTION_TRANSITIONS[state][event];
  return next === 'ignored' ? state : next;
}

/** Only these read; in the others everything is kept and nothing is asked. */
export function mayRead(state: ConnectionState): boolean {
  return state === 'active' || state === 'degraded';
}

/** What a failed call says about the connection; undefined when it says nothing. */
export function connectionEventOf(code: ErrorCode): ConnectionEvent | undefined {
  switch (code) {
    case 'SF_GRANT_REFUSED':
    case 'SF_SESSION_EXPIRED':
      return 'grant_refused';
    case 'SF_USER_INACTIVE':
      return 'user_inactive';
    case 'SF_CLIENT_CREDENTIALS_INVALID':
    case 'SF_CLIENT_CREDENTIALS_NOT_ENABLED':
    case 'SF_API_DISABLED':
    case 'SF_WRONG_ORG':
    case 'SECRET_UNREADABLE':
      return 'app_refused';
    case 'SF_HOST_UNREACHABLE':
    case 'SF_UNAVAILABLE':
      return 'unreachable';
    default:
      return undefined;
  }
}
