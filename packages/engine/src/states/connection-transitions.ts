import type { ConnectionState, ErrorCode } from '@sync-user/contract';

export const CONNECTION_EVENTS = [
  'connect',
  'take_force',
  'call_succeeded',
  'unreachable',
  'grant_expired',
  'grant_refused',
  'user_inactive',
  'access_refused',
  'replace',
] as const;

/**
 * What happens to a connection. `connect`: the same user logged in anew; `take_force`: a candidate was designated, or a
 * member's question answered; the refusals are Salesforce's, by `connectionEventOf`.
 */
export type ConnectionEvent = (typeof CONNECTION_EVENTS)[number];

type Row = Record<ConnectionEvent, ConnectionState | 'ignored'>;

/** What Salesforce says of the login itself; only a new login mends it. */
const REFUSALS = {
  grant_expired: 'expired',
  grant_refused: 'revoked',
  user_inactive: 'blocked',
  access_refused: 'blocked',
} as const;

/** A call that happens to work with an old token proves nothing, so these are left by connecting alone. */
const STOPPED: Row = {
  ...REFUSALS,
  connect: 'active',
  take_force: 'ignored',
  call_succeeded: 'ignored',
  unreachable: 'ignored',
  replace: 'replaced',
};

/** Every state × event of a connection; the drawing is beside `ConnectionState`. */
export const CONNECTION_TRANSITIONS: Readonly<Record<ConnectionState, Row>> = {
  // Whatever is said of one that is not in force is its trouble and no state of the workspace's.
  pending: {
    connect: 'ignored',
    take_force: 'active',
    call_succeeded: 'ignored',
    unreachable: 'ignored',
    grant_expired: 'ignored',
    grant_refused: 'ignored',
    user_inactive: 'ignored',
    access_refused: 'ignored',
    replace: 'replaced',
  },
  active: {
    ...REFUSALS,
    connect: 'ignored',
    take_force: 'ignored',
    call_succeeded: 'ignored',
    unreachable: 'degraded',
    replace: 'replaced',
  },
  degraded: {
    ...REFUSALS,
    connect: 'active',
    take_force: 'ignored',
    call_succeeded: 'active',
    unreachable: 'ignored',
    replace: 'replaced',
  },
  expired: STOPPED,
  revoked: STOPPED,
  blocked: STOPPED,
  replaced: {
    connect: 'ignored',
    take_force: 'ignored',
    call_succeeded: 'ignored',
    unreachable: 'ignored',
    grant_expired: 'ignored',
    grant_refused: 'ignored',
    user_inactive: 'ignored',
    access_refused: 'ignored',
    replace: 'ignored',
  },
};

export function nextConnectionState(state: ConnectionState, event: ConnectionEvent): ConnectionState {
  const next = CONNECTION_TRANSITIONS[state][event];
  return next === 'ignored' ? state : next;
}

/** Only these read; in the others everything is kept and nothing is asked. */
export function mayRead(state: ConnectionState): boolean {
  return state === 'active' || state === 'degraded';
}

/** Whether its token may be renewed: a candidate's may, so that it can be checked before it takes force. */
export function mayRenew(state: ConnectionState): boolean {
  return state === 'pending' || mayRead(state);
}

/** What a failed call says about the connection; undefined when it says nothing. */
export function connectionEventOf(code: ErrorCode): ConnectionEvent | undefined {
  switch (code) {
    case 'SF_REFRESH_TOKEN_EXPIRED':
      return 'grant_expired';
    case 'SF_GRANT_REFUSED':
    case 'SF_REFRESH_TOKEN_LOST':
    case 'SF_SESSION_EXPIRED':
      return 'grant_refused';
    case 'SF_USER_INACTIVE':
      return 'user_inactive';
    case 'SF_CLIENT_CREDENTIALS_INVALID':
    case 'SF_CLIENT_CREDENTIALS_NOT_ENABLED':
    case 'SF_JWT_REFUSED':
    case 'SF_APP_NOT_INSTALLED':
    case 'SF_APP_NOT_APPROVED':
    case 'SF_IP_REFUSED':
    case 'SF_LOGIN_HOURS':
    case 'SF_API_ONLY_USER':
    case 'SF_SCOPE_MISSING':
    case 'SF_API_DISABLED':
    case 'SF_WRONG_ORG':
    case 'SF_SANDBOX_REFRESHED':
    case 'SF_USER_CHANGED':
    case 'SECRET_UNREADABLE':
      return 'access_refused';
    // A login address that answers with a web page was right once: it may be maintenance.
    case 'SF_LOGIN_URL_INVALID':
    case 'SF_HOST_UNREACHABLE':
    case 'SF_UNAVAILABLE':
      return 'unreachable';
    default:
      return undefined;
  }
}
