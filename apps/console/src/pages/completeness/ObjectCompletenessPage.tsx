import type { ObjectCompletenessDetail } from '@sync-user/contract';
import { isApiError } from '@sync-user/sdk';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { NotSynced } from '../../components/NotSynced.tsx';
import { Page } from '../../components/Page.tsx';
import {
  countDrift,
  countNewer,
  isTooMuch,
  isTooNew,
  listDrift,
  type Sentence,
  VERDICT_WORDS,
} from '../../lib/completeness-words.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { objectCompletenessQuery } from '../../lib/proof-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { DownloadIcon, RetryIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { BucketsCard } from './BucketsCard.tsx';
import { CompletenessHead } from './CompletenessHead.tsx';
import { DriftCard } from './DriftCard.tsx';
import { RunsCard } from './RunsCard.tsx';
import { useCensus } from './use-census.ts';
import { useReport } from './use-report.ts';

const route = getRouteApi('/in/w/$workspace/completeness/$object');

/** The evidence of one object: its groups side by side, its comparisons, and the rows that differed. */
export function ObjectCompletenessPage() {
  const { workspace, object } = route.useParams();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const { data: detail, error, refetch } = useQuery(objectCompletenessQuery(workspace, object));
  const label = detail?.label ?? object;
  useTitle(`${label} completeness`, overview?.workspace.name);
  const isUnknown = isApiError(error, 'OBJECT_NOT_SELECTED', 'API_NOT_FOUND');
  return (
    <Page
      above={
        <nav aria-label="Path" className="mb-1 text-sm text-text-3">
          <Link to="/w/$workspace/completeness" params={{ workspace }} className="rounded-sm hover:underline">
            Completeness
          </Link>
        </nav>
      }
      title={label}
      actions={
        detail !== undefined && (
          <Link
            to="/w/$workspace/objects/$object"
            params={{ workspace, object: detail.object }}
            className={buttonClass()}
          >
            Fields and loads
          </Link>
        )
      }
    >
      {detail !== undefined && !isUnknown ? (
        <Evidence
          workspace={workspace}
          detail={detail}
          rowsHere={overview?.objects.find(({ name }) => name === detail.object)?.rows ?? 0}
        />
      ) : (
        <Card flush>
          {isUnknown ? (
            <NotSynced workspace={workspace} object={object} />
          ) : error === null ? (
            <SkeletonRows rows={6} />
          ) : (
            <ErrorState error={error} onRetry={() => void refetch()} />
          )}
        </Card>
      )}
    </Page>
  );
}

interface EvidenceProps {
  readonly workspace: string;
  readonly detail: ObjectCompletenessDetail;
  readonly rowsHere: number;
}

function Evidence({ workspace, detail, rowsHere }: EvidenceProps) {
  const { object, lastRun, buckets, runs, nextCensusAt } = detail;
  const newer = countNewer(lastRun, rowsHere);
  const { take, running } = useCensus(workspace);
  const report = useReport(workspace, object);
  const isRunning = running.includes(object);
  return (
    <>
      <CompletenessHead
        sentence={sentenceOf(detail, rowsHere)}
        asked={isRunning ? 1 : 0}
        done={0}
        since={
          lastRun === null ? undefined : (
            <>
              Compared <Time at={lastRun.finishedAt} /> with {formatCalls(lastRun.calls)}
              {nextCensusAt === null ? (
                '.'
              ) : (
                <>
                  , again <Time at={nextCensusAt} until />.
                </>
              )}
              {newer > 0 && ` ${formatCounted(newer, 'row')} changed too lately to be in it, or since.`}
            </>
          )
        }
        actions={
          <>
            <Button busy={report.isPending} disabled={lastRun === null} onClick={() => report.mutate()}>
              <DownloadIcon /> Signed report
            </Button>
            <Button kind="primary" busy={take.isPending || isRunning} onClick={() => take.mutate([object])}>
              <RetryIcon /> Compare now
            </Button>
          </>
        }
      />
      {lastRun !== null && buckets.length > 0 && <BucketsCard buckets={buckets} run={lastRun} />}
      {lastRun !== null && <DriftCard workspace={workspace} detail={detail} />}
      {runs.length > 0 && <RunsCard runs={runs} />}
    </>
  );
}

const TONES = { complete: 'good', repaired: 'good', drift: 'bad', unknown: 'warn' } as const;

function sentenceOf({ verdict, lastRun, text }: ObjectCompletenessDetail, rowsHere: number): Sentence {
  if (lastRun === null)
    return {
      tone: 'idle',
      title: 'Not compared with Salesforce yet.',
      text: 'Compare now, or wait for the next comparison.',
    };
  if (isTooNew({ verdict, lastRun }, rowsHere))
    return {
      tone: 'idle',
      title: `Too new to be compared: ${rowsHere === 1 ? 'the one row' : `all ${formatCounted(rowsHere, 'row')}`} here.`,
      text: 'A comparison leaves out what changed in the 15 minutes before it, because that may be under way. The next one counts it.',
    };
  const { word } = VERDICT_WORDS[verdict];
  const counts = `${formatCount(lastRun.rowsInOrg)} in Salesforce, ${formatCount(lastRun.rowsInMirror)} here`;
  const title =
    verdict === 'unknown'
      ? 'The last comparison did not come to its end.'
      : countDrift(lastRun) === 0 || isTooMuch(lastRun)
        ? `${word}: ${counts}.`
        : `${word}: ${listDrift(lastRun)}.`;
  return { tone: TONES[verdict], title, text };
}

function formatCalls(calls: number): string {
  return calls === 1 ? '1 API call' : `${Math.round(calls * 10) / 10} API calls`;
}
