import type { LoadRange, SelectedObject } from '@sync-user/contract';
import { LoadProgress } from '../../components/LoadProgress.tsx';
import { formatCount, formatCounted, formatRate } from '../../lib/format-number.ts';
import { formatDuration } from '../../lib/format-time.ts';
import { PHASE_WORDS } from '../../lib/words.ts';
import { Badge, type Tone } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { TableIcon } from '../../ui/icons.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { Time } from '../../ui/Time.tsx';
import { LoadHistoryCard } from './LoadHistoryCard.tsx';
import { QuarantineCard } from './QuarantineCard.tsx';

const RANGE_WORDS: Record<LoadRange['state'], { word: string; tone: Tone }> = {
  waiting: { word: 'Waiting', tone: 'quiet' },
  job_running: { word: 'Salesforce prepares it', tone: 'accent' },
  copying: { word: 'Copying', tone: 'accent' },
  done: { word: 'Done', tone: 'good' },
};

interface LoadsViewProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** The latest load with its parts, those before it, and the values that did not fit. */
export function LoadsView({ workspace, object }: LoadsViewProps) {
  const { label, load } = object;
  return (
    <>
      <Card flush title="Latest load">
        {load === null ? (
          <EmptyState icon={<TableIcon />} title="No load has begun">
            {object.paused
              ? `${label} is paused: it is loaded when it goes on.`
              : 'It begins when its turn comes.'}
          </EmptyState>
        ) : (
          <>
            <LatestLoad label={label} load={load} />
            {load.ranges.length > 1 && <Ranges ranges={load.ranges} />}
          </>
        )}
      </Card>
      <LoadHistoryCard workspace={workspace} object={object} />
      <QuarantineCard workspace={workspace} object={object} />
    </>
  );
}

type Load = NonNullable<SelectedObject['load']>;

function LatestLoad({ label, load }: { readonly label: string; readonly load: Load }) {
  const { phase, rowsLoaded, rowsExpected, startedAt, finishedAt, attempts, rowsPerSecond, ranges } = load;
  const facts = [
    ranges.length === 1 && (ranges[0]?.transport === 'query' ? 'by queries' : 'by a bulk job'),
    attempts > 1 && `${attempts} tries`,
    load.pagesLoaded > 0 && formatCounted(load.pagesLoaded, 'page'),
    finishedAt !== null && rowsPerSecond !== null && formatRate(rowsPerSecond),
  ].filter((fact) => fact !== false);
  return (
    <div className="flex flex-col gap-2 p-4">
      {finishedAt === null ? (
        <LoadProgress label={label} load={load} />
      ) : (
        <p className="font-medium">
          {formatCounted(rowsLoaded, 'row')} in{' '}
          {formatDuration(Math.max(1, (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000))}
          {rowsExpected === rowsLoaded && ', as many as Salesforce counted'}
        </p>
      )}
      <p className="text-sm text-text-3">
        {PHASE_WORDS[phase]} · begun <Time at={startedAt} />
        {facts.length > 0 && ` · ${facts.join(' · ')}`}
      </p>
    </div>
  );
}

/** What a load is read in: several ranges of ids side by side for a big object. */
function Ranges({ ranges }: { readonly ranges: readonly LoadRange[] }) {
  return (
    <div className="relative overflow-x-auto border-t border-line">
      <table className="w-full min-w-140">
        <thead>
          <tr className="text-left text-sm text-text-3">
            {['Ids above', 'Up to', 'By', 'Rows', 'State'].map((title) => (
              <th key={title} scope="col" className="px-4 py-2 font-medium">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ranges.map((range) => (
            <tr
              key={`${range.after ?? ''} ${range.through ?? ''} ${range.transport}`}
              className="border-t border-line"
            >
              <td className="px-4 py-2 font-mono text-xs">{range.after ?? 'the first'}</td>
              <td className="px-4 py-2 font-mono text-xs">{range.through ?? 'the last'}</td>
              <td className="px-4 py-2 text-text-2">{range.transport === 'bulk' ? 'Bulk job' : 'Queries'}</td>
              <td className="px-4 py-2">
                {formatCount(range.rowsLoaded)}
                {range.rowsExpected !== null && (
                  <span className="text-text-3"> of {formatCount(range.rowsExpected)}</span>
                )}
                {range.state === 'copying' && (
                  <Progress label="Rows of this range" value={range.rowsLoaded} max={range.rowsExpected} />
                )}
              </td>
              <td className="px-4 py-2">
                <Badge tone={RANGE_WORDS[range.state].tone}>{RANGE_WORDS[range.state].word}</Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
