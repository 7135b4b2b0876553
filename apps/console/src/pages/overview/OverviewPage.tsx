import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ObjectsTable } from '../../components/ObjectsTable.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { CallsCard } from './CallsCard.tsx';
import { Headline } from './Headline.tsx';
import { LiveChanges } from './LiveChanges.tsx';
import { Onboarding } from './Onboarding.tsx';
import { OverviewSkeleton } from './OverviewSkeleton.tsx';
import { Tiles } from './Tiles.tsx';

export function OverviewPage() {
  const workspace = useWorkspace();
  const { data: overview, error, refetch } = useQuery(overviewQuery(workspace));
  useTitle('Overview', overview?.workspace.name);

  if (overview === undefined) {
    return (
      <div className="mx-auto max-w-[1520px] px-5 py-6 lg:px-8">
        <h1 className="sr-only">Overview</h1>
        {error ? (
          <Card flush>
            <ErrorState error={error} onRetry={() => void refetch()} />
          </Card>
        ) : (
          <OverviewSkeleton />
        )}
      </div>
    );
  }

  // Tables outlive a connection: a disconnected workspace with objects shows them, not the first steps.
  const isEmpty = overview.objects.length === 0;
  return (
    <div className="mx-auto flex max-w-[1520px] flex-col gap-5 px-5 py-6 lg:px-8">
      <Headline overview={overview} withoutAction={isEmpty} />
      {isEmpty ? (
        <Onboarding overview={overview} />
      ) : (
        <>
          <Tiles overview={overview} />
          <div className="grid items-start gap-5 min-[1180px]:grid-cols-[minmax(0,1fr)_352px]">
            <div className="flex min-w-0 flex-col gap-5">
              <CallsCard workspace={workspace} />
              <Card
                flush
                title="Objects"
                aside={
                  <Link
                    to="/w/$workspace/objects"
                    params={{ workspace }}
                    className={buttonClass({ kind: 'quiet', size: 'sm' }, '-mr-2')}
                  >
                    Choose objects
                  </Link>
                }
              >
                <ObjectsTable workspace={workspace} objects={overview.objects} />
              </Card>
            </div>
            <LiveChanges workspace={workspace} />
          </div>
        </>
      )}
    </div>
  );
}
