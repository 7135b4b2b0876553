import type { Connection } from '@sync-user/contract';
import { Confirm } from '../../../ui/Confirm.tsx';
import { nameOf, useDisconnect, useReset } from '../use-connection-actions.ts';

export type EndKind = 'disconnect' | 'reset';

interface EndDialogsProps {
  readonly workspace: string;
  readonly connection: Connection;
  readonly open: EndKind | null;
  readonly onClose: () => void;
}

/** Both say what stops and what stays before anything happens; they differ in whether Salesforce is asked. */
export function EndDialogs({ workspace, connection, open, onClose }: EndDialogsProps) {
  const disconnect = useDisconnect(workspace);
  const reset = useReset(workspace);
  const name = nameOf(connection);
  const close = (isOpen: boolean): void => {
    if (!isOpen) onClose();
  };
  return (
    <>
      <Confirm
        open={open === 'disconnect'}
        onOpenChange={close}
        title="Disconnect Salesforce?"
        action="Disconnect"
        busy={disconnect.isPending}
        onConfirm={() => disconnect.mutateAsync()}
      >
        <p>
          <b className="font-medium text-text">Stops:</b> reading from Salesforce, at once. The login of{' '}
          {name} is ended in Salesforce and its tokens are deleted here.
        </p>
        <p>
          <b className="font-medium text-text">Stays:</b> all tables and rows, the chosen objects and fields,
          the place where reading stood, the app, and members’ own connections.
        </p>
        <p>
          Connect a user of the same org and reading goes on where it stopped. Nothing is loaded a second
          time.
        </p>
      </Confirm>
      <Confirm
        open={open === 'reset'}
        onOpenChange={close}
        title="Reset the sync user?"
        action="Reset the sync user"
        busy={reset.isPending}
        onConfirm={() => reset.mutateAsync()}
      >
        <p>
          For when the password has changed or nothing else helps: the selected sync user, {name}, is deleted
          from the configuration without asking Salesforce. The next one must log in anew.
        </p>
        <p>
          <b className="font-medium text-text">Stops:</b> reading, until a sync user is connected.
        </p>
        <p>
          <b className="font-medium text-text">Stays:</b> all tables and rows, the chosen objects and fields,
          and the place where reading stood. No data is lost.
        </p>
        <p>
          Avoid changing the sync user without need. If only the password changed,{' '}
          <b className="font-medium text-text">Reconnect</b> does it with less.
        </p>
      </Confirm>
    </>
  );
}
