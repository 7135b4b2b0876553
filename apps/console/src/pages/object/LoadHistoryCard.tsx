import type { LoadOutcome, LoadReason, PastLoad, SelectedObject } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { formatCount } from '../../lib/format-number.ts';
import { formatDuration } from '../../lib/format-time.ts';
import { loadsQuery } from '../../lib/reading-queries.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { describeActor } from '../audit/audit-words.ts';

const REASON_WORDS: Record<LoadReason, string> = {
  first: 'First load',
  reload: 'Asked for',
  row_filter: 'Row filter changed',
};
const OUTCOME_WORDS: Record<LoadOutcome, { word: string; tone: Tone }> = {
  running: { word: 'Running', tone: 'accent' },
  done: { word: 'Done', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
  replaced: { word: 'Begun anew', tone: 'quiet' },
};
const BY_WORDS = { bulk: 'Bulk jobs', query: 'Queries', both: 'Bulk jobs and queries' } as const;

interface LoadHistoryCardProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** The object's latest loads: when, why, by whom, what they took and how they ended. */
export function LoadHistoryCard({ workspace, object }: LoadHistoryCardProps) {
  const { data, error, refetch } = useQuery(loadsQuery(workspace, object));
  return (
    <Card flush label="Loads so far" title="Loads so far">
      {data === undefined && error === null && <SkeletonRows rows={2} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data?.loads.length === 0 && (
        <p className="px-4 py-4 text-text-2">No load has begun since loads are kept.</p>
      )}
      {data !== undefined && data.loads.length > 0 && (
        <div
          tabIndex={0}
          role="region"
          aria-label="Loads, the newest first"
          className="relative overflow-x-auto"
        >
          <table className="w-full min-w-160">
            <thead>
              <tr className="text-left text-sm text-text-3">
                {['Begun', 'Why', 'By', 'Rows', 'Took', 'Calls', 'How it ended'].map((title) => (
                  <th key={title} scope="col" className="px-4 py-2 font-medium">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {data.loads.map((load) => (
                <Row key={load.id} load={load} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row({ load }: { readonly load: PastLoad }) {
  const { why, askedBy, startedAt, seconds, outcome, by, rows, rowsExpected, tries, calls, trouble } = load;
  const { word, tone } = OUTCOME_WORDS[outcome];
  return (
    <tr className="border-t border-line align-baseline">
      <td className="px-4 py-2 whitespace-nowrap">
        <Time at={startedAt} />
      </td>
      <td className="px-4 py-2">
        {REASON_WORDS[why]}
        {askedBy !== null && (
          <span className="block text-sm text-text-3">by {describeActor(askedBy).name}</span>
        )}
      </td>
      <td className="px-4 py-2 text-text-2">{by === null ? '–' : BY_WORDS[by]}</td>
      <td className="px-4 py-2">
        {formatCount(rows)}
        {outcome !== 'done' && rowsExpected !== null && (
          <span className="text-text-3"> of {formatCount(rowsExpected)}</span>
        )}
      </td>
      <td className="px-4 py-2 whitespace-nowrap">{formatDuration(Math.max(1, seconds))}</td>
      <td className="px-4 py-2">{formatCount(calls)}</td>
      <td className="px-4 py-2">
        <Badge tone={tone}>{word}</Badge>
        {tries > 1 && <span className="ml-2 text-sm text-text-3">{tries} tries</span>}
        {trouble !== null && <span className="block text-sm text-text-3">{trouble.title}</span>}
      </td>
    </tr>
  );
}
