import type { PreflightReport } from '@sync-user/contract';
import type { ConnectionContext } from '../connection/connection-context.ts';

const SHOWN = 5;
/** Groups that are about what the user was granted; the others have incidents of their own. */
const GRANTED = new Set<PreflightReport['checks'][number]['group']>([
  'user',
  'permissions',
  'objects',
  'writing',
]);
/** Where objects can be read the licence is there, whoever may see it. */
const IMPLIED = new Set(['permission_set_licence']);

/** Integration users go on without View All Data, with what is shared with them: less than what people expect to see. */
function isAskedFor({ id, status }: PreflightReport['checks'][number], { policy }: PreflightReport): boolean {
  return policy === 'integration_user' && id === 'view_all_data' && status !== 'not_needed';
}

/** Opens the notice of missing permissions, or closes it with an all-clear. Once per incident: the notices see to that. */
export async function tellOfReport(
  { notices }: Pick<ConnectionContext, 'notices'>,
  workspaceId: string,
  report: PreflightReport,
): Promise<void> {
  const required = report.checks.filter(
    (check) => GRANTED.has(check.group) && (check.required || isAskedFor(check, report)),
  );
  const lacking = required.filter(({ status }) => status === 'fail' || status === 'warn');
  if (lacking.length === 0) {
    // What could not be asked this time may be lacking still.
    if (required.some(({ id, status }) => status === 'unknown' && !IMPLIED.has(id))) return;
    await notices.close(workspaceId, 'permissions_missing', report.connectionId);
    return;
  }
  // A refused login is told as a lost connection.
  if (lacking.some(({ affected }) => affected.features.includes('everything'))) return;
  const names = lacking.slice(0, SHOWN).map(({ title }) => title);
  const more = lacking.length > SHOWN ? ` and ${lacking.length - SHOWN} more` : '';
  await notices.open(workspaceId, {
    kind: 'permissions_missing',
    subject: report.connectionId,
    title: 'Missing Salesforce Permissions',
    text: `${report.username} lacks what this workspace needs: ${names.join(', ')}${more}. Syncing goes on with what is visible.`,
    action: { label: 'See what is missing', href: '/permissions' },
  });
}
