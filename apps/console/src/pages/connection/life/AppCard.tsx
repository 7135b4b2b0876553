import type { SalesforceApp } from '@sync-user/contract';
import { type ReactNode, useState } from 'react';
import { Address } from '../../../ui/Address.tsx';
import { Badge } from '../../../ui/Badge.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Confirm } from '../../../ui/Confirm.tsx';
import { CopyButton } from '../../../ui/CopyButton.tsx';
import { CopyId } from '../../../ui/CopyId.tsx';
import { Field } from '../../../ui/Field.tsx';
import { Modal } from '../../../ui/Modal.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { CertificateBlock } from '../CertificateBlock.tsx';
import { useRemoveApp, useWriteApp } from '../use-connection-actions.ts';

interface AppCardProps {
  readonly workspace: string;
  readonly app: SalesforceApp;
}

const SOURCES = {
  workspace: 'Of this workspace',
  installation: 'Of this installation',
  none: 'None yet',
} as const;

/** The app that all logins of the workspace go through, what it has to know of us, and what the org has to let in. */
export function AppCard({ workspace, app }: AppCardProps) {
  const [editing, setEditing] = useState(false);
  const remove = useRemoveApp(workspace);
  return (
    <Card
      label="App to log in with"
      title="App to log in with"
      aside={
        <span className="flex items-center gap-2">
          <Badge>{SOURCES[app.source]}</Badge>
          {app.source === 'workspace' && (
            <Confirm
              trigger={
                <Button size="sm" kind="quiet">
                  Remove
                </Button>
              }
              title="Remove the app of this workspace?"
              action="Remove"
              busy={remove.isPending}
              onConfirm={() => remove.mutateAsync()}
            >
              <p>New logins use the installation’s app, if there is one.</p>
              <p>Connections made with this app keep using it.</p>
            </Confirm>
          )}
          <Button size="sm" onClick={() => setEditing(true)}>
            {app.source === 'none' ? 'Enter an app' : 'Change'}
          </Button>
        </span>
      }
    >
      <dl className="grid gap-x-8 gap-y-3 lg:grid-cols-2">
        <Line label="Consumer key">
          {app.clientId === null ? (
            '–'
          ) : (
            <>
              <CopyId id={app.clientId} />
              <span className="block text-sm text-text-3">
                {app.hasSecret ? 'with a secret' : 'without a secret'}
              </span>
            </>
          )}
        </Line>
        <Line label="Callback URL">
          <CopyLine text={app.callbackUrl} />
        </Line>
        <Line label="Scopes">
          <span className="font-mono text-xs">{app.scopes.join(' ')}</span>
        </Line>
        <Line label="Our addresses">
          {app.outgoingAddresses.length === 0 ? (
            <span className="text-text-2">
              Not told. The operator sets OUTGOING_ADDRESSES so that orgs can allow them.
            </span>
          ) : (
            app.outgoingAddresses.map((address) => <CopyLine key={address} text={address} />)
          )}
        </Line>
      </dl>
      {app.certificate !== null && (
        <div className="mt-4">
          <CertificateBlock workspace={workspace} app={app} />
        </div>
      )}
      <AppDialog workspace={workspace} app={app} open={editing} onClose={() => setEditing(false)} />
    </Card>
  );
}

function Line({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="grid gap-x-3 gap-y-0.5 sm:grid-cols-[112px_minmax(0,1fr)]">
      <dt className="text-text-3">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function CopyLine({ text }: { readonly text: string }) {
  return (
    <span className="flex min-w-0 items-center justify-between gap-2">
      <span className="min-w-0 font-mono text-xs">
        <Address text={text} />
      </span>
      <CopyButton text={text} label={`Copy ${text}`} className="shrink-0" />
    </span>
  );
}

interface AppDialogProps extends AppCardProps {
  readonly open: boolean;
  readonly onClose: () => void;
}

function AppDialog({ workspace, app, open, onClose }: AppDialogProps) {
  const [clientId, setClientId] = useState('');
  const [clientSecret, setClientSecret] = useState('');
  const write = useWriteApp(workspace);
  return (
    <Modal
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title="App to log in with"
      description="Logins from now on use it. Connections made before keep the app they were made with."
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (clientId.trim() === '' || write.isPending) return;
          write.mutate(
            {
              clientId: clientId.trim(),
              ...(clientSecret.trim() !== '' && { clientSecret: clientSecret.trim() }),
            },
            {
              onSuccess: () => {
                setClientId('');
                setClientSecret('');
                onClose();
              },
            },
          );
        }}
      >
        <Field
          label="Consumer key"
          required
          spellCheck={false}
          autoComplete="off"
          placeholder={app.clientId ?? ''}
          value={clientId}
          onChange={(event) => setClientId(event.target.value)}
        />
        <Field
          label="Consumer secret"
          type="password"
          hint="Stored encrypted, and never shown again. Leave it empty to keep the one there is, or for an app without one."
          autoComplete="off"
          value={clientSecret}
          onChange={(event) => setClientSecret(event.target.value)}
        />
        {write.error !== null && <ProblemNote error={write.error} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" kind="primary" busy={write.isPending} disabled={clientId.trim() === ''}>
            Use this app
          </Button>
        </div>
      </form>
    </Modal>
  );
}
