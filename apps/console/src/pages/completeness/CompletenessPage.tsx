import type { Completeness } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { Page } from '../../components/Page.tsx';
import { useWorkspace } from '../../components/use-workspace.ts';
import { sayCompleteness } from '../../lib/completeness-words.ts';
import { completenessQuery } from '../../lib/proof-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ProofIcon, RetryIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { CompletenessHead } from './CompletenessHead.tsx';
import { CompletenessTable } from './CompletenessTable.tsx';
import { ProofCard } from './ProofCard.tsx';
import { ReportCard } from './ReportCard.tsx';
import { ScheduleSelect } from './ScheduleSelect.tsx';
import { TraceCard } from './TraceCard.tsx';
import { useCensus } from './use-census.ts';

/** Is anything missing? Both sides' counts of every object, what differed and was mended, and the proof to take away. */
export function CompletenessPage() {
  const workspace = useWorkspace();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: completeness, error, refetch } = useQuery(completenessQuery(workspace));
  useTitle('Completeness', overview?.workspace.name);

  return (
    <Page
      title="Completeness"
      lead="Every object is counted in Salesforce and here. What differs is found, mended and told."
    >
      {completeness === undefined ? (
        <Card flush>
          {error === null ? (
            <SkeletonRows rows={7} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      ) : completeness.objects.length === 0 ? (
        <Card flush>
          {overview?.connection === null ? (
            <NeedsConnection workspace={workspace}>
              Once objects are synced, both sides are counted here and compared.
            </NeedsConnection>
          ) : (
            <EmptyState
              icon={<ProofIcon />}
              title="There is nothing to compare yet"
              action={
                <Link
                  to="/w/$workspace/objects"
                  params={{ workspace }}
                  className={buttonClass({ kind: 'primary' })}
                >
                  Choose objects
                </Link>
              }
            >
              Choose objects first. Each is compared with Salesforce once its first load is through.
            </EmptyState>
          )}
        </Card>
      ) : (
        <Proof
          workspace={workspace}
          completeness={completeness}
          rowsHere={new Map((overview?.objects ?? []).map(({ name, rows }) => [name, rows]))}
        />
      )}
      {completeness !== undefined && completeness.objects.length > 0 && (
        <>
          <ProofCard />
          <ReportCard workspace={workspace} />
          <TraceCard workspace={workspace} />
        </>
      )}
    </Page>
  );
}

interface ProofProps {
  readonly workspace: string;
  readonly completeness: Completeness;
  /** By object. */
  readonly rowsHere: ReadonlyMap<string, number>;
}

function Proof({ workspace, completeness, rowsHere }: ProofProps) {
  const { objects, running } = completeness;
  const { take, asked, done } = useCensus(workspace);
  const oldest = objects
    .map(({ lastRun }) => lastRun?.finishedAt)
    .filter((at) => at !== undefined)
    .toSorted()[0];
  const next = objects
    .map(({ nextCensusAt }) => nextCensusAt)
    .filter((at) => at !== null)
    .toSorted()[0];
  return (
    <>
      <CompletenessHead
        sentence={sayCompleteness(completeness, rowsHere)}
        asked={asked}
        done={done}
        since={
          oldest === undefined ? undefined : (
            <>
              The oldest comparison ended <Time at={oldest} />
              {next === undefined ? (
                '.'
              ) : (
                <>
                  , the next one begins <Time at={next} until />.
                </>
              )}
            </>
          )
        }
        actions={
          <Button
            kind="primary"
            busy={take.isPending || running.length > 0}
            onClick={() => take.mutate(undefined)}
          >
            <RetryIcon /> Compare now
          </Button>
        }
      />
      <Card
        flush
        title="Objects"
        aside={<ScheduleSelect workspace={workspace} everyHours={completeness.everyHours} />}
      >
        <CompletenessTable
          workspace={workspace}
          objects={objects}
          rowsHere={rowsHere}
          running={running}
          onCompare={(object) => take.mutate([object])}
        />
      </Card>
    </>
  );
}
