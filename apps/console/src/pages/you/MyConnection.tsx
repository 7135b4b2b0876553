import type { Connection } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { ConnectionFact, SalesforceUserHead } from '../../components/SalesforceUserHead.tsx';
import { TroubleNote } from '../../components/TroubleNote.tsx';
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
  const name = displayName ?? username ?? 'Your Salesforce user';
  const works = state === 'active' || state === 'degraded';
  return (
    <section
      aria-label="Your Salesforce account"
      className="rounded-lg border border-line bg-surface shadow-card"
    >
      <SalesforceUserHead
        connection={connection}
        name={name}
        badge={isSyncUser && <Badge tone="accent">Sync user of the workspace</Badge>}
        actions={
          <>
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
          </>
        }
      />
      {trouble !== null && (
        <TroubleNote trouble={trouble} className="mx-4 mb-4 rounded-md sm:mx-5 sm:mb-5 px-3 py-2.5" />
      )}
      <p className="border-t border-line px-4 py-3 sm:px-5">
        {works ? (
          <>
            What you do in Salesforce from here is done as <b className="font-medium">{username ?? name}</b>,
            with the permissions of that user.
          </>
        ) : (
          <span className="text-text-2">
            Nothing is done in your name at the moment. Kept: who you are in Salesforce, so that one login
            brings it back.
          </span>
        )}
      </p>
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 border-t border-line p-4 sm:grid-cols-2 sm:p-5">
        <ConnectionFact label="Org">
          {organizationName ?? 'Not known yet'}
          {isSandbox !== null && (
            <span className="ml-2">
              <Badge>{isSandbox ? 'Sandbox' : 'Production'}</Badge>
            </span>
          )}
        </ConnectionFact>
        <ConnectionFact label="Email">{connection.email ?? '–'}</ConnectionFact>
        <ConnectionFact label="Connected">
          {connection.connectedAt === null ? 'Not yet' : <Time at={connection.connectedAt} />}
        </ConnectionFact>
        <ConnectionFact label="Last call">
          {connection.lastCallAt === null ? 'None yet' : <Time at={connection.lastCallAt} />}
        </ConnectionFact>
      </dl>
    </section>
  );
}
