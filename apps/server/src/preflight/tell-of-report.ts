import type { PreflightReport } from '@sync-user/contract';
import type { ConnectionContext } from '../connection/connection-context.ts';

const SHOWN = 5;

/** Opens the notice of missing permissions, or closes it with an all-clear. Once per incident: the notices see to that. */
export async function tellOfReport(
  { notices }: ConnectionContext,
  workspaceId: string,
  report: PreflightReport,
): Promise<void> {
  if (notices === undefined) return;
  const lacking = report.checks.filter(
    ({ status, required, group }) =>
      status === 'fail' && required && group !== 'login' && group !== 'limits' && group !== 'org',
  );
  if (lacking.length === 0) {
    await notices.close(workspaceId, 'permissions_missing', report.connectionId);
    return;
  }
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
