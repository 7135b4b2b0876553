/** How people sign in: `signIn`, `loginPolicies`, and what users say about it. */
import { WEEKDAYS } from '../oauth/login-policies.ts';
import type { LoginPolicy, Weekday } from '../oauth/login-policies.ts';
import { readIpRange } from '../oauth/sign-in-settings.ts';
import type { IpRange, SignInSettings } from '../oauth/sign-in-settings.ts';
import type { SeedLoginPolicy } from './seed.ts';
import type { SeedReader } from './seed-reader.ts';

const MINUTE_MS = 60 * 1000;

export function readSignIn(reader: SeedReader): Partial<SignInSettings> {
  const lockoutMinutes = reader.number('lockoutMinutes', { min: 0, max: 100_000 });
  const flag = (name: keyof SignInSettings) => (reader.has(name) ? { [name]: reader.flag(name, false) } : {});
  const whole = (name: keyof SignInSettings) => {
    const value = reader.whole(name, { min: 1, max: 1_000_000 });
    return value === undefined ? {} : { [name]: value };
  };
  const settings = {
    ...flag('strictHosts'),
    ...flag('emailVerification'),
    ...flag('mfa'),
    ...flag('passwordFlow'),
    ...flag('lockSessionsToIp'),
    ...whole('loginsPerHour'),
    ...whole('maxFailedLogins'),
    ...(lockoutMinutes === undefined ? {} : { lockoutMs: lockoutMinutes * MINUTE_MS }),
    ...(reader.has('trustedIpRanges') ? { trustedIpRanges: readIpRanges(reader, 'trustedIpRanges') } : {}),
  };
  reader.finish();
  return settings;
}

export function readLoginPolicy(reader: SeedReader): SeedLoginPolicy {
  const profile = reader.text('profile');
  const ipRanges = readIpRanges(reader, 'ipRanges');
  const hours = readLoginHours(reader);
  return {
    profile,
    policy: {
      ...(ipRanges.length === 0 ? {} : { ipRanges }),
      ...(hours === undefined ? {} : { loginHours: hours }),
    },
  };
}

export function readUserLoginPolicy(reader: SeedReader): LoginPolicy {
  const flag = (name: 'emailVerification' | 'mfa' | 'passwordExpired') =>
    reader.has(name) ? { [name]: reader.flag(name, false) } : {};
  return { ...flag('emailVerification'), ...flag('mfa'), ...flag('passwordExpired') };
}

function readIpRanges(reader: SeedReader, key: string): IpRange[] {
  return reader.texts(key).flatMap((text) => {
    const range = readIpRange(text);
    if (range === undefined) reader.problem(key, `"${text}" is not like 10.0.0.1-10.0.0.99`);
    return range ?? [];
  });
}

/** `{"monday": "08:00-18:00"}`. */
function readLoginHours(reader: SeedReader): LoginPolicy['loginHours'] {
  const days = reader.members('loginHours');
  if (days.length === 0) return undefined;
  const hours: Partial<Record<Weekday, readonly [number, number]>> = {};
  for (const [name, value] of days) {
    const day = WEEKDAYS.find((one) => one === name);
    const times = typeof value === 'string' ? readHours(value) : undefined;
    if (day === undefined || times === undefined) {
      reader.problem(`loginHours.${name}`, 'must be a weekday with hours like "08:00-18:00"');
    } else hours[day] = times;
  }
  return hours;
}

/** Minutes of the day. */
export function readHours(text: string): readonly [from: number, to: number] | undefined {
  const match = /^(\d\d):(\d\d)-(\d\d):(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [from, to] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
  return from < to && to <= 24 * 60 ? [from, to] : undefined;
}
