import type { CallReport } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useMemo, useState } from 'react';
import { CallsLegend } from '../../components/calls/CallsLegend.tsx';
import { CallsTable } from '../../components/calls/CallsTable.tsx';
import { useCallsChart } from '../../components/calls/use-calls-chart.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { CALL_PERIODS, type CallPeriod, callsOfQuery } from '../../lib/proof-queries.ts';
import { stackSeries } from '../../lib/stack-series.ts';
import { largestFirst, sumByObject } from '../../lib/sum-calls.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Select } from '../../ui/Select.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { TRANSPORT_WORDS } from './budget-words.ts';

const PERIODS = Object.keys(CALL_PERIODS) as CallPeriod[];

/** Every call we made, as the ledger has it: when, why, by which interface, and for which object. */
export function CallsByCard({ workspace }: { readonly workspace: string }) {
  const [period, setPeriod] = useState<CallPeriod>('day');
  const [asTable, setAsTable] = useState(false);
  const { data: report, dataUpdatedAt, error, refetch } = useQuery(callsOfQuery(workspace, period));
  const chart = useCallsChart(dataUpdatedAt);
  const calls = useMemo(() => (report === undefined ? undefined : stackSeries(report)), [report]);
  // While another period is fetched the old one stays, under its own name.
  const shown = report === undefined ? period : periodOf(report);
  const { words, width } = CALL_PERIODS[shown];
  return (
    <Card
      label="Calls made"
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          Calls made
          {report !== undefined && (
            <span className="text-sm font-normal whitespace-nowrap text-text-3">
              {formatCounted(report.total, 'call')} {words}
            </span>
          )}
        </span>
      }
      aside={
        <span className="flex flex-wrap items-center gap-2">
          <Button kind="quiet" size="sm" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as chart' : 'Show as table'}
          </Button>
          <Select
            aria-label="Period"
            value={period}
            onChange={(event) => setPeriod(PERIODS.find((each) => each === event.target.value) ?? 'day')}
          >
            {PERIODS.map((each) => (
              <option key={each} value={each}>
                {CALL_PERIODS[each].label}
              </option>
            ))}
          </Select>
        </span>
      }
    >
      {report === undefined || calls === undefined ? (
        error === null ? (
          <Skeleton className="h-[212px]" />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <div className="flex flex-col gap-5">
          {asTable || chart === 'missing' ? (
            <CallsTable calls={calls} width={width} period={words} />
          ) : (
            <div className="flex flex-wrap gap-x-6 gap-y-3">
              <div className="min-w-60 flex-1">
                {chart === 'coming' ? (
                  <Skeleton className="h-[180px]" />
                ) : (
                  <chart.CallsChart calls={calls} width={width} period={words} />
                )}
              </div>
              <CallsLegend calls={calls} />
            </div>
          )}
          {report.total > 0 && <Shares workspace={workspace} report={report} />}
        </div>
      )}
    </Card>
  );
}

/** Which period an answer is of. */
function periodOf({ since, until, bucketSeconds }: CallReport): CallPeriod {
  const hours = (Date.parse(until) - Date.parse(since)) / 3_600_000;
  const near = PERIODS.filter((period) => CALL_PERIODS[period].bucketSeconds === bucketSeconds);
  return (
    near.toSorted(
      (a, b) => Math.abs(CALL_PERIODS[a].hours - hours) - Math.abs(CALL_PERIODS[b].hours - hours),
    )[0] ?? 'day'
  );
}

function Shares({ workspace, report }: { readonly workspace: string; readonly report: CallReport }) {
  const objects = sumByObject(report.byObject);
  const transports = largestFirst(report.byObject.map(({ transport, calls }) => [transport, calls] as const));
  return (
    <div className="grid gap-x-8 gap-y-5 md:grid-cols-2">
      <section aria-label="By object" className="min-w-0">
        <h3 className="mb-1 text-sm font-medium">By object</h3>
        <ul>
          {objects.map(({ object, calls, byCause }) => (
            <Share
              key={object ?? ''}
              calls={calls}
              of={report.total}
              note={byCause.map(([cause, count]) => `${CAUSE_WORDS[cause]} ${formatCount(count)}`).join(', ')}
            >
              {object === null ? (
                'Several objects together, or none'
              ) : (
                <Link
                  to="/w/$workspace/objects/$object"
                  params={{ workspace, object }}
                  className="rounded-sm hover:underline"
                >
                  {object}
                </Link>
              )}
            </Share>
          ))}
        </ul>
      </section>
      <section aria-label="By interface" className="min-w-0">
        <h3 className="mb-1 text-sm font-medium">By interface</h3>
        <ul>
          {transports.map(([transport, calls]) => (
            <Share key={transport} calls={calls} of={report.total}>
              {TRANSPORT_WORDS[transport]}
            </Share>
          ))}
        </ul>
      </section>
    </div>
  );
}

interface ShareProps {
  readonly calls: number;
  readonly of: number;
  readonly note?: string;
  readonly children: ReactNode;
}

function Share({ calls, of, note, children }: ShareProps) {
  return (
    <li className="py-1.5">
      <p className="flex items-baseline justify-between gap-4">
        <span className="min-w-0 truncate">{children}</span>
        <span>{formatCount(calls)}</span>
      </p>
      <span aria-hidden="true" className="mt-0.5 block h-1 rounded-full bg-line">
        <span className="block h-full rounded-full bg-accent" style={{ width: `${(calls / of) * 100}%` }} />
      </span>
      {note !== undefined && <p className="mt-0.5 text-sm text-text-3">{note}</p>}
    </li>
  );
}
