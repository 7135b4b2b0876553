import type { Connection } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { ConnectionEffectsNote } from '../../components/ConnectionEffectsNote.tsx';
import { TroubleNote } from '../../components/TroubleNote.tsx';
import { CONNECTION_STATE_WORDS } from '../../lib/words.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Time } from '../../ui/Time.tsx';
import { useCheckMine, useDisconnectMine } from './use-my-connection.ts';

interface MyConnectionProps {
  readonly workspace: string;
  readonly connection: Connection;
  /** Logs in anew as the same user. */
  readonly reconnect: ReactNode;
}

/** The member's own Salesforce account, how it is doing, and what can be done about it. */
export function MyConnection({ workspace, connection, reconnect }: MyConnectionProps) {
  const { state, displayName, username, organizationName, isSandbox, trouble, isSyncUser } = connection;
  const check = useCheckMine(workspace);
  const disconnect = useDisconnectMine(workspace);
  const { word, tone } = CONNECTION_STATE_WORDS[state];
  const name = displayName ?? username ?? 'Your Salesforce user';
  const works = state === 'active' || state === 'degraded';
  return (
    <section
      aria-label="Your Salesforce account"
      className="rounded-lg border border-line bg-surface shadow-card"
    >
      <div className="flex flex-wrap items-center gap-4 p-5">
        <Avatar name={name} size="lg" />
        <div className="min-w-56 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            {name}
            <Badge tone={tone} dot>
              {word}
            </Badge>
            {isSyncUser && <Badge tone="accent">Sync user of the workspace</Badge>}
          </h2>
          <p className="truncate text-text-2">{username}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          {works && (
            <Button busy={check.isPending} onClick={() => check.mutate()}>
              Check now
            </Button>
          )}
          {state !== 'pending' && reconnect}
          <Confirm
            trigger={<Button kind="danger">Disconnect</Button>}
            title="Disconnect your Salesforce account?"
            action="Disconnect"
            busy={disconnect.isPending}
            onConfirm={() => disconnect.mutateAsync()}
          >
            {isSyncUser ? (
              <p>
                It is no longer yours here, and from then on nothing is done in your name. The workspace{' '}
                <b>goes on reading with it</b> as its sync user, until an admin changes or disconnects that.
              </p>
            ) : (
              <p>
                Its tokens are revoked at Salesforce and deleted here. From then on nothing is done in your
                name. The workspace goes on reading with its sync user. You can connect again at any time.
              </p>
            )}
          </Confirm>
        </div>
      </div>
      {trouble !== null && <TroubleNote trouble={trouble} className="mx-5 mb-5" />}
      <p className="border-t border-line px-5 py-3">
        {works ? (
          <>
            What you do in Salesforce from here is done as <b className="font-medium">{username ?? name}</b>,
            with the permissions of that user. This version reads; writing your changes comes next.
          </>
        ) : (
          <span className="text-text-2">Nothing is done in your name at the moment.</span>
        )}
      </p>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-5 sm:grid-cols-2">
        <Fact label="Org">
          {organizationName ?? 'Not known yet'}
          {isSandbox !== null && (
            <span className="ml-2">
              <Badge>{isSandbox ? 'Sandbox' : 'Production'}</Badge>
            </span>
          )}
        </Fact>
        <Fact label="E-mail">{connection.email ?? '–'}</Fact>
        <Fact label="Connected">
          {connection.connectedAt === null ? 'Not yet' : <Time at={connection.connectedAt} />}
        </Fact>
        <Fact label="Last call">
          {connection.lastCallAt === null ? 'None yet' : <Time at={connection.lastCallAt} />}
        </Fact>
      </dl>
      {!works && (
        <div className="border-t border-line px-5 py-4">
          <ConnectionEffectsNote state={state} />
        </div>
      )}
    </section>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-3">
      <dt className="w-24 shrink-0 text-text-3">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
