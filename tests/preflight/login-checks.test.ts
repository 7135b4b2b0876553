import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { assertOnlyThisCheckSees, type Breakage, PreflightOrg } from './preflight-org.ts';
import { APPS, SYNC } from './preflight-seed.ts';

const SYNC_APP = `/apps/${APPS.client_credentials.clientId}`;
const WEB_APP = `/apps/${APPS.web_server.clientId}`;
const web = { method: 'web_server' } as const;

async function endSession(org: PreflightOrg): Promise<void> {
  await org.control.send('POST', '/sessions/expire', { username: SYNC });
}

async function policy(
  org: PreflightOrg,
  app: string,
  change: Readonly<Record<string, unknown>>,
): Promise<void> {
  await org.control.send('PATCH', app, change);
}

/** Refresh tokens of logins beside the connection. */
const others: string[] = [];

const BREAKAGES: readonly Breakage[] = [
  {
    check: 'app_allowed',
    what: 'the app is blocked',
    breakIt: async (org) => {
      await policy(org, SYNC_APP, { blocked: true });
      await endSession(org);
    },
    status: 'fail',
    refusesLogin: true,
    remedy: /Unblock/,
    mend: (org) => policy(org, SYNC_APP, { blocked: false }),
  },
  {
    check: 'app_allowed',
    what: 'the app is uninstalled',
    breakIt: (org) => policy(org, SYNC_APP, { installed: false }),
    status: 'fail',
    refusesLogin: true,
    remedy: /Install/,
    mend: (org) => policy(org, SYNC_APP, { installed: true }),
  },
  {
    check: 'app_allowed',
    what: 'the app admits others only from the next login on',
    breakIt: (org) => policy(org, SYNC_APP, { adminApproved: true }),
    status: 'warn',
    remedy: /Admin approved users are pre-authorized/,
    mend: (org) => policy(org, SYNC_APP, { profiles: ['Nothing'] }),
  },
  {
    check: 'scopes_granted',
    what: 'the token has no api scope',
    breakIt: async (org) => {
      await policy(org, SYNC_APP, { scopes: ['refresh_token', 'id'] });
      org.forget(SYNC, 'client_credentials');
    },
    status: 'fail',
    refusesLogin: true,
    remedy: /Manage user data via APIs \(api\)/,
    mend: async (org) => {
      await policy(org, SYNC_APP, { scopes: ['api', 'refresh_token', 'id'] });
      org.forget(SYNC, 'client_credentials');
    },
  },
  {
    check: 'scopes_granted',
    what: 'a browser login brought no refresh token',
    options: web,
    brokenOptions: { ...web, about: { scopes: ['api'] } },
    status: 'fail',
    remedy: /refresh_token, offline_access/,
  },
  {
    check: 'refresh_token_policy',
    what: 'refresh tokens end after a time',
    options: web,
    breakIt: (org) => policy(org, WEB_APP, { refreshTokenLifetimeMs: 30 * 24 * 60 * 60 * 1000 }),
    status: 'warn',
    remedy: /valid until revoked/,
    mend: (org) => policy(org, WEB_APP, { refreshTokenLifetimeMs: null }),
  },
  {
    check: 'approvals_left',
    what: 'five logins hold approvals',
    options: web,
    breakIt: async (org) => {
      for (let login = 0; login < 4; login++) others.push(await org.loginByBrowser(SYNC));
    },
    status: 'warn',
    remedy: /Revoke approvals/,
    mend: (org) => org.revoke(others.pop() ?? ''),
  },
  {
    check: 'session_security',
    what: 'sessions of the app are very short',
    breakIt: async (org) => {
      await policy(org, SYNC_APP, { sessionTimeoutMs: 60_000 });
      await endSession(org);
    },
    status: 'warn',
    remedy: /Session Timeout/,
    mend: async (org) => {
      await policy(org, SYNC_APP, { sessionTimeoutMs: null });
      await endSession(org);
    },
  },
  {
    check: 'session_security',
    what: 'the app demands high assurance',
    breakIt: (org) => policy(org, SYNC_APP, { highAssurance: true }),
    status: 'warn',
    remedy: /High assurance session required/,
    mend: (org) => policy(org, SYNC_APP, { highAssurance: false }),
  },
  {
    check: 'ip_restrictions',
    what: 'the profile admits other addresses only',
    breakIt: async (org) => {
      await org.control.send('PATCH', '/profiles/Nothing', { ipRanges: ['203.0.113.1-203.0.113.9'] });
      await endSession(org);
    },
    status: 'fail',
    refusesLogin: true,
    remedy: /addresses/,
    mend: async (org) => void (await org.control.send('PATCH', '/profiles/Nothing', { ipRanges: [] })),
  },
  {
    check: 'login_hours',
    what: 'the profile’s hours are over',
    breakIt: async (org) => {
      await org.control.send('PATCH', '/profiles/Nothing', { loginHours: { [anotherDay()]: '08:00-09:00' } });
      await endSession(org);
    },
    status: 'fail',
    refusesLogin: true,
    remedy: /Login Hours/i,
    mend: async (org) => void (await org.control.send('PATCH', '/profiles/Nothing', { loginHours: null })),
  },
];

function anotherDay(): string {
  const inThreeDays = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000);
  return inThreeDays.toLocaleDateString('en-US', { weekday: 'long', timeZone: 'UTC' }).toLowerCase();
}

describe('a breakage of the login is seen by the check it is about, and by no other', () => {
  let org: PreflightOrg;
  before(async () => {
    org = await PreflightOrg.start();
  });
  after(() => org[Symbol.asyncDispose]());

  for (const breakage of BREAKAGES) {
    test(`${breakage.check}: ${breakage.what}`, () => assertOnlyThisCheckSees(org, breakage));
  }

  test('app_allowed: a user of before keeps an app that is not installed, until the next login', async () => {
    await org.reset();
    await policy(org, WEB_APP, { installed: false });
    await org.system('Sync', 'UseAnyApiClient', true);
    const allowed = await org.check(web);
    assert.equal(statusOf(allowed, 'app_allowed'), 'pass');
    await org.system('Sync', 'UseAnyApiClient', false);
    assert.equal(statusOf(await org.check(web), 'app_allowed'), 'warn');
    await policy(org, WEB_APP, { installed: true });
    assert.equal(statusOf(await org.check(web), 'app_allowed'), 'pass');
  });

  test('app_allowed: an External Client App is no connected app, and needs no installing', async () => {
    await org.reset();
    await policy(org, SYNC_APP, { external: true });
    const allowed = await org.check();
    assert.equal(statusOf(allowed, 'app_allowed'), 'pass');
    assert.match(allowed.checks[0]?.summary ?? '', /is an External Client App of this org/);
    await policy(org, SYNC_APP, { adminApproved: true });
    assert.equal(statusOf(await org.check(), 'app_allowed'), 'warn');
    await policy(org, SYNC_APP, { profiles: ['Nothing'] });
    assert.equal(statusOf(await org.check(), 'app_allowed'), 'pass');
  });

  test('ip_restrictions, login_hours: what a person at a browser is refused says nothing of our logins', async () => {
    await org.reset();
    await org.check(web);
    await org.control.send('PATCH', '/profiles/Nothing', { ipRanges: ['203.0.113.1-203.0.113.9'] });
    await assert.rejects(org.loginByBrowser(SYNC));
    await org.control.send('PATCH', '/profiles/Nothing', { ipRanges: [] });
    const { checks } = await org.check(web);
    const check = checks.find(({ id }) => id === 'ip_restrictions');
    assert.equal(check?.status, 'pass', check?.summary);
  });

  test('refresh_token_policy: a token that runs out unused is renewed in time', async () => {
    await org.reset();
    await policy(org, WEB_APP, { refreshTokenIdleMs: 30 * 24 * 60 * 60 * 1000 });
    assert.equal(statusOf(await org.check(web), 'refresh_token_policy'), 'pass');
  });

  test('token_rotation says whether it is on, and is never in the way', async () => {
    await org.reset();
    for (const [rotates, words] of [
      [true, /Rotation is on/],
      [false, /Rotation is off/],
    ] as const) {
      const report = await org.check({ ...web, about: { refreshTokenRotates: rotates } });
      const check = report.checks.find(({ id }) => id === 'token_rotation');
      assert.equal(check?.status, 'pass');
      assert.match(check.summary, words);
    }
  });

  test('mfa_on_login says whether it is asked for, and is never in the way', async () => {
    await org.reset();
    await org.check(web); // logs in while nothing more than a password is asked for
    for (const [demanded, words] of [
      [true, /keep its authenticator/],
      [false, /No permission of this user demands it/],
    ] as const) {
      await org.system('Sync', 'ForceTwoFactor', demanded);
      const { checks } = await org.check(web);
      const check = checks.find(({ id }) => id === 'mfa_on_login');
      assert.equal(check?.status, 'pass');
      assert.match(check.summary, words);
    }
  });

  test('flows without a refresh token are not asked about one', async () => {
    await org.reset();
    const report = await org.check();
    for (const id of ['refresh_token_policy', 'token_rotation', 'approvals_left', 'mfa_on_login']) {
      assert.equal(statusOf(report, id), 'not_needed', id);
    }
  });
});

function statusOf(
  report: { readonly checks: readonly { id: string; status: string }[] },
  id: string,
): string {
  return report.checks.find((check) => check.id === id)?.status ?? 'missing';
}
