import type { Connection } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { CONNECTION_STATE_WORDS } from '../../lib/words.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Time } from '../../ui/Time.tsx';
import { useCheckConnection, useDisconnect } from './use-connection-actions.ts';

interface ConnectionCardProps {
  readonly workspace: string;
  readonly connection: Connection;
  readonly changing: boolean;
  readonly onChange: () => void;
}

export function ConnectionCard({ workspace, connection, changing, onChange }: ConnectionCardProps) {
  const { state, displayName, username, organizationName, organizationId, isSandbox, trouble } = connection;
  const check = useCheckConnection(workspace);
  const disconnect = useDisconnect(workspace);
  const { word, tone, means } = CONNECTION_STATE_WORDS[state];
  const name = displayName ?? username ?? 'Sync user';
  return (
    <section aria-label="Sync user" className="rounded-lg border border-line bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-4 p-5">
        <Avatar name={name} size="lg" />
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            {name}
            <Badge tone={tone} dot>
              {word}
            </Badge>
          </h2>
          <p className="truncate text-text-2">{username}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button busy={check.isPending} onClick={() => check.mutate()}>
            Check now
          </Button>
          <Button aria-expanded={changing} onClick={onChange}>
            {changing ? 'Keep this one' : state === 'active' ? 'Change sync user' : 'Reconnect'}
          </Button>
          <Confirm
            trigger={<Button kind="danger">Disconnect</Button>}
            title="Disconnect Salesforce?"
            action="Disconnect"
            busy={disconnect.isPending}
            onConfirm={() => disconnect.mutateAsync()}
          >
            <p>Reading stops at once, and the stored consumer key, secret and tokens are deleted here.</p>
            <p>
              Tables, rows and settings stay. When you connect a user of the same org again, syncing goes on.
            </p>
          </Confirm>
        </div>
      </div>
      {trouble !== null && <TroubleNote trouble={trouble} className="mx-5 mb-5" />}
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-5 sm:grid-cols-2">
        <Fact label="Org">
          {organizationName ?? 'Not known yet'}
          {isSandbox !== null && (
            <span className="ml-2">
              <Badge>{isSandbox ? 'Sandbox' : 'Production'}</Badge>
            </span>
          )}
        </Fact>
        <Fact label="Org ID">{organizationId === null ? '–' : <CopyId id={organizationId} />}</Fact>
        <Fact label="Address">
          <span className="break-all">{connection.instanceUrl ?? connection.loginUrl}</span>
        </Fact>
        <Fact label="Method">Client credentials</Fact>
        <Fact label="Connected">
          {connection.connectedAt === null ? 'Not yet' : <Time at={connection.connectedAt} />}
        </Fact>
        <Fact label="Last call">
          {connection.lastCallAt === null ? 'None yet' : <Time at={connection.lastCallAt} />}
        </Fact>
      </dl>
      {state !== 'active' && <p className="border-t border-line px-5 py-3 text-sm text-text-2">{means}</p>}
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-24 shrink-0 text-text-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}
