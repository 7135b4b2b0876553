import type { Connection, SalesforceApp } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useBeginLogin } from '../../../lib/begin-login.ts';
import { preflightQuery } from '../../../lib/connection-queries.ts';
import type { MenuAction } from '../../../ui/ActionMenu.tsx';
import { ConnectionIcon, RetryIcon, ShieldIcon, TrashIcon, UserIcon } from '../../../ui/icons.tsx';
import { ProblemNote } from '../../../ui/ProblemNote.tsx';
import { CandidatesCard } from '../change/CandidatesCard.tsx';
import type { ChangeStep } from '../change/ChangeDialog.tsx';
import type { ConnectPreset } from '../connect/use-connect-form.ts';
import { useRunPreflight } from '../use-connection-actions.ts';
import { AppCard } from './AppCard.tsx';
import { EndDialogs, type EndKind } from './EndDialogs.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import { PermissionsCard } from './PermissionsCard.tsx';
import { PersonalCard } from './PersonalCard.tsx';
import { RetryLogin } from './RetryLogin.tsx';
import { SetupCard } from './SetupCard.tsx';
import { StateBanner } from './StateBanner.tsx';
import { SyncUserCard } from './SyncUserCard.tsx';

interface ConnectedViewProps {
  readonly workspace: string;
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly app: SalesforceApp | undefined;
  readonly onChange: (step: ChangeStep) => void;
  readonly onForm: (preset: ConnectPreset) => void;
}

/** Everything about the sync user's connection, and everything that can be done with it. */
export function ConnectedView({
  workspace,
  connection,
  connections,
  app,
  onChange,
  onForm,
}: ConnectedViewProps) {
  const [ending, setEnding] = useState<EndKind | null>(null);
  const { data: report } = useQuery(preflightQuery(workspace));
  const recheck = useRunPreflight(workspace);
  const login = useBeginLogin(workspace);
  const { method, loginUrl, username, state } = connection;
  const showForm = (): void => onForm({ method, loginUrl, username });
  const actions: readonly MenuAction[] = [
    {
      label: 'Change sync user',
      icon: <UserIcon />,
      run: () => onChange({ step: 'choose', candidate: null }),
    },
    {
      label: 'Reconnect',
      icon: <ConnectionIcon />,
      run: () => {
        if (method !== 'web_server') showForm();
        else login.mutate({ purpose: 'sync_user', loginUrl, ...(username !== null && { username }) });
      },
    },
    {
      label: 'Re-check permissions',
      icon: <ShieldIcon />,
      disabled: recheck.isPending,
      run: () => recheck.mutate(),
    },
    {
      label: 'Disconnect',
      icon: <TrashIcon />,
      divided: true,
      tone: 'danger',
      run: () => setEnding('disconnect'),
    },
    { label: 'Reset', icon: <RetryIcon />, tone: 'danger', run: () => setEnding('reset') },
  ];
  return (
    <>
      <StateBanner
        connection={connection}
        action={
          state === 'degraded' ? undefined : (
            <RetryLogin workspace={workspace} connection={connection} label="Reconnect" onForm={showForm} />
          )
        }
      />
      {login.error !== null && <ProblemNote error={login.error} />}
      <SyncUserCard workspace={workspace} connection={connection} report={report} actions={actions} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <PermissionsCard workspace={workspace} report={report} checking={recheck.isPending} />
        {report != null && <SetupCard report={report} />}
      </div>
      <CandidatesCard
        workspace={workspace}
        onChoose={(candidate) => onChange({ step: 'choose', candidate })}
        onSearch={() => onChange({ step: 'choose', candidate: null })}
      />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <PersonalCard connections={connections} />
        {app !== undefined && <AppCard workspace={workspace} app={app} />}
      </div>
      <HistoryCard connections={connections} />
      <EndDialogs
        workspace={workspace}
        connection={connection}
        open={ending}
        onClose={() => setEnding(null)}
      />
    </>
  );
}
