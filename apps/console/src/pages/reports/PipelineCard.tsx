import type { PipelinePoint } from '@sync-user/contract';
import { PIPELINE_INTERVALS, type PipelineInterval } from '@sync-user/contract/pipeline';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { formatCount } from '../../lib/format-number.ts';
import { formatDate } from '../../lib/format-time.ts';
import { pipelineQuery } from '../../lib/report-queries.ts';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Select } from '../../ui/Select.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { PipelineChart } from './PipelineChart.tsx';
import { lastDayOf } from './pipeline-series.ts';
import { formatMoney, whatIsMissing } from './report-words.ts';

/** What stood in each stage over the last year, and what was won and lost, in one currency. */
export function PipelineCard({ workspace }: { readonly workspace: string }) {
  const [interval, setInterval] = useState<PipelineInterval>('month');
  const id = useId();
  const { data: pipeline, error, refetch } = useQuery(pipelineQuery(workspace, interval));
  const missing = whatIsMissing(error);
  return (
    <Card
      label="Pipeline"
      title="Pipeline and revenue"
      aside={
        <span className="flex items-center gap-2">
          <label htmlFor={id} className="text-sm text-text-2">
            Every
          </label>
          <Select
            id={id}
            value={interval}
            onChange={({ target }) =>
              setInterval(PIPELINE_INTERVALS.find((one) => one === target.value) ?? 'month')
            }
          >
            {PIPELINE_INTERVALS.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        </span>
      }
    >
      {missing !== undefined ? (
        <EmptyState title="The history of opportunities is not here">{missing}</EmptyState>
      ) : error !== null ? (
        <ErrorState error={error} onRetry={() => void refetch()} />
      ) : pipeline === undefined ? (
        <SkeletonRows rows={6} />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-sm text-text-2">
            Open pipeline in {pipeline.currency ?? 'the org’s currency'}, from the history of opportunities
            {pipeline.asOf !== null && (
              <>
                , as of <Time at={pipeline.asOf} />
              </>
            )}
            . Won and lost count in the interval of their close date.
          </p>
          <PipelineChart points={pipeline.points} interval={pipeline.interval} />
          <PipelineTable points={pipeline.points} currency={pipeline.currency} />
        </div>
      )}
    </Card>
  );
}

interface PipelineTableProps {
  readonly points: readonly PipelinePoint[];
  readonly currency: string | null;
}

function PipelineTable({ points, currency }: PipelineTableProps) {
  return (
    <div tabIndex={0} role="region" aria-label="Pipeline in numbers" className="max-h-96 overflow-auto">
      <table className="w-full min-w-140 border-collapse">
        <thead>
          <tr className="text-left text-sm text-text-3">
            {['Up to', 'Stage', 'Is'].map((title) => (
              <th key={title} scope="col" className="py-2 pr-3 font-medium">
                {title}
              </th>
            ))}
            <th scope="col" className="py-2 pr-3 text-right font-medium">
              Opportunities
            </th>
            <th scope="col" className="py-2 text-right font-medium">
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().flatMap((point) =>
            point.stages.map(({ stage, kind, opportunities, amount, unconverted }, place) => (
              <tr
                key={`${point.at} ${kind} ${stage}`}
                className={cx('border-t', place === 0 ? 'border-line-strong' : 'border-line')}
              >
                <td className="py-1.5 pr-3 font-medium whitespace-nowrap">
                  {place === 0 ? (
                    formatDate(lastDayOf(point), 'UTC')
                  ) : (
                    <span className="sr-only">{formatDate(lastDayOf(point), 'UTC')}</span>
                  )}
                </td>
                <td className="py-1.5 pr-3">{stage}</td>
                <td className="py-1.5 pr-3 text-text-2">{kind}</td>
                <td className="py-1.5 pr-3 text-right">{formatCount(opportunities)}</td>
                <td className="py-1.5 text-right whitespace-nowrap">
                  {amount === null
                    ? `${formatCount(unconverted)} do not convert`
                    : formatMoney(amount, currency)}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </div>
  );
}
