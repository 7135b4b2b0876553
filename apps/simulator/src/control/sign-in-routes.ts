/** Sessions, apps, people and how they sign in. */
import { attachApp } from '../oauth/app-access.ts';
import { OAUTH_FLOWS } from '../oauth/apps.ts';
import type { App } from '../oauth/apps.ts';
import { forgetFailures } from '../oauth/admit.ts';
import { WEEKDAYS } from '../oauth/login-policies.ts';
import type { LoginPolicy, Weekday } from '../oauth/login-policies.ts';
import { setPassword } from '../oauth/login-pages.ts';
import { endSessions } from '../oauth/login-rows.ts';
import { readIpRange } from '../oauth/sign-in-settings.ts';
import type { IpRange } from '../oauth/sign-in-settings.ts';
import { decodeBase32, totpCode } from '../oauth/totp.ts';
import type { Router } from '../http/router.ts';
import { platformCaller } from '../org/system-user.ts';
import { readHours } from '../seed/read-sign-in.ts';
import { querySystem, readUserByUsername, soqlText } from '../users.ts';
import type { OrgUser } from '../users.ts';
import type { World } from '../world.ts';
import { BodyReader, ControlError } from './body-reader.ts';
import type { ControlHandler, ControlRequest } from './control-request.ts';

export function addSignInRoutes(router: Router<ControlHandler>): void {
  router
    .on('GET', '/__simulator/sign-in', ({ world }) => world.settings.current.signIn)
    .on('POST', '/__simulator/sign-in', changeSignIn)
    .on('POST', '/__simulator/sessions', setSessions)
    .on('POST', '/__simulator/sessions/expire', expireSessions)
    .on('POST', '/__simulator/sessions/revoke', revokeTokens)
    .on('GET', '/__simulator/apps', ({ world }) => ({ apps: world.apps.list() }))
    .on('PATCH', '/__simulator/apps/:consumerKey', changeApp)
    .on('PATCH', '/__simulator/users/:username', changeUser)
    .on('PATCH', '/__simulator/profiles/:name', changeProfile)
    .on('GET', '/__simulator/mail', ({ world }) => ({ mail: world.signIn.verification.mails() }))
    .on('POST', '/__simulator/authenticators', enrolAuthenticator)
    .on('DELETE', '/__simulator/authenticators/:username', removeAuthenticator);
}

const SIGN_IN_FLAGS = [
  'strictHosts',
  'emailVerification',
  'mfa',
  'passwordFlow',
  'lockSessionsToIp',
] as const;
const SIGN_IN_NUMBERS = ['loginsPerHour', 'maxFailedLogins', 'lockoutMs'] as const;

function changeSignIn({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, [
    ...SIGN_IN_FLAGS,
    ...SIGN_IN_NUMBERS,
    'myDomain',
    'sourceIp',
    'trustedIpRanges',
  ]);
  const nullableText = (name: 'myDomain' | 'sourceIp') => {
    if (!reader.has(name)) return {};
    return { [name]: reader.raw(name) === null ? null : reader.requiredText(name) };
  };
  const ranges = reader.raw('trustedIpRanges');
  const signIn = {
    ...world.settings.current.signIn,
    ...Object.fromEntries(SIGN_IN_FLAGS.flatMap((name) => given(name, reader.boolean(name)))),
    ...Object.fromEntries(SIGN_IN_NUMBERS.flatMap((name) => given(name, reader.number(name)))),
    ...nullableText('myDomain'),
    ...nullableText('sourceIp'),
    ...(ranges === undefined ? {} : { trustedIpRanges: readIpRanges(ranges, 'trustedIpRanges') }),
  };
  world.settings.change({ signIn });
  return signIn;
}

function given<T>(name: string, value: T | undefined): [string, T][] {
  return value === undefined ? [] : [[name, value]];
}

function setSessions({ world, body }: ControlRequest): unknown {
  const reader = new BodyReader(body, ['timeoutMs']);
  world.settings.change({ sessionTimeoutMs: reader.requiredNumber('timeoutMs') });
  return { timeoutMs: world.settings.current.sessionTimeoutMs };
}

function expireSessions({ world, body }: ControlRequest): unknown {
  const username = new BodyReader(body, ['username']).text('username');
  return {
    expired: world.tokens.expireSessions(username === undefined ? undefined : findUser(world, username).id),
  };
}

function revokeTokens({ world, body }: ControlRequest): unknown {
  const { id } = findUser(world, new BodyReader(body, ['username']).requiredText('username'));
  for (const app of world.apps.list()) world.approvals.forget(id, app.consumerKey);
  return { revoked: world.tokens.revokeUser(id) };
}

const APP_SWITCHES = [
  'refreshTokenRotation',
  'preAuthorized',
  'adminApproved',
  'installed',
  'external',
  'blocked',
  'highAssurance',
  'requirePkce',
  'requireSecretForWebServerFlow',
  'requireSecretForRefreshToken',
] as const;
/** Null takes the limit away. */
const APP_TIMES = ['refreshTokenIdleMs', 'refreshTokenLifetimeMs', 'sessionTimeoutMs'] as const;

function changeApp({ world, body, parameters }: ControlRequest): unknown {
  const app = world.apps.read(parameters['consumerKey'] ?? '');
  if (app === undefined) throw new ControlError(`No app has the consumer key ${parameters['consumerKey']}.`);
  const reader = new BodyReader(body, [
    ...APP_SWITCHES,
    ...APP_TIMES,
    'consumerSecret',
    'certificate',
    'callbackUrls',
    'scopes',
    'runAsUsername',
    'ipRelaxation',
    'disabledFlows',
    'profiles',
    'permissionSets',
  ]);
  const flows = reader.has('disabledFlows') ? readTexts(reader, 'disabledFlows') : undefined;
  const unknown = flows?.find((flow) => !OAUTH_FLOWS.some((known) => known === flow));
  if (unknown !== undefined) throw new ControlError(`"${unknown}" is not one of ${OAUTH_FLOWS.join(', ')}.`);
  const changed: App = {
    ...app,
    ...Object.fromEntries(APP_SWITCHES.flatMap((name) => given(name, reader.boolean(name)))),
    ...Object.fromEntries(
      APP_TIMES.flatMap((name) =>
        reader.raw(name) === null ? [[name, null]] : given<number | null>(name, reader.number(name)),
      ),
    ),
    consumerSecret: reader.text('consumerSecret') ?? app.consumerSecret,
    certificate: reader.raw('certificate') === null ? null : (reader.text('certificate') ?? app.certificate),
    callbackUrls: reader.has('callbackUrls') ? readTexts(reader, 'callbackUrls') : app.callbackUrls,
    scopes: reader.has('scopes') ? readTexts(reader, 'scopes') : app.scopes,
    runAsUsername:
      reader.raw('runAsUsername') === null ? null : (reader.text('runAsUsername') ?? app.runAsUsername),
    ipRelaxation: reader.oneOf('ipRelaxation', ['enforce', 'relax']) ?? app.ipRelaxation ?? 'enforce',
    disabledFlows:
      flows === undefined ? (app.disabledFlows ?? []) : OAUTH_FLOWS.filter((flow) => flows.includes(flow)),
  };
  world.apps.write(changed);
  // Uninstalling an app takes its tokens along. Source: facts 1.4, `expired access/refresh token`.
  if (app.installed !== false && changed.installed === false) world.tokens.revokeApp(app.consumerKey);
  attachApp(world, changed, {
    profiles: readTexts(reader, 'profiles'),
    permissionSets: readTexts(reader, 'permissionSets'),
  });
  return changed;
}

function changeUser({ world, body, parameters }: ControlRequest): unknown {
  const user = findUser(world, parameters['username'] ?? '');
  const policyFlags = ['emailVerification', 'mfa', 'passwordExpired'] as const;
  const reader = new BodyReader(body, ['isActive', 'password', 'isFrozen', 'isLocked', ...policyFlags]);
  const isActive = reader.boolean('isActive');
  if (isActive !== undefined) saveAsPlatform(world, 'User', user.id, { IsActive: isActive });
  const isFrozen = reader.boolean('isFrozen');
  if (isFrozen !== undefined) changeLogin(world, user, { IsFrozen: isFrozen });
  if (isFrozen === true) endSessions(world, user.id);
  const password = reader.text('password');
  if (password !== undefined) setPassword(world, user.id, password);
  const isLocked = reader.boolean('isLocked');
  if (isLocked !== undefined) changeLogin(world, user, { IsPasswordLocked: isLocked });
  if (isLocked === false) forgetFailures(world, user.id);
  world.signIn.policies.change(
    user.id,
    Object.fromEntries(policyFlags.flatMap((name) => given(name, reader.boolean(name)))),
  );
  return { id: user.id, username: user.username };
}

function changeLogin(world: World, user: OrgUser, values: Record<string, boolean>): void {
  const [login] = querySystem(world.org, `SELECT Id FROM UserLogin WHERE UserId = '${user.id}'`);
  if (login === undefined) {
    world.org.load('UserLogin', [{ UserId: user.id, IsFrozen: false, IsPasswordLocked: false, ...values }]);
  } else saveAsPlatform(world, 'UserLogin', String(login['Id']), values);
}

function saveAsPlatform(world: World, object: string, id: string, values: Record<string, unknown>): void {
  const [result] = world.org.save(platformCaller(), [{ kind: 'update', object, id, values }], {
    allOrNone: true,
  });
  if (result?.success !== true) {
    throw new ControlError(`${object} ${id} was refused: ${JSON.stringify(result?.errors)}`);
  }
}

/** Login IP ranges and login hours. An empty list or null: from anywhere, at any time. */
function changeProfile({ world, body, parameters }: ControlRequest): unknown {
  const name = parameters['name'] ?? '';
  const [profile] = querySystem(world.org, `SELECT Id FROM Profile WHERE Name = '${soqlText(name)}'`);
  if (profile === undefined) throw new ControlError(`There is no profile ${name}.`);
  const reader = new BodyReader(body, ['ipRanges', 'loginHours']);
  const ranges = reader.raw('ipRanges');
  const policy = {
    ...(ranges === undefined ? {} : { ipRanges: readIpRanges(ranges, 'ipRanges') }),
    ...(reader.has('loginHours') ? { loginHours: readLoginHours(reader.raw('loginHours')) } : {}),
  } as LoginPolicy;
  world.signIn.policies.change(String(profile['Id']), policy);
  return world.signIn.policies.read(String(profile['Id']));
}

function readLoginHours(value: unknown): LoginPolicy['loginHours'] | undefined {
  if (value === null) return undefined;
  const hours: Partial<Record<Weekday, readonly [number, number]>> = {};
  for (const [name, text] of Object.entries(Object(value) as Record<string, unknown>)) {
    const day = WEEKDAYS.find((one) => one === name);
    const times = typeof text === 'string' ? readHours(text) : undefined;
    if (day === undefined || times === undefined) {
      throw new ControlError('"loginHours" must be weekdays with hours like {"monday": "08:00-18:00"}.');
    }
    hours[day] = times;
  }
  return hours;
}

function readIpRanges(value: unknown, name: string): IpRange[] {
  const texts: unknown[] = Array.isArray(value) ? value : [value];
  return texts.map((text) => {
    const range = typeof text === 'string' ? readIpRange(text) : undefined;
    if (range === undefined) throw new ControlError(`"${name}" must be ranges like "10.0.0.1-10.0.0.99".`);
    return range;
  });
}

function readTexts(reader: BodyReader, name: string): string[] {
  const value = reader.raw(name) ?? [];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'string')) {
    throw new ControlError(`"${name}" must be a list of texts.`);
  }
  return value.map(String);
}

/** The code an authenticator app would show now; a person without one gets one. */
function enrolAuthenticator({ world, body }: ControlRequest): unknown {
  const user = findUser(world, new BodyReader(body, ['username']).requiredText('username'));
  const { verification } = world.signIn;
  const secret = verification.authenticatorOf(user.id) ?? verification.enrol(user.id);
  return { username: user.username, secret, code: totpCode(decodeBase32(secret), world.org.clock.now()) };
}

function removeAuthenticator({ world, parameters }: ControlRequest): unknown {
  const user = findUser(world, parameters['username'] ?? '');
  return { removed: world.signIn.verification.removeAuthenticator(user.id) };
}

function findUser(world: World, username: string): OrgUser {
  const user = readUserByUsername(world.org, username);
  if (user === undefined) throw new ControlError(`No user has the username ${username}.`);
  return user;
}
