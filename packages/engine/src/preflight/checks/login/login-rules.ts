import type { Check, CheckFinding, CheckRun } from '../../check.ts';
import { evidenceOf, unknownBecause } from '../../check.ts';
import { textOf } from '../../effective/soql-values.ts';
import { appName, authSessions, connectedApps, loginHistory, systemPermission } from '../../facts.ts';
import { onPage } from '../../remedy.ts';
import { lastRefusal } from './app.ts';

/** Salesforce's shortest session; anything below is a policy of the app. Source: Salesforce Help, "Modify Session Security Settings". */
const SHORT_SESSION_SECONDS = 15 * 60;

const sessionSecurity: Check = {
  id: 'session_security',
  group: 'login',
  title: 'Session security and timeout',
  asks: 'AuthSession rows of this user (NumSecondsValid, SessionSecurityLevel) and the app’s session policy in ConnectedApplication.',
  without:
    'A session of a login by app is of level Standard: where more is demanded, it is refused; where it is short, it is renewed very often.',
  needs: () => 'recommended',
  async run(run) {
    const [name, apps, sessions] = await Promise.all([appName(run), connectedApps(run), authSessions(run)]);
    const app =
      apps.answer.kind === 'answered'
        ? apps.answer.value.records.find((row) => row['Name'] === name)
        : undefined;
    if (app?.['OptionsHasSessionLevelPolicy'] === true) {
      return {
        status: 'fail',
        summary: `“${name ?? 'The app'}” demands a high-assurance session.`,
        evidence: [evidenceOf(apps.as, apps.answer, 'OptionsHasSessionLevelPolicy is on')],
        affected: { features: ['reconnecting'] },
        remedy: onPage(
          run,
          'appManager',
          '(the app) > Policies > App Policies',
          'Take “High assurance session required” off for this app, and leave the Session Security Level of the user’s profile at none.',
        ),
      };
    }
    if (sessions.answer.kind === 'refused') return unknownBecause(sessions.as, sessions.answer);
    const rows = sessions.answer.value.records;
    const seconds = rows.flatMap((row) =>
      typeof row['NumSecondsValid'] === 'number' ? [row['NumSecondsValid']] : [],
    );
    const levels = [...new Set(rows.map((row) => textOf(row, 'SessionSecurityLevel') ?? 'none'))].join(', ');
    const shortest = Math.min(...seconds);
    const evidence = [
      evidenceOf(
        sessions.as,
        sessions.answer,
        rows.length === 0 ? 'none' : `${rows.length} sessions, level ${levels}, shortest ${shortest} s`,
      ),
    ];
    if (seconds.length === 0) {
      return { status: 'unknown', summary: 'No session of this user is visible.', evidence };
    }
    if (shortest < SHORT_SESSION_SECONDS) {
      return {
        status: 'fail',
        summary: `Sessions end after ${shortest} seconds without a call.`,
        evidence,
        consequence: 'The token is renewed very often; Salesforce allows 3,600 logins of a user in an hour.',
        affected: { features: ['speed'] },
        remedy: onPage(
          run,
          'appManager',
          '(the app) > Policies > Session Timeout',
          'Choose 15 minutes or more.',
        ),
      };
    }
    return {
      status: 'pass',
      summary: `Sessions last ${Math.round(shortest / 60)} minutes after the last call.`,
      evidence,
    };
  },
};

const mfaOnLogin: Check = {
  id: 'mfa_on_login',
  group: 'login',
  title: 'Multi-factor authentication at login',
  asks: 'Whether the user has “Multi-Factor Authentication for User Interface Logins”.',
  without:
    'Whoever reconnects needs this user’s authenticator at hand; tokens and their renewal are not affected.',
  needs: ({ about }) => (about.method === 'web_server' ? 'recommended' : 'not_needed'),
  async run(run) {
    const { has, evidence } = await systemPermission(run, 'ForceTwoFactor');
    if (has === undefined) {
      return { status: 'unknown', summary: 'Nobody connected may see whether it is asked for.', evidence };
    }
    // Salesforce demands it of nearly everybody who logs in with a browser: good to know, and nothing to mend.
    const summary = has
      ? 'The user passes it at each browser login: keep its authenticator where those who reconnect can reach it. Renewals do not ask for it.'
      : 'No permission of this user demands it.';
    return { status: 'pass', summary, evidence };
  },
};

const ipRestrictions: Check = {
  id: 'ip_restrictions',
  group: 'login',
  title: 'IP restrictions',
  asks: 'LoginHistory of this user: refusals as “Restricted IP”. The ranges of a profile cannot be read by API.',
  without: 'Logins and renewals from our addresses are refused.',
  needs: () => 'required',
  run: (run) =>
    loginRule(run, /Restricted IP/i, {
      fine: 'Salesforce lets our address in.',
      refused: 'Salesforce refuses our address',
      remedy: onPage(
        run,
        'networkAccess',
        '',
        'Add our addresses (shown on the Connection page) here and to the Login IP Ranges of the user’s profile, or set the app’s IP Relaxation to “Relax IP restrictions”.',
      ),
    }),
};

const loginHours: Check = {
  id: 'login_hours',
  group: 'login',
  title: 'Login hours',
  asks: 'LoginHistory of this user: refusals outside the login hours of the profile.',
  without: 'Outside those hours nothing can be read or written.',
  needs: () => 'required',
  run: (run) =>
    loginRule(run, /Login Hours|Restricted time/i, {
      fine: 'No login was refused for its hour.',
      refused: 'Salesforce refuses logins outside the profile’s login hours',
      remedy: onPage(
        run,
        'profiles',
        '(the user’s profile) > Login Hours',
        'Clear the login hours of the sync user’s profile.',
      ),
    }),
};

async function loginRule(
  run: CheckRun,
  statuses: RegExp,
  words: {
    readonly fine: string;
    readonly refused: string;
    readonly remedy: NonNullable<CheckFinding['remedy']>;
  },
): Promise<CheckFinding> {
  const [name, { as, answer }] = await Promise.all([appName(run), loginHistory(run)]);
  if (answer.kind === 'refused') return unknownBecause(as, answer);
  const refused = lastRefusal(answer.value.records, statuses, name);
  if (refused === undefined) {
    return {
      status: 'pass',
      summary: words.fine,
      evidence: [
        evidenceOf(
          as,
          answer,
          `${answer.value.records.length} logins, no such refusal since the last good one`,
        ),
      ],
    };
  }
  return {
    status: 'fail',
    summary: `${words.refused}: “${refused.status}”.`,
    evidence: [evidenceOf(as, answer, `${refused.status} at ${refused.at}`)],
    affected: { features: ['logging in'] },
    remedy: words.remedy,
  };
}

export const LOGIN_RULE_CHECKS: readonly Check[] = [sessionSecurity, mfaOnLogin, ipRestrictions, loginHours];
