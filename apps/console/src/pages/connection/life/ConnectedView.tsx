import type { Connection, SalesforceApp } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OurAddresses } from '../../../components/OurAddresses.tsx';
import { preflightQuery } from '../../../lib/connection-queries.ts';
import type { MenuAction } from '../../../ui/ActionMenu.tsx';
import {
  ArrowRightIcon,
  ConnectionIcon,
  KeyIcon,
  RetryIcon,
  ShieldIcon,
  TrashIcon,
  UserIcon,
} from '../../../ui/icons.tsx';
import { CandidatesCard } from '../change/CandidatesCard.tsx';
import type { ChangeStep } from '../change/ChangeDialog.tsx';
import type { ConnectPreset } from '../connect/use-connect-form.ts';
import { useReconnect, useRunPreflight } from '../use-connection-actions.ts';
import { AppCard } from './AppCard.tsx';
import { EndDialogs, type EndKind } from './EndDialogs.tsx';
import { HistoryCard } from './HistoryCard.tsx';
import { PermissionsCard } from './PermissionsCard.tsx';
import { PersonalCard } from './PersonalCard.tsx';
import { ReconnectButton } from './ReconnectButton.tsx';
import { SetupCard } from './SetupCard.tsx';
import { StateBanner } from './StateBanner.tsx';
import { SyncUserCard } from './SyncUserCard.tsx';

interface ConnectedViewProps {
  readonly workspace: string;
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly app: SalesforceApp | undefined;
  readonly onChange: (step: ChangeStep) => void;
  /** The form of the same user, or the empty one: another org. */
  readonly onForm: (preset: ConnectPreset | null) => void;
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
  const reconnect = useReconnect(workspace, connection);
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
      disabled: reconnect.isPending,
      run: reconnect.run,
    },
    ...(method === 'web_server'
      ? []
      : [{ label: 'Enter new credentials', icon: <KeyIcon />, run: showForm }]),
    {
      label: connection.isSandbox === true ? 'Move to production' : 'Move to another org',
      icon: <ArrowRightIcon />,
      run: () => onForm(null),
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
            <ReconnectButton workspace={workspace} connection={connection} onForm={showForm} />
          )
        }
      />
      <OurAddresses workspace={workspace} code={connection.trouble?.code} />
      <SyncUserCard workspace={workspace} connection={connection} report={report} actions={actions} />
      <PermissionsCard workspace={workspace} report={report} checking={recheck.isPending} />
      {report != null && <SetupCard report={report} />}
      <CandidatesCard
        workspace={workspace}
        onChoose={(candidate) => onChange({ step: 'choose', candidate })}
        onSearch={() => onChange({ step: 'choose', candidate: null })}
      />
      <PersonalCard connections={connections} />
      {app !== undefined && <AppCard workspace={workspace} app={app} />}
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
