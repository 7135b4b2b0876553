import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { CallsLegend } from '../../components/calls/CallsLegend.tsx';
import { CallsTable } from '../../components/calls/CallsTable.tsx';
import { useCallsChart } from '../../components/calls/use-calls-chart.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { callsQuery } from '../../lib/queries.ts';
import { stackSeries } from '../../lib/stack-series.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';

export function CallsCard({ workspace }: { readonly workspace: string }) {
  const { data: report, dataUpdatedAt, error, refetch } = useQuery(callsQuery(workspace));
  const chart = useCallsChart(dataUpdatedAt);
  const [asTable, setAsTable] = useState(false);
  const calls = useMemo(() => (report === undefined ? undefined : stackSeries(report)), [report]);
  return (
    <Card
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          API calls per hour
          {report !== undefined && (
            <span className="text-sm font-normal whitespace-nowrap text-text-3">
              {formatCounted(report.total, 'call')} in the last 24 hours
            </span>
          )}
        </span>
      }
      aside={
        <Button
          kind="quiet"
          size="sm"
          className="-ml-2 sm:-mr-2 sm:ml-0"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          {asTable ? 'Show as chart' : 'Show as table'}
        </Button>
      }
    >
      {error !== null && calls === undefined && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && calls === undefined && <Skeleton className="h-[212px]" />}
      {calls !== undefined && (asTable || chart === 'missing') && <CallsTable calls={calls} />}
      {calls !== undefined && !asTable && chart !== 'missing' && (
        <div className="flex flex-wrap gap-x-6 gap-y-3">
          <div className="min-w-0 flex-1 basis-72">
            {chart === 'coming' ? <Skeleton className="h-[180px]" /> : <chart.CallsChart calls={calls} />}
          </div>
          <CallsLegend calls={calls} />
        </div>
      )}
    </Card>
  );
}
