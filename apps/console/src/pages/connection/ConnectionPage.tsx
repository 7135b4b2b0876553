import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { AuthorizationResult } from '../../components/AuthorizationResult.tsx';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { noteLogin } from '../../lib/begin-login.ts';
import { appQuery, authorizationQuery, connectionsQuery } from '../../lib/connection-queries.ts';
import { connectionQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { ChangeDialog, type ChangeStep } from './change/ChangeDialog.tsx';
import { ConnectFlow } from './connect/ConnectFlow.tsx';
import { UnfinishedLogin } from './connect/UnfinishedLogin.tsx';
import type { ConnectPreset } from './connect/use-connect-form.ts';
import { ConnectedView } from './life/ConnectedView.tsx';
import { RetryLogin } from './life/RetryLogin.tsx';
import { WaitingCard } from './life/WaitingCard.tsx';
import { nameOf } from './use-connection-actions.ts';

export function ConnectionPage() {
  const workspace = useWorkspace();
  const navigate = useNavigate();
  const { authorization: authorizationId } = useSearch({ from: '/in/w/$workspace/connection' });
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: connection, error, refetch, isPending } = useQuery(connectionQuery(workspace));
  const { data: connections } = useQuery(connectionsQuery(workspace));
  const { data: app } = useQuery(appQuery(workspace));
  /** The page of a connection gives way to the connect form; null while it does not. */
  const [form, setForm] = useState<{ preset: ConnectPreset | null } | null>(null);
  const [change, setChange] = useState<ChangeStep | null>(null);
  useTitle('Connection', overview?.workspace.name);

  const { data: authorization } = useQuery({
    ...authorizationQuery(workspace, authorizationId ?? ''),
    enabled: authorizationId !== undefined,
  });
  const waiting = connections?.find(
    ({ state, isSyncUser, member }) => state === 'pending' && !isSyncUser && member === null,
  );
  const loggedIn = connections?.find(({ id }) => id === authorization?.connectionId);
  // The login that was just finished belongs to a candidate: go on where the dialog was left.
  const continueWith = loggedIn !== undefined && loggedIn.id === waiting?.id ? loggedIn.id : null;
  useEffect(() => {
    if (continueWith !== null) setChange({ step: 'force', connectionId: continueWith });
  }, [continueWith]);
  useEffect(() => {
    if (authorization !== undefined && authorization.state !== 'waiting')
      noteLogin(workspace, 'sync_user', null);
  }, [authorization, workspace]);

  const current = connection ?? null;
  const showForm = form !== null || connection === null;
  const forget = (): void =>
    void navigate({ to: '/w/$workspace/connection', params: { workspace }, search: {}, replace: true });

  return (
    <Page
      above={
        <nav aria-label="Path" className="mb-1 text-sm text-text-3">
          <Link to="/w/$workspace/integrations" params={{ workspace }} className="rounded-sm hover:underline">
            Integrations
          </Link>
        </nav>
      }
      title={connection === null ? 'Connect Salesforce' : 'Connection'}
      lead="One Salesforce user, the sync user, reads for the whole workspace. We see what that user sees."
    >
      {authorizationId === undefined ? (
        <UnfinishedLogin workspace={workspace} />
      ) : authorization?.state === 'finished' && (current?.trouble ?? null) !== null ? null : (
        <AuthorizationResult
          workspace={workspace}
          authorizationId={authorizationId}
          success={
            loggedIn === undefined
              ? 'Logged in at Salesforce'
              : `Logged in as ${nameOf(loggedIn)}${loggedIn.organizationName === null ? '' : `, ${loggedIn.organizationName}`}`
          }
          retry={
            <RetryLogin workspace={workspace} connection={current} onForm={() => setForm({ preset: null })} />
          }
          onDismiss={forget}
        />
      )}
      {isPending && (
        <Card flush>
          <SkeletonRows rows={4} />
        </Card>
      )}
      {error !== null && connection === undefined && (
        <Card flush>
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Card>
      )}
      {waiting !== undefined && (
        <WaitingCard
          workspace={workspace}
          candidate={waiting}
          hasCurrent={current !== null}
          onContinue={() => setChange({ step: 'force', connectionId: waiting.id })}
        />
      )}
      {showForm &&
        connection !== undefined &&
        (app === undefined ? (
          <Card flush>
            <SkeletonRows rows={6} />
          </Card>
        ) : (
          <ConnectFlow
            key={form?.preset?.username ?? 'new'}
            workspace={workspace}
            app={app}
            preset={form?.preset ?? null}
            onConnected={(connected) => {
              setForm(null);
              if (!connected.isSyncUser) setChange({ step: 'force', connectionId: connected.id });
            }}
            {...(current !== null && { onCancel: () => setForm(null) })}
          />
        ))}
      {current !== null && !showForm && (
        <ConnectedView
          workspace={workspace}
          connection={current}
          connections={connections ?? []}
          app={app}
          onChange={(step) => setChange(step)}
          onForm={(preset) => setForm({ preset })}
        />
      )}
      <ChangeDialog
        workspace={workspace}
        current={current}
        connections={connections ?? []}
        at={change}
        onMove={(step) => {
          setChange(step);
          if (step === null && authorizationId !== undefined) forget();
        }}
        onWithoutBrowser={(username) => {
          setChange(null);
          setForm({ preset: { method: 'jwt', loginUrl: current?.loginUrl ?? '', username } });
        }}
        onOtherOrg={() => {
          setChange(null);
          setForm({ preset: null });
        }}
      />
    </Page>
  );
}
