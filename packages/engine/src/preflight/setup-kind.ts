import { APPROVALS_PER_USER_AND_APP, SETUP_KIND_CHOICES, type SetupKind } from '@sync-user/contract';
import { toInstant } from '../ports/clock.ts';
import type { SourceRecord } from '../ports/source-org.ts';
import type { CheckRun, Rows } from './check.ts';
import { nested, soqlText } from './effective/soql-values.ts';
import { appName, lookAtOwn, oauthTokens, systemPermission, userRow } from './facts.ts';
import type { Asked } from '../ports/org-access.ts';

export interface SetupFacts {
  readonly username: string;
  readonly name: string;
  readonly licence: string;
  readonly apiOnly: boolean | undefined;
  /** Logins in a browser of the last 30 days; undefined when they could not be read. */
  readonly interactiveLogins: number | undefined;
  /** Other apps that hold tokens of this user, or logged in as it lately; undefined when they could not be read. */
  readonly otherApps: readonly string[] | undefined;
}

const DAYS = 30;
const INTEGRATION_LICENCE = 'Salesforce Integration';
/** Words in a name that people give to users of machines. Weak evidence: it decides only where nothing else does. */
const MACHINE_NAME = /\b(?:sync|integrations?|api|service|robot|bot|system|automation|connector)\b/i;

/** Which of the three set-ups is in use, by what the org shows of the user. Row U3. */
export async function detectSetupKind(run: CheckRun): Promise<SetupKind> {
  const since = toInstant(run.clock.nowMs() - DAYS * 24 * 60 * 60 * 1000);
  const [user, tokens, logins, ownApp, apiOnly] = await Promise.all([
    userRow(run),
    oauthTokens(run),
    lookAtOwn(
      run,
      'SELECT LoginType, Application, COUNT(Id) logins FROM LoginHistory ' +
        `WHERE UserId = ${soqlText(run.subject.userId)} AND Status = 'Success' AND LoginTime >= ${since.slice(0, 19)}Z ` +
        'GROUP BY LoginType, Application',
    ),
    appName(run),
    systemPermission(run, 'ApiUserOnly'),
  ]);
  const row = rowsOf(user.answer)?.[0] ?? {};
  const tokenRows = rowsOf(tokens.answer);
  const loginRows = rowsOf(logins.answer);
  const apps = new Set([
    ...(tokenRows ?? []).map((token) => textOf(token, 'AppName')),
    ...(loginRows ?? [])
      .filter((login) => textOf(login, 'LoginType').startsWith('Remote Access'))
      .map((login) => textOf(login, 'Application')),
  ]);
  // Without our own name every app would look like another's.
  if (ownApp !== undefined) apps.delete(ownApp);
  for (const nobody of ['', 'N/A']) apps.delete(nobody);
  const interactive = (loginRows ?? []).filter((login) => textOf(login, 'LoginType') === 'Application');
  const total = interactive.reduce((sum, login) => sum + Number(login['logins'] ?? 0), 0);
  // Connecting by browser is a login too, and says nothing of a person.
  const connecting = run.about.method === 'web_server' ? 1 : 0;
  const { kind, evidence } = judgeSetup({
    username: run.subject.username,
    name: textOf(row, 'Name'),
    licence: textOf(nested(nested(row, 'Profile'), 'UserLicense'), 'Name'),
    apiOnly: apiOnly.has,
    interactiveLogins: loginRows === undefined ? undefined : Math.max(0, total - connecting),
    otherApps: ownApp === undefined && apps.size > 0 ? undefined : [...apps].sort(),
  });
  return {
    kind,
    evidence,
    pros: kind === 'unknown' ? [] : [...SETUP_KIND_CHOICES[kind].pros],
    cons: kind === 'unknown' ? [] : [...SETUP_KIND_CHOICES[kind].cons],
    approvals:
      tokenRows === undefined || ownApp === undefined || run.about.method !== 'web_server'
        ? null
        : {
            used: tokenRows.filter((token) => textOf(token, 'AppName') === ownApp).length,
            limit: APPROVALS_PER_USER_AND_APP,
          },
  };
}

/** A person who logs in makes it individual, other apps make it shared, an API-only user alone is dedicated. */
export function judgeSetup(facts: SetupFacts): {
  readonly kind: SetupKind['kind'];
  readonly evidence: string[];
} {
  const { username, name, licence, apiOnly, interactiveLogins, otherApps } = facts;
  const evidence: string[] = [];
  if (licence !== '') evidence.push(`Licence: ${licence}.`);
  if (apiOnly === true) evidence.push('The user is API-only: it cannot log in with a browser.');
  if (otherApps !== undefined)
    evidence.push(
      otherApps.length === 0
        ? 'No other app holds a token of this user.'
        : `Other apps use this user: ${otherApps.join(', ')}.`,
    );
  if (interactiveLogins !== undefined)
    evidence.push(
      interactiveLogins === 0
        ? `Nobody logged in as this user with a browser in the last ${DAYS} days.`
        : `Logged in with a browser ${interactiveLogins === 1 ? 'once' : `${interactiveLogins} times`} in the last ${DAYS} days.`,
    );
  const soundsLikeMachine = MACHINE_NAME.test(`${name} ${username.replaceAll(/[@._-]/g, ' ')}`);
  if (soundsLikeMachine) evidence.push(`The name “${name || username}” sounds like a user of a machine.`);

  const isMachine = apiOnly === true || licence === INTEGRATION_LICENCE;
  if (
    otherApps !== undefined &&
    otherApps.length > 0 &&
    (isMachine || soundsLikeMachine || interactiveLogins === 0)
  )
    return { kind: 'shared', evidence };
  if (isMachine) return { kind: otherApps === undefined ? 'unknown' : 'dedicated', evidence };
  // Administrators log in as a machine's user now and then to look after it.
  if (interactiveLogins !== undefined && interactiveLogins > (soundsLikeMachine ? 2 : 0))
    return { kind: 'individual', evidence };
  if (soundsLikeMachine && otherApps !== undefined) return { kind: 'dedicated', evidence };
  if (interactiveLogins === undefined || otherApps === undefined) return { kind: 'unknown', evidence };
  return { kind: 'dedicated', evidence };
}

function rowsOf(answer: Asked<Rows>): readonly SourceRecord[] | undefined {
  return answer.kind === 'answered' ? answer.value.records : undefined;
}

function textOf(row: SourceRecord, field: string): string {
  const value = row[field];
  return typeof value === 'string' ? value : '';
}
