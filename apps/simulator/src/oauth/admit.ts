import { soqlText, querySystem } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { Incoming } from '../http/incoming.ts';
import type { World } from '../world.ts';
import { approvesUninstalledApps, isAdminApproved } from './app-access.ts';
import type { App } from './apps.ts';
import { knowsOrg, siteOf } from './hosts.ts';
import { countLogins, recordLogin, sourceIpOf } from './login-history.ts';
import type { LoginKind } from './login-history.ts';
import { WEEKDAYS } from './login-policies.ts';
import { OAuthError } from './oauth-error.ts';
import { isInRanges } from './sign-in-settings.ts';

export interface Login {
  readonly incoming: Incoming;
  readonly kind: LoginKind;
  /** Undefined in the browser and for SOAP login. */
  readonly app?: App;
  /** API version of a SOAP login. */
  readonly apiVersion?: string;
}

/** Why somebody may not log in: what LoginHistory says, what OAuth says. */
interface Refusal {
  readonly status: string;
  readonly error: OAuthError;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * The user if they may log in this way, here and now; noted in LoginHistory either way.
 * @throws OAuthError Texts: facts 1.4
 */
export function admit(world: World, user: OrgUser | undefined, login: Login): OrgUser {
  if (user === undefined || !knowsOrg(world, siteOf(world, login.incoming).role)) {
    throw new OAuthError('invalid_grant', 'authentication failure');
  }
  const refusal = refusalOf(world, user, login);
  recordLogin(world, user, login, refusal?.status ?? 'Success');
  if (refusal !== undefined) throw refusal.error;
  return user;
}

/** The user if name and password fit and they may log in. @throws OAuthError */
export function admitWithPassword(
  world: World,
  user: OrgUser | undefined,
  password: string,
  login: Login,
): OrgUser {
  const failure = new OAuthError('invalid_grant', 'authentication failure');
  if (user === undefined || !knowsOrg(world, siteOf(world, login.incoming).role)) throw failure;
  if (isLockedOut(world, user.id)) {
    recordLogin(world, user, login, 'Password Lockout');
    throw failure;
  }
  if (!world.passwords.matches(user.id, password)) {
    countFailure(world, user.id);
    recordLogin(world, user, login, 'Invalid Password');
    throw failure;
  }
  const admitted = admit(world, user, login);
  forgetFailures(world, user.id);
  return admitted;
}

function refusalOf(world: World, user: OrgUser, { incoming, kind, app }: Login): Refusal | undefined {
  const refuse = (status: string, error: string, description: string): Refusal => ({
    status,
    error: new OAuthError(error, description),
  });
  if (!user.isActive) return refuse('User is Inactive', 'inactive_user', 'user is inactive');
  if (isFrozen(world, user.id)) {
    const text = kind === 'refresh' ? 'expired access/refresh token' : 'authentication failure';
    return refuse('User Is Frozen', 'invalid_grant', text);
  }
  const { ipRanges = [] } = world.signIn.policies.read(user.profileId);
  const relaxed = app?.ipRelaxation === 'relax';
  if (!relaxed && ipRanges.length > 0 && !isInRanges(sourceIpOf(world, incoming), ipRanges)) {
    return refuse('Restricted IP', 'invalid_grant', 'ip restricted');
  }
  if (!isOpen(world, user.profileId)) {
    return refuse('Restricted Login Hours', 'invalid_grant', 'ip restricted or invalid login hours');
  }
  const { loginsPerHour } = world.settings.current.signIn;
  if (countLogins(world, user.id, HOUR_MS) >= loginsPerHour) {
    return refuse('Login Rate Exceeded', 'rate_limit_exceeded', 'login rate exceeded');
  }
  return app === undefined ? undefined : appRefusal(world, user, app, kind);
}

/** What the app's policies say about this user. Source: facts 1.4 and 10 (September 2025); help "Manage OAuth Access Policies". */
function appRefusal(world: World, user: OrgUser, app: App, kind: LoginKind): Refusal | undefined {
  if (app.blocked === true) {
    return {
      status: 'Failed: App blocked',
      error: new OAuthError('OAUTH_APP_BLOCKED', 'this app is blocked by admin'),
    };
  }
  if (app.adminApproved === true && !isAdminApproved(world, user.id, app)) {
    return {
      status: 'Failed: Not approved for access',
      error: new OAuthError('invalid_app_access', 'user is not admin approved to access this app'),
    };
  }
  // Who authorised an app before September 2025 goes on using it.
  if (app.installed === false && kind !== 'refresh' && !approvesUninstalledApps(world, user.id)) {
    return {
      status: 'Failed: App not installed',
      error: new OAuthError('invalid_client', 'app must be installed into org'),
    };
  }
  return undefined;
}

/** Frozen users keep their record active but cannot sign in. Source: Object Reference, UserLogin.IsFrozen. */
export function isFrozen(world: World, userId: string): boolean {
  return readUserLogin(world, userId)?.isFrozen === true;
}

/** An administrator's lock stays until it is lifted; one for wrong passwords passes. Source: help "Set Password Policies". */
export function isLockedOut(world: World, userId: string): boolean {
  const login = readUserLogin(world, userId);
  if (login?.isPasswordLocked !== true) return false;
  const { lockedAt } = world.signIn.policies.read(userId);
  if (lockedAt === undefined) return true;
  if (world.org.clock.now() - lockedAt < world.settings.current.signIn.lockoutMs) return true;
  forgetFailures(world, userId);
  return false;
}

function countFailure(world: World, userId: string): void {
  const failedLogins = (world.signIn.policies.read(userId).failedLogins ?? 0) + 1;
  world.signIn.policies.change(userId, { failedLogins });
  world.org.writeSilently('User', userId, { NumberOfFailedLogins: failedLogins });
  const { maxFailedLogins } = world.settings.current.signIn;
  const login = readUserLogin(world, userId);
  if (failedLogins < maxFailedLogins || login === undefined) return;
  world.signIn.policies.change(userId, { lockedAt: world.org.clock.now() });
  world.org.writeSilently('UserLogin', login.id, { IsPasswordLocked: true });
}

/** After a good login, a new password, or an administrator's "Unlock". */
export function forgetFailures(world: World, userId: string): void {
  const { failedLogins = 0 } = world.signIn.policies.read(userId);
  if (failedLogins === 0) return;
  world.signIn.policies.change(userId, { failedLogins: 0, lockedAt: undefined });
  world.org.writeSilently('User', userId, { NumberOfFailedLogins: 0 });
  const login = readUserLogin(world, userId);
  if (login !== undefined) world.org.writeSilently('UserLogin', login.id, { IsPasswordLocked: false });
}

function readUserLogin(
  world: World,
  userId: string,
): { readonly id: string; readonly isFrozen: boolean; readonly isPasswordLocked: boolean } | undefined {
  const [row] = querySystem(
    world.org,
    `SELECT Id, IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId = '${soqlText(userId)}' LIMIT 1`,
  );
  if (row === undefined) return undefined;
  return {
    id: String(row['Id']),
    isFrozen: row['IsFrozen'] === true,
    isPasswordLocked: row['IsPasswordLocked'] === true,
  };
}

/** Login hours are kept in the org's time zone. Source: help "Set Login Hours". */
function isOpen(world: World, profileId: string): boolean {
  const { loginHours } = world.signIn.policies.read(profileId);
  if (loginHours === undefined) return true;
  const zone = querySystem(world.org, 'SELECT TimeZoneSidKey FROM Organization LIMIT 1')[0]?.[
    'TimeZoneSidKey'
  ];
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: typeof zone === 'string' ? zone : 'UTC',
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(world.org.clock.now()));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? '';
  const day = WEEKDAYS.find((name) => name === part('weekday').toLowerCase());
  const hours = day === undefined ? undefined : loginHours[day];
  const minute = Number(part('hour')) * 60 + Number(part('minute'));
  return hours !== undefined && minute >= hours[0] && minute < hours[1];
}
