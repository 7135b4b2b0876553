import type { Check, CheckFinding, CheckRun } from '../../check.ts';
import { evidenceOf } from '../../check.ts';
import { soqlText, textOf } from '../../effective/soql-values.ts';
import { appName, connectedApps, loginHistory, systemPermission } from '../../facts.ts';
import { onPage } from '../../remedy.ts';

const appAllowed: Check = {
  id: 'app_allowed',
  group: 'login',
  title: 'App installed and allowed',
  asks: 'The app’s row in ConnectedApplication or ExternalClientApplication, its approval for the user (SetupEntityAccess), and the latest refusals in LoginHistory.',
  without: 'Salesforce refuses the next login or renewal of this app, and the connection ends.',
  needs: () => 'required',
  async run(run) {
    const [name, apps, history] = await Promise.all([appName(run), connectedApps(run), loginHistory(run)]);
    const refused = lastRefusal(
      history.answer.kind === 'answered' ? history.answer.value.records : [],
      /^Failed: (?:App|Not approved)/,
      name,
    );
    if (refused !== undefined) {
      return {
        status: 'fail',
        summary: `Salesforce refuses this app: “${refused.status}”.`,
        evidence: [evidenceOf(history.as, history.answer, `${refused.status} at ${refused.at}`)],
        affected: { features: ['logging in'] },
        remedy: appRemedy(run),
      };
    }
    if (apps.answer.kind === 'refused' || name === undefined) {
      return {
        status: 'pass',
        summary: 'Salesforce lets this app in; its policies are not visible to anybody connected.',
        evidence: [
          evidenceOf(apps.as, apps.answer, `${name ?? 'our app'} is not to be told from the others`),
          evidenceOf(history.as, history.answer, 'no refusal since the last login'),
        ],
      };
    }
    const row = apps.answer.value.records.find((one) => one['Name'] === name);
    if (row === undefined) {
      const line = evidenceOf(apps.as, apps.answer, `no row named “${name}”`);
      return (await externalApp(run, name, [line])) ?? notInstalled(run, name, line);
    }
    const evidence = [evidenceOf(apps.as, apps.answer, `“${name}” is there`)];
    if (row['OptionsAllowAdminApprovedUsersOnly'] !== true) {
      return {
        status: 'pass',
        summary: `“${name}” is installed, and users may authorise it themselves.`,
        evidence,
      };
    }
    return preAuthorized(run, name, String(row['Id']), evidence);
  },
};

/** External Client Apps are no connected apps and need not be installed where they were made. Undefined: it is none. */
async function externalApp(
  run: CheckRun,
  name: string,
  lines: readonly CheckFinding['evidence'][number][],
): Promise<CheckFinding | undefined> {
  const { as, answer } = await run.look(
    `SELECT Id FROM ExternalClientApplication WHERE MasterLabel = ${soqlText(name)}`,
  );
  const id = answer.kind === 'answered' ? answer.value.records[0]?.['Id'] : undefined;
  if (typeof id !== 'string') return undefined;
  const policies = await run.look(
    `SELECT PermittedUsersPolicyType FROM ExtlClntAppOauthPlcyCnfg WHERE ExternalClientApplicationId = ${soqlText(id)}`,
  );
  const permitted =
    policies.answer.kind === 'answered'
      ? textOf(policies.answer.value.records[0], 'PermittedUsersPolicyType')
      : undefined;
  const evidence = [
    ...lines,
    evidenceOf(as, answer, `“${name}” is there`),
    evidenceOf(policies.as, policies.answer, permitted ?? 'not told'),
  ];
  if (permitted === 'AdminApprovedPreAuthorized') return preAuthorized(run, name, id, evidence);
  return { status: 'pass', summary: `“${name}” is an External Client App of this org.`, evidence };
}

/** Since September 2025 such an app keeps its old users only; the rest need a permission of their own. */
async function notInstalled(
  run: CheckRun,
  name: string,
  line: CheckFinding['evidence'][number],
): Promise<CheckFinding> {
  const [approves, anyClient] = await Promise.all([
    systemPermission(run, 'ApproveUninstalledConnectedApps'),
    systemPermission(run, 'UseAnyApiClient'),
  ]);
  const evidence = [line, ...approves.evidence, ...anyClient.evidence];
  if (approves.has === true || anyClient.has === true) {
    return {
      status: 'pass',
      summary: `“${name}” is not installed, but this user may use apps that are not.`,
      evidence,
    };
  }
  return {
    status: 'warn',
    summary: `“${name}” is not installed in this org: it works for the present login only.`,
    evidence,
    consequence: 'The next login as this user is refused, because the app is not installed.',
    affected: { features: ['reconnecting'] },
    remedy: appRemedy(run),
  };
}

async function preAuthorized(
  run: CheckRun,
  name: string,
  appId: string,
  evidence: readonly CheckFinding['evidence'][number][],
): Promise<CheckFinding> {
  const { as, answer } = await run.look(
    `SELECT Parent.Label, Parent.Profile.Name FROM SetupEntityAccess WHERE SetupEntityId = ${soqlText(appId)} AND ` +
      `ParentId IN (SELECT PermissionSetId FROM PermissionSetAssignment WHERE AssigneeId = ${soqlText(run.subject.userId)})`,
  );
  const through = answer.kind === 'answered' ? answer.value.records.length : 0;
  const line = evidenceOf(
    as,
    answer,
    through === 0 ? 'no profile or permission set of this user' : `${through} of the user’s`,
  );
  const summary = `“${name}” admits users whom an administrator approved`;
  if (answer.kind === 'refused') {
    return { status: 'pass', summary: `${summary}; this user’s login works.`, evidence: [...evidence, line] };
  }
  if (through > 0)
    return { status: 'pass', summary: `${summary}, and this user is one.`, evidence: [...evidence, line] };
  return {
    status: 'warn',
    summary: `${summary}; no profile or permission set of this user is named there.`,
    evidence: [...evidence, line],
    consequence: 'The next login as this user may be refused as not approved.',
    affected: { features: ['reconnecting'] },
    remedy: appRemedy(run),
  };
}

function appRemedy(run: CheckRun): NonNullable<CheckFinding['remedy']> {
  return onPage(
    run,
    'appUsage',
    'Install (or Unblock)',
    'Install the app, or unblock it. Where “Admin approved users are pre-authorized” is on, add the user’s profile or a permission set of the user under Manage App Policies.',
  );
}

/**
 * The newest refusal of ours that fits, unless a later login of ours got through. Logins of people in browsers and of other
 * apps come from other addresses, at other hours; where our app's name is not known, any app's count.
 */
export function lastRefusal(
  logins: readonly Readonly<Record<string, unknown>>[],
  statuses: RegExp,
  appName: string | undefined,
): { readonly status: string; readonly at: string } | undefined {
  for (const login of logins) {
    const status = textOf(login, 'Status') ?? '';
    if (login['LoginType'] !== 'Remote Access 2.0') continue;
    if (appName !== undefined && login['Application'] !== appName) continue;
    if (status === 'Success') return undefined;
    if (statuses.test(status)) return { status, at: String(login['LoginTime']) };
  }
  return undefined;
}

export const APP_CHECKS: readonly Check[] = [appAllowed];
