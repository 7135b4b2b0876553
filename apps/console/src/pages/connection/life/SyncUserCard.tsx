import type { Connection, PreflightReport } from '@sync-user/contract';
import { ConnectionFact, SalesforceUserHead } from '../../../components/SalesforceUserHead.tsx';
import { formatCounted } from '../../../lib/format-number.ts';
import { METHOD_WORDS } from '../../../lib/words.ts';
import { ActionMenu, type MenuAction } from '../../../ui/ActionMenu.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { CopyId } from '../../../ui/CopyId.tsx';
import { Time } from '../../../ui/Time.tsx';
import { nameOf, useCheckConnection } from '../use-connection-actions.ts';

interface SyncUserCardProps {
  readonly workspace: string;
  readonly connection: Connection;
  readonly report: PreflightReport | null | undefined;
  readonly actions: readonly MenuAction[];
}

/** Who reads for everybody, from where, since when, and how its login is. */
export function SyncUserCard({ workspace, connection, report, actions }: SyncUserCardProps) {
  const { organizationName, organizationId, isSandbox } = connection;
  const check = useCheckConnection(workspace);
  return (
    <section aria-label="Sync user" className="rounded-lg border border-line bg-surface shadow-card">
      <SalesforceUserHead
        connection={connection}
        name={nameOf(connection)}
        badge={connection.member !== null && <Badge>Also {connection.member.name}’s own</Badge>}
        actions={
          <>
            <Button busy={check.isPending} onClick={() => check.mutate()}>
              Check now
            </Button>
            <ActionMenu label="More about the sync user" actions={actions} />
          </>
        }
      />
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-4 sm:grid-cols-2 sm:p-5">
        <ConnectionFact label="Org">
          <span className="flex flex-wrap items-center gap-2">
            {organizationName ?? 'Not known yet'}
            {isSandbox !== null && <Badge>{isSandbox ? 'Sandbox' : 'Production'}</Badge>}
          </span>
        </ConnectionFact>
        <ConnectionFact label="Org ID">
          {organizationId === null ? '–' : <CopyId id={organizationId} />}
        </ConnectionFact>
        <ConnectionFact label="Address">
          <span className="break-all">{connection.instanceUrl ?? connection.loginUrl}</span>
        </ConnectionFact>
        <ConnectionFact label="Licence">{report?.licence?.name ?? 'Not checked yet'}</ConnectionFact>
        <ConnectionFact label="Method">{METHOD_WORDS[connection.method]}</ConnectionFact>
        <ConnectionFact label="Connected">
          {connection.connectedAt === null ? 'Not yet' : <Time at={connection.connectedAt} />}
        </ConnectionFact>
        <ConnectionFact label="Token">
          <TokenHealth connection={connection} />
        </ConnectionFact>
        <ConnectionFact label="Last call">
          {connection.lastCallAt === null ? 'None yet' : <Time at={connection.lastCallAt} />}
        </ConnectionFact>
        {report?.setup.approvals != null && (
          <ConnectionFact label="Logins">
            {report.setup.approvals.used} of {report.setup.approvals.limit} used{' '}
            <span className="text-text-3">
              by this user for our app; one more than the limit ends the oldest
            </span>
          </ConnectionFact>
        )}
      </dl>
    </section>
  );
}

function TokenHealth({
  connection: { state, method, lastRenewedAt, renewals },
}: {
  readonly connection: Connection;
}) {
  if (state === 'expired' || state === 'revoked') return <>No longer valid</>;
  if (lastRenewedAt === null || renewals === 0) {
    return <>{method === 'web_server' ? 'As of the login; not renewed yet' : 'As of the login'}</>;
  }
  return (
    <>
      Renewed <Time at={lastRenewedAt} />
      <span className="text-text-3"> · {formatCounted(renewals, 'renewal')} so far</span>
    </>
  );
}
