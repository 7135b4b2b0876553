import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { connectionQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { ConnectForm } from './ConnectForm.tsx';
import { ConnectionCard } from './ConnectionCard.tsx';
import { SetupGuide } from './SetupGuide.tsx';

export function ConnectionPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: connection, error, refetch, isPending } = useQuery(connectionQuery(workspace));
  const [changing, setChanging] = useState(false);
  useTitle('Connection', overview?.workspace.name);
  const showForm = connection === null || (connection !== undefined && changing);

  return (
    <Page
      title={connection === null ? 'Connect Salesforce' : 'Connection'}
      lead="One Salesforce user, the sync user, reads for the whole workspace. We see what that user sees."
    >
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
      {connection != null && (
        <ConnectionCard
          workspace={workspace}
          connection={connection}
          changing={changing}
          onChange={() => setChanging(!changing)}
        />
      )}
      {showForm && (
        <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,1fr)_340px]">
          <ConnectForm workspace={workspace} connection={connection} onDone={() => setChanging(false)} />
          <SetupGuide />
        </div>
      )}
    </Page>
  );
}
