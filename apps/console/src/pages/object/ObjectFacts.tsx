import type { SelectedObject } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { formatDuration } from '../../lib/format-time.ts';
import { CopyId } from '../../ui/CopyId.tsx';
import { Time } from '../../ui/Time.tsx';

interface ObjectFactsProps {
  readonly object: SelectedObject;
  readonly schema: string | undefined;
}

export function ObjectFacts({ object, schema }: ObjectFactsProps) {
  const { rows, freshAsOf, lastPolledAt, lastChangeAt, load, table } = object;
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line shadow-card sm:grid-cols-3">
      <Fact label="Rows here">{formatCount(rows)}</Fact>
      <Fact label="Fresh as of">{freshAsOf === null ? 'Not yet' : <Time at={freshAsOf} />}</Fact>
      <Fact label="Last asked">{lastPolledAt === null ? 'Not yet' : <Time at={lastPolledAt} />}</Fact>
      <Fact label="Last change">
        {lastChangeAt === null ? 'None since the load' : <Time at={lastChangeAt} />}
      </Fact>
      <Fact label="First load">{load === null ? 'Not begun' : <LoadFact load={load} />}</Fact>
      <Fact label="Table">
        <CopyId id={schema === undefined ? table : `${schema}.${table}`} />
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0 bg-surface px-4 py-3">
      <dt className="text-sm text-text-3">{label}</dt>
      <dd className="mt-0.5 truncate font-medium">{children}</dd>
    </div>
  );
}

function LoadFact({ load }: { readonly load: NonNullable<SelectedObject['load']> }) {
  const { rowsLoaded, startedAt, finishedAt, attempts, pagesLoaded } = load;
  if (finishedAt === null)
    return (
      <>
        Running since <Time at={startedAt} />
      </>
    );
  const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  const title = [
    formatCounted(pagesLoaded, 'page'),
    attempts > 1 ? `${attempts} attempts` : 'in one go',
  ].join(', ');
  return (
    <span title={title}>
      {formatCounted(rowsLoaded, 'row')} in {seconds < 1 ? 'under 1 s' : formatDuration(seconds)}
      <Time at={finishedAt} className="ml-1.5 text-sm font-normal text-text-3" />
    </span>
  );
}
