import { neededSystem, SYSTEM_PERMISSION_LABELS } from '../repair/system-permissions.ts';
import type { Asked, OrgAccess } from '../ports/org-access.ts';
import type { SourceRecord } from '../ports/source-org.ts';
import type { CheckRun, Evidence, Looked, Rows } from './check.ts';
import { isLoginRefusal } from './blame.ts';
import { evidenceOf } from './check.ts';
import { toWords } from './effective/held.ts';
import { type Effective, readEffective } from './effective/read-effective.ts';
import { soqlText, textOf } from './effective/soql-values.ts';

/** System permissions that some check looks at. */
export const WATCHED_PERMISSIONS: readonly string[] = [
  ...Object.keys(SYSTEM_PERMISSION_LABELS),
  'AuthorApex',
  'ApiUserOnly',
  'ForceTwoFactor',
  'ApproveUninstalledConnectedApps',
  'UseAnyApiClient',
];

export interface ReadEffective {
  readonly as: OrgAccess;
  readonly effective: Effective;
}

/** The subject's effective permissions, by the widest sight there is: the inspector's, else its own. */
export function effectiveOf(run: CheckRun): Promise<ReadEffective> {
  return run.once('effective permissions', async () => {
    if (run.inspector !== undefined) {
      const found = await readAs(run, run.inspector);
      if (found.effective.kind === 'known') return found;
    }
    return readAs(run, run.subject);
  });
}

async function readAs(run: CheckRun, as: OrgAccess): Promise<ReadEffective> {
  const question = {
    userId: run.subject.userId,
    system: WATCHED_PERMISSIONS,
    objects: run.mapping.objects.map(({ name }) => name),
  };
  const ask = (soql: readonly string[]): Promise<readonly Asked<Rows>[]> =>
    Promise.all(soql.map((one) => run.ask(one, as)));
  return { as, effective: await readEffective(ask, question, run.clock) };
}

export interface SystemPermission {
  /** Undefined when nobody connected could tell. */
  readonly has: boolean | undefined;
  readonly evidence: readonly Evidence[];
}

/**
 * Whether the subject has a system permission. Where nobody may see permission sets, the subject itself is asked what it
 * may do: that tells yes or no, but not through what.
 */
export async function systemPermission(run: CheckRun, name: string): Promise<SystemPermission> {
  const { as, effective } = await effectiveOf(run);
  if (effective.kind === 'known') {
    const holding = effective.held.system(name);
    const asked = `permission sets assigned to ${run.subject.username}: Permissions${name}`;
    return { has: holding.has, evidence: [{ asked, answered: toWords(holding), as: as.username }] };
  }
  const refused = evidenceOf(as, shortly(effective.asked), '');
  const { asked, columns } = await ownPermissions(run);
  if (asked.kind === 'refused') {
    return { has: undefined, evidence: [refused, evidenceOf(run.subject, shortly(asked), '')] };
  }
  const has = columns.includes(name) ? asked.value.records[0]?.[`Permissions${name}`] === true : false;
  const own = `Permissions${name} of UserPermissionAccess`;
  return {
    has,
    evidence: [
      refused,
      {
        asked: own,
        answered: has ? 'yes; through what is not visible to this user' : 'no',
        as: run.subject.username,
      },
    ],
  };
}

/** The question of permissions is long; its table says enough. */
function shortly<T>(asked: Asked<T>): Asked<T> {
  const table = /FROM (\w+)/.exec(asked.asked)?.[1] ?? asked.asked;
  return { ...asked, asked: `SELECT … FROM ${table}` };
}

function ownPermissions(
  run: CheckRun,
): Promise<{ readonly asked: Asked<Rows>; readonly columns: readonly string[] }> {
  return run.once('own permissions', async () => {
    let columns = WATCHED_PERMISSIONS;
    for (;;) {
      const fields = columns.map((name) => `Permissions${name}`).join(', ');
      const asked = await run.ask(`SELECT ${fields} FROM UserPermissionAccess`);
      const missing = asked.kind === 'refused' ? String(asked.error.details['field'] ?? '') : '';
      const fewer = columns.filter((name) => `Permissions${name}` !== missing);
      if (fewer.length === columns.length) return { asked, columns };
      columns = fewer;
    }
  });
}

/** Whether policy or mapping ask for a system permission. */
export function asksFor(run: Pick<CheckRun, 'mapping' | 'policy'>, name: string): boolean {
  return neededSystem(run.mapping, run.policy).some((needed) => needed.name === name);
}

export const ORGANIZATION =
  'SELECT Id, Name, IsSandbox, OrganizationType, InstanceName, TrialExpirationDate FROM Organization';

export function organization(run: CheckRun): Promise<Asked<Rows>> {
  return run.ask(ORGANIZATION);
}

/** Whether somebody else is refused the API as well: then it is the org that has none, not the user. */
export async function apiRefusedToAll(
  run: CheckRun,
): Promise<{ readonly refused: boolean; readonly evidence: readonly Evidence[] }> {
  const people = run.inspector === undefined ? [run.subject] : [run.subject, run.inspector];
  const answers = await Promise.all(
    people.map(async (as) => ({ as, answer: await run.ask(ORGANIZATION, as) })),
  );
  return {
    refused:
      answers.length > 1 &&
      answers.every(({ answer }) => answer.kind === 'refused' && answer.error.code === 'SF_API_DISABLED'),
    evidence: answers.map(({ as, answer }) => evidenceOf(as, answer, 'an answer')),
  };
}

/** The subject's User row with its profile and licence. */
export function userRow(run: CheckRun): Promise<Looked> {
  return run.look(
    'SELECT Id, Username, Name, IsActive, UserType, UserPermissionsMarketingUser, Profile.Name, ' +
      `Profile.UserLicense.Name, Profile.UserLicense.LicenseDefinitionKey FROM User WHERE Id = ${soqlText(run.subject.userId)}`,
  );
}

export function userLogin(run: CheckRun): Promise<Looked> {
  return run.look(
    `SELECT IsFrozen, IsPasswordLocked FROM UserLogin WHERE UserId = ${soqlText(run.subject.userId)}`,
  );
}

/**
 * Waits until the subject got through, or was refused: its login history and sessions then have the latest. Where nobody
 * else may look, the refusal is all there is to know.
 */
async function afterLogin(run: CheckRun): Promise<void> {
  try {
    await organization(run);
  } catch (error) {
    if (run.inspector === undefined || !isLoginRefusal(error)) throw error;
  }
}

/**
 * For rows that everybody sees of their own: the subject's sight, and the inspector's where the subject is not let in. An
 * inspector who may not see those of others is answered with no rows, which would look like a user who never logged in.
 */
export async function lookAtOwn(run: CheckRun, soql: string): Promise<Looked> {
  try {
    const answer = await run.ask(soql);
    if (run.inspector === undefined || (answer.kind === 'answered' && answer.value.records.length > 0))
      return { as: run.subject, answer };
  } catch (error) {
    if (run.inspector === undefined || !isLoginRefusal(error)) throw error;
  }
  return run.look(soql);
}

/** Sessions of logins by apps. */
export async function authSessions(run: CheckRun): Promise<Looked> {
  await afterLogin(run);
  return lookAtOwn(
    run,
    'SELECT NumSecondsValid, SessionSecurityLevel, LoginType FROM AuthSession ' +
      `WHERE UsersId = ${soqlText(run.subject.userId)} AND LoginType = 'Remote Access 2.0'`,
  );
}

/**
 * The subject's latest logins, newest first. Read after the subject got through once: a login
 * that was refused before and works now is no refusal any more.
 */
export async function loginHistory(run: CheckRun): Promise<Looked> {
  await afterLogin(run);
  return lookAtOwn(
    run,
    'SELECT LoginTime, Status, SourceIp, Application, LoginType, LoginSubType FROM LoginHistory ' +
      `WHERE UserId = ${soqlText(run.subject.userId)} ORDER BY LoginTime DESC LIMIT 100`,
  );
}

/** The subject's lasting grants. */
export function oauthTokens(run: CheckRun): Promise<Looked> {
  return lookAtOwn(
    run,
    `SELECT AppName, CreatedDate, LastUsedDate, UseCount FROM OauthToken WHERE UserId = ${soqlText(run.subject.userId)}`,
  );
}

export function connectedApps(run: CheckRun): Promise<Looked> {
  return run.look(
    'SELECT Id, Name, OptionsAllowAdminApprovedUsersOnly, OptionsHasSessionLevelPolicy, ' +
      'OptionsRefreshTokenValidityMetric, RefreshTokenValidityPeriod FROM ConnectedApplication ORDER BY Name',
  );
}

/** `/limits`, by whoever may see it: View Setup is needed. */
export function limits(run: CheckRun): Promise<{ readonly as: OrgAccess; readonly answer: Asked<unknown> }> {
  return run.once('limits', async () => {
    if (run.inspector !== undefined) {
      const answer = await run.inspector.read('/limits', run.context);
      if (answer.kind === 'answered') return { as: run.inspector, answer };
    }
    return { as: run.subject, answer: await run.subject.read('/limits', run.context) };
  });
}

export interface Allowance {
  readonly max: number;
  readonly remaining: number;
}

/** One entry of `/limits`; undefined when the org does not tell it. Source: REST API Developer Guide, "Limits". */
export function allowanceIn(answer: Asked<unknown>, name: string): Allowance | undefined {
  if (answer.kind === 'refused' || typeof answer.value !== 'object' || answer.value === null)
    return undefined;
  const entry = (answer.value as SourceRecord)[name];
  if (typeof entry !== 'object' || entry === null) return undefined;
  const { Max: max, Remaining: remaining } = entry as SourceRecord;
  return typeof max === 'number' && typeof remaining === 'number' ? { max, remaining } : undefined;
}

/**
 * The name of our app in this org. Neither tokens nor logins tell the consumer key, so it is the app of the login that
 * made the connection: the one nearest to it in time. Undefined when no login is near.
 */
export async function appName(run: CheckRun): Promise<string | undefined> {
  const { answer } = await loginHistory(run);
  if (answer.kind === 'refused') return undefined;
  const { method, connectedAt } = run.about;
  const byApps = answer.value.records.filter(
    (row) => row['LoginType'] === 'Remote Access 2.0' && row['Status'] === 'Success',
  );
  // Without a refresh token an app logs in again and again: its latest login will do.
  const flow = LOGIN_OF_METHOD[method];
  if (flow !== undefined) {
    return textOf(byApps.find((row) => flow.test(String(row['LoginSubType']))) ?? byApps[0], 'Application');
  }
  const at = connectedAt === null ? run.clock.nowMs() : Date.parse(connectedAt);
  const distance = (row: SourceRecord): number => Math.abs(Date.parse(String(row['LoginTime'])) - at);
  const others = byApps.filter((row) => !/ClientCredential|Jwt/i.test(String(row['LoginSubType'])));
  const nearest = others.toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest === undefined || distance(nearest) > NEAR_MS ? undefined : textOf(nearest, 'Application');
}

/** LoginSubType of flows without a refresh token. Source: Object Reference, LoginHistory. */
const LOGIN_OF_METHOD: Readonly<Partial<Record<CheckRun['about']['method'], RegExp>>> = {
  client_credentials: /ClientCredential/i,
  jwt: /Jwt/i,
};

const NEAR_MS = 10 * 60_000;
