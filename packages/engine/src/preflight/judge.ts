import type { PermissionPolicy, PreflightCheck, PreflightReport } from '@sync-user/contract';

type Judgement = Pick<PreflightReport, 'verdict' | 'headline' | 'notices'>;

/** Groups whose failures are a matter of what the user has been granted. */
const GRANTED = new Set<PreflightCheck['group']>(['user', 'permissions', 'objects', 'writing']);
const LOGIN = new Set<PreflightCheck['group']>(['login', 'user']);

/** The verdict over all checks, a headline, and the notices in the words that people know from elsewhere. */
export function judge(checks: readonly PreflightCheck[], policy: PermissionPolicy): Judgement {
  const failed = checks.filter(({ status }) => status === 'fail');
  const warned = checks.filter(({ status }) => status === 'warn');
  const unknown = checks.filter(({ status, required }) => status === 'unknown' && required);
  const verdict = failed.length > 0 ? 'fail' : warned.length + unknown.length > 0 ? 'warn' : 'pass';
  return {
    verdict,
    headline: writeHeadline(checks, { failed, warned, unknown }),
    notices: writeNotices(checks, { failed, warned }, policy),
  };
}

function writeHeadline(
  checks: readonly PreflightCheck[],
  { failed, warned, unknown }: Record<'failed' | 'warned' | 'unknown', readonly PreflightCheck[]>,
): string {
  const refused = failed.find(({ affected }) => affected.features.includes('everything'));
  if (refused !== undefined) return refused.summary;
  const parts = [
    ...(failed.length > 0
      ? [`${count(failed, 'required check')} ${failed.length === 1 ? 'fails' : 'fail'}: ${titles(failed)}`]
      : []),
    ...(warned.length > 0 ? [`${warned.length} to look at: ${titles(warned)}`] : []),
    ...(unknown.length > 0 ? [`not known: ${titles(unknown)}`] : []),
  ];
  if (parts.length > 0) return `${parts.join('. ')}.`;
  const passed = checks.filter(({ status }) => status === 'pass');
  return `${passed.length === 1 ? 'The one check passes' : `All ${passed.length} checks pass`}: this user can do what is mapped.`;
}

function writeNotices(
  checks: readonly PreflightCheck[],
  { failed, warned }: Record<'failed' | 'warned', readonly PreflightCheck[]>,
  policy: PermissionPolicy,
): PreflightReport['notices'] {
  const notices: PreflightReport['notices'] = [];
  const lost = failed.find(
    (check) => LOGIN.has(check.group) && check.affected.features.includes('everything'),
  );
  if (lost !== undefined) {
    notices.push({
      title: 'The sync user needs to reconnect',
      text: `${lost.summary} Syncing is paused and nothing is lost: it goes on where it stopped once the user is connected again.`,
    });
  }
  const missing = failed.filter((check) => check !== lost && GRANTED.has(check.group));
  if (missing.length > 0) {
    notices.push({
      title: 'This user does not have the necessary Salesforce permissions',
      text: `Missing: ${byPlace(missing).join('; ')}. Grant them and check again here.`,
    });
  }
  const degraded = warned.find(({ id }) => id === 'view_all_data');
  if (degraded !== undefined && policy === 'integration_user') {
    notices.push({
      title: 'Missing Salesforce Permissions',
      text: `View All Data is missing (${degraded.remedy?.where ?? 'Setup > Permission Sets'}). Syncing goes on with what this user can see. ${whatStaysOut(checks)}`,
    });
  }
  return notices;
}

function whatStaysOut(checks: readonly PreflightCheck[]): string {
  const counted = checks.find(({ id }) => id === 'records_visible');
  if (counted?.status === 'pass') return 'Today that is every record of what is mapped.';
  const hidden = (counted?.affected.records ?? 0) > 0 ? `${counted?.summary ?? ''} ` : '';
  return `${hidden}Records that are not shared with it stay out until it is granted.`;
}

/** What is granted in one place is named together, the place once. */
function byPlace(checks: readonly PreflightCheck[]): string[] {
  const places = new Map<string, string[]>();
  for (const { title, affected, remedy } of checks) {
    const what = affected.fields.length > 0 ? affected.fields : affected.objects;
    const place = remedy === null ? '' : `, under ${remedy.where}`;
    const named = what.length === 0 ? title : `${title} (${shorten(what)})`;
    places.set(place, [...(places.get(place) ?? []), named]);
  }
  return Array.from(places, ([place, named]) => `${named.join(', ')}${place}`);
}

function count(checks: readonly PreflightCheck[], noun: string): string {
  return checks.length === 1 ? `1 ${noun}` : `${checks.length} ${noun}s`;
}

function titles(checks: readonly PreflightCheck[]): string {
  return shorten(checks.map(({ title }) => title));
}

function shorten(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}
