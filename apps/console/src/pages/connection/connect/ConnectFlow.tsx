import type { Connection, SalesforceApp } from '@sync-user/contract';
import { ApiError } from '@sync-user/sdk';
import { OurAddresses } from '../../../components/OurAddresses.tsx';
import { useIsOperator } from '../../../components/use-role.ts';
import { useBeginLogin } from '../../../lib/begin-login.ts';
import { Button } from '../../../ui/Button.tsx';
import { ArrowRightIcon } from '../../../ui/icons.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { SetupGuide } from '../SetupGuide.tsx';
import { useConnect, useWriteApp } from '../use-connection-actions.ts';
import { AppSection } from './AppSection.tsx';
import { OrgSection } from './OrgSection.tsx';
import { ScopesSection } from './ScopesSection.tsx';
import { type ConnectPreset, useConnectForm } from './use-connect-form.ts';
import { UserSection } from './UserSection.tsx';

interface ConnectFlowProps {
  readonly workspace: string;
  readonly app: SalesforceApp;
  readonly preset: ConnectPreset | null;
  readonly onConnected: (connection: Connection) => void;
  readonly onCancel?: () => void;
}

/** From nothing to a login, on one page: org, user, app, and what is asked for. */
export function ConnectFlow({ workspace, app, preset, onConnected, onCancel }: ConnectFlowProps) {
  const form = useConnectForm(app, preset, useIsOperator());
  const { fields, loginUrl, asksApp, isComplete } = form;
  const { method, username } = fields;
  const connect = useConnect(workspace);
  const login = useBeginLogin(workspace);
  const write = useWriteApp(workspace);
  const isBusy = connect.isPending || login.isPending || write.isPending;
  const error = connect.error ?? login.error ?? write.error;

  const keys = asksApp && {
    clientId: fields.clientId.trim(),
    ...(fields.clientSecret.trim() !== '' && { clientSecret: fields.clientSecret.trim() }),
  };
  const submit = async (): Promise<void> => {
    if (method === 'web_server') {
      if (keys !== false) await write.mutateAsync(keys);
      await login.mutateAsync({
        purpose: 'sync_user',
        loginUrl,
        ...(preset?.username != null && { username: preset.username }),
      });
      return;
    }
    onConnected(
      await connect.mutateAsync({
        method,
        loginUrl,
        ...keys,
        ...(method === 'jwt' && { username: username.trim() }),
      }),
    );
  };

  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px]">
      <form
        aria-label="Connect Salesforce"
        className="rounded-lg border border-line bg-surface shadow-card"
        onSubmit={(event) => {
          event.preventDefault();
          if (!isComplete || isBusy) return;
          for (const mutation of [connect, login, write]) mutation.reset();
          submit().catch(() => {}); // told beside the button
        }}
      >
        <OrgSection form={form} />
        <UserSection form={form} />
        <AppSection workspace={workspace} app={app} form={form} />
        <ScopesSection app={app} method={method} />
        <div className="flex flex-col gap-4 border-t border-line p-4 sm:p-5">
          {error !== null && <ProblemNote error={error} />}
          <OurAddresses workspace={workspace} code={error instanceof ApiError ? error.code : undefined} />
          <div className="flex flex-wrap items-center justify-end gap-3">
            <p className="min-w-48 flex-1 text-sm text-text-3">
              {method === 'web_server'
                ? 'You leave this page for Salesforce’s and come back when you have logged in there as that user.'
                : 'We log in at once and show what Salesforce answers.'}
            </p>
            {onCancel !== undefined && <Button onClick={onCancel}>Cancel</Button>}
            <Button type="submit" kind="primary" busy={isBusy} disabled={!isComplete}>
              {method === 'web_server' ? (
                <>
                  Continue to Salesforce <ArrowRightIcon />
                </>
              ) : (
                'Connect'
              )}
            </Button>
          </div>
        </div>
      </form>
      <SetupGuide method={method} app={app} />
    </div>
  );
}
