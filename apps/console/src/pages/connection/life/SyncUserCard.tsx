import type { Connection, PreflightReport } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { formatCounted } from '../../../lib/format-number.ts';
import { CONNECTION_STATE_WORDS, METHOD_WORDS } from '../../../lib/words.ts';
import { ActionMenu, type MenuAction } from '../../../ui/ActionMenu.tsx';
import { Avatar } from '../../../ui/Avatar.tsx';
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
  const { state, username, organizationName, organizationId, isSandbox } = connection;
  const check = useCheckConnection(workspace);
  const { word, tone } = CONNECTION_STATE_WORDS[state];
  const name = nameOf(connection);
  return (
    <section aria-label="Sync user" className="rounded-lg border border-line bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-4 p-4 sm:p-5">
        <Avatar name={name} size="lg" />
        <div className="min-w-48 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            {name}
            <Badge tone={tone} dot>
              {word}
            </Badge>
            {connection.member !== null && <Badge>Also {connection.member.name}’s own</Badge>}
          </h2>
          <p className="truncate text-text-2">{username}</p>
        </div>
        <div className="flex gap-2">
          <Button busy={check.isPending} onClick={() => check.mutate()}>
            Check now
          </Button>
          <ActionMenu label="More about the sync user" actions={actions} />
        </div>
      </div>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-4 sm:grid-cols-2 sm:p-5">
        <Fact label="Org">
          <span className="flex flex-wrap items-center gap-2">
            {organizationName ?? 'Not known yet'}
            {isSandbox !== null && <Badge>{isSandbox ? 'Sandbox' : 'Production'}</Badge>}
          </span>
        </Fact>
        <Fact label="Org ID">{organizationId === null ? '–' : <CopyId id={organizationId} />}</Fact>
        <Fact label="Address">
          <span className="break-all">{connection.instanceUrl ?? connection.loginUrl}</span>
        </Fact>
        <Fact label="Licence">{report?.licence?.name ?? 'Not checked yet'}</Fact>
        <Fact label="Method">{METHOD_WORDS[connection.method]}</Fact>
        <Fact label="Connected">
          {connection.connectedAt === null ? 'Not yet' : <Time at={connection.connectedAt} />}
        </Fact>
        <Fact label="Token">
          <TokenHealth connection={connection} />
        </Fact>
        <Fact label="Last call">
          {connection.lastCallAt === null ? 'None yet' : <Time at={connection.lastCallAt} />}
        </Fact>
        {report?.setup.approvals != null && (
          <Fact label="Logins">
            {report.setup.approvals.used} of {report.setup.approvals.limit} used{' '}
            <span className="text-text-3">
              by this user for our app; one more than the limit ends the oldest
            </span>
          </Fact>
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

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-20 shrink-0 text-text-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
