import { APPROVALS_PER_USER_AND_APP } from '@sync-user/contract';
import type { Check } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { appName, connectedApps, oauthTokens } from '../../facts.ts';
import { here, onPage } from '../../remedy.ts';

const scopesGranted: Check = {
  id: 'scopes_granted',
  group: 'login',
  title: 'OAuth scopes',
  asks: 'The scopes that Salesforce granted with the token.',
  without:
    'No data can be read without the scope api, and without refresh_token the connection ends with its first session.',
  needs: () => 'required',
  async run({ about, subject }) {
    const granted = about.scopes.map((scope) => scope.toLowerCase());
    const told = {
      asked: 'the scopes of the token',
      answered: about.scopes.join(' ') || 'none told',
      as: subject.username,
    };
    if (granted.length === 0) {
      return {
        status: 'unknown',
        summary: 'Salesforce did not say which scopes it granted.',
        evidence: [told],
      };
    }
    const missing = [
      ...(granted.includes('api') || granted.includes('full') ? [] : ['api']),
      ...(about.method !== 'web_server' ||
      granted.includes('refresh_token') ||
      granted.includes('offline_access')
        ? []
        : ['refresh_token']),
    ];
    if (missing.length === 0) {
      return {
        status: 'pass',
        summary: `The token has what it needs: ${about.scopes.join(', ')}.`,
        evidence: [told],
      };
    }
    return {
      status: 'fail',
      summary: `The token lacks ${missing.join(' and ')}.`,
      evidence: [told],
      affected: { features: missing.includes('api') ? ['everything'] : ['lasting connection'] },
      remedy: {
        ...here(
          'Setup > Apps > External Client Apps > External Client App Manager > (the app) > Settings > OAuth Settings',
          'Add “Manage user data via APIs (api)” and “Perform requests at any time (refresh_token, offline_access)” to the app’s scopes, then reconnect.',
        ),
      },
    };
  },
};

const refreshTokenPolicy: Check = {
  id: 'refresh_token_policy',
  group: 'login',
  title: 'Refresh token policy',
  asks: 'The app’s row in ConnectedApplication: RefreshTokenValidityPeriod and OptionsRefreshTokenValidityMetric.',
  without: 'The refresh token runs out on a date of its own, and somebody has to log in again.',
  needs: ({ about }) => (about.method === 'web_server' ? 'recommended' : 'not_needed'),
  async run(run) {
    const [name, { as, answer }] = await Promise.all([appName(run), connectedApps(run)]);
    const row =
      answer.kind === 'answered' ? answer.value.records.find((one) => one['Name'] === name) : undefined;
    if (row === undefined) {
      return {
        status: 'unknown',
        summary:
          'Nobody connected can see this app’s policies. “Refresh token is valid until revoked” is the one to choose.',
        evidence: [evidenceOf(as, answer, `no row for ${name ?? 'our app'}`)],
      };
    }
    const told = row['RefreshTokenValidityPeriod'];
    const period = typeof told === 'number' ? told : undefined;
    const sliding = row['OptionsRefreshTokenValidityMetric'] === true;
    const evidence = [
      evidenceOf(
        as,
        answer,
        `validity period ${period ?? 'none'}, counted from ${sliding ? 'the last use' : 'the login'}`,
      ),
    ];
    if (sliding) {
      return {
        status: 'pass',
        summary: 'The refresh token runs out when it is not used for a while; it is renewed well before.',
        evidence,
      };
    }
    if (period === undefined) {
      return { status: 'pass', summary: 'The refresh token is valid until it is revoked.', evidence };
    }
    return {
      status: 'fail',
      summary:
        period === 0
          ? 'The refresh token is not valid beyond the first session.'
          : `The refresh token ends ${period} units (hours, days or months, as the app says) after each login.`,
      evidence,
      affected: { features: ['lasting connection'] },
      remedy: onPage(
        run,
        'appManager',
        '(the app) > Policies > OAuth Policies > Refresh Token Policy',
        'Choose “Refresh token is valid until revoked”, or “Expire refresh token if not used for” with 30 days.',
      ),
    };
  },
};

const tokenRotation: Check = {
  id: 'token_rotation',
  group: 'login',
  title: 'Refresh token rotation',
  asks: 'Whether the last renewal brought a new refresh token.',
  without: 'Nothing fails: rotation is safe here, on or off.',
  needs: ({ about }) => (about.method === 'web_server' ? 'recommended' : 'not_needed'),
  async run({ about, subject }) {
    const rotates = about.refreshTokenRotates;
    const answered =
      rotates === undefined ? 'not renewed yet' : rotates ? 'a new refresh token' : 'no new refresh token';
    const state = rotates === undefined ? 'not known yet' : rotates ? 'on' : 'off';
    return {
      status: 'pass',
      summary: `Rotation is ${state}. Each renewal is made by one process at a time and kept before it is used, so both are safe.`,
      evidence: [{ asked: 'the last renewal', answered, as: subject.username }],
    };
  },
};

const approvalsLeft: Check = {
  id: 'approvals_left',
  group: 'login',
  title: 'Approvals of this user for the app',
  asks: 'OauthToken rows of this user for the app; one more than five ends the oldest.',
  without:
    'The next login as this user ends the oldest approval without notice, which may be this connection’s.',
  needs: ({ about }) => (about.method === 'web_server' ? 'recommended' : 'not_needed'),
  async run(run) {
    const [name, { as, answer }] = await Promise.all([appName(run), oauthTokens(run)]);
    if (answer.kind === 'refused' || name === undefined) {
      return {
        status: 'unknown',
        summary: 'The approvals of this user for the app cannot be counted.',
        evidence: [evidenceOf(as, answer, name === undefined ? 'our app is not to be told from others' : '')],
      };
    }
    const used = answer.value.records.filter((row) => row['AppName'] === name).length;
    const evidence = [evidenceOf(as, answer, `${used} for “${name}”`)];
    if (used < APPROVALS_PER_USER_AND_APP) {
      return {
        status: 'pass',
        summary: `${used} of ${APPROVALS_PER_USER_AND_APP} approvals are in use.`,
        evidence,
      };
    }
    return {
      status: 'fail',
      summary: `All ${APPROVALS_PER_USER_AND_APP} approvals of this user for the app are in use.`,
      evidence,
      affected: { features: ['lasting connection'] },
      remedy: onPage(
        run,
        'appUsage',
        '(the app) > (the user count)',
        'Revoke approvals that nobody uses any more, and give this workspace a user of its own instead of logging the same one in from several places.',
      ),
    };
  },
};

export const TOKEN_CHECKS: readonly Check[] = [
  scopesGranted,
  refreshTokenPolicy,
  tokenRotation,
  approvalsLeft,
];
