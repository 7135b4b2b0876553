import type { CensusBucket, CensusRun } from '@sync-user/contract';
import { useMemo, useState } from 'react';
import {
  type BucketColumn,
  type ColumnState,
  nameOfBucket,
  nameOfColumn,
  toColumns,
} from '../../lib/bucket-columns.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { cx } from '../../ui/cx.ts';

const MOST_COLUMNS = 72;
const HEIGHT = 72;
const MOST_LINES = 500;

/** Colour and, for those who do not see it, a pattern; `mark` stands above a column that differed. */
const STATES: Record<ColumnState, { word: string; look: string; mark: string }> = {
  equal: { word: 'Equal', look: 'bg-good/55', mark: '' },
  mended: {
    word: 'Differed, mended',
    look: 'bg-[repeating-linear-gradient(135deg,var(--accent)_0_3px,color-mix(in_srgb,var(--accent)_45%,var(--surface))_3px_6px)]',
    mark: '✓',
  },
  underway: {
    word: 'Changes under way',
    look: 'bg-[repeating-linear-gradient(135deg,var(--text-3)_0_2px,var(--line)_2px_5px)]',
    mark: '…',
  },
  differs: { word: 'Differs', look: 'bg-bad', mark: '!' },
};

interface BucketsCardProps {
  readonly buckets: readonly CensusBucket[];
  readonly run: CensusRun;
}

/** The rows by the time of their last change, each group counted on both sides: a picture, or every number as a table. */
export function BucketsCard({ buckets, run }: BucketsCardProps) {
  const [asTable, setAsTable] = useState(false);
  const columns = useMemo(() => toColumns(buckets, run, MOST_COLUMNS), [buckets, run]);
  const differing = buckets.filter(({ differs }) => differs.length > 0).length;
  return (
    <Card
      label="Groups"
      title={
        <span className="flex flex-wrap items-baseline gap-x-2">
          Groups of rows
          <span className="text-sm font-normal text-text-3">
            {differing === 0
              ? `${formatCounted(buckets.length, 'group')}, all equal`
              : `${formatCount(differing)} of ${formatCounted(buckets.length, 'group')} differed`}
          </span>
        </span>
      }
      aside={
        buckets.length > 1 && (
          <Button
            kind="quiet"
            size="sm"
            className="-ml-2 sm:-mr-2 sm:ml-0"
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            {asTable ? 'Show as picture' : 'Show as table'}
          </Button>
        )
      }
    >
      <p className="mb-3 text-sm text-pretty text-text-2">
        {run.method === 'rows'
          ? 'So few rows are compared one by one: every ID and time of change.'
          : 'Rows are grouped by the time of their last change. Of each group, count, times and sums are compared; where one differs, its rows are read.'}
      </p>
      {asTable ? <BucketTable buckets={buckets} /> : <Picture columns={columns} />}
    </Card>
  );
}

function Picture({ columns }: { readonly columns: readonly BucketColumn[] }) {
  const most = Math.max(
    1,
    ...columns.map(({ rowsInOrg, rowsInMirror }) => Math.max(rowsInOrg, rowsInMirror)),
  );
  const differing = columns.filter(({ state }) => state !== 'equal').length;
  const states = [...new Set(columns.map(({ state }) => state))];
  const [first, last] = [columns[0], columns.at(-1)];
  return (
    <figure>
      <div
        role="img"
        aria-label={`${formatCounted(columns.length, 'column')} of rows by the time of their last change, ${differing === 0 ? 'all equal on both sides' : `${formatCount(differing)} not equal when they were compared`}`}
        className="flex items-end gap-px border-b border-line-strong"
        style={{ height: HEIGHT + 16 }}
      >
        {columns.map((column) => {
          const rows = Math.max(column.rowsInOrg, column.rowsInMirror);
          const { word, look, mark } = STATES[column.state];
          return (
            <span
              key={column.first}
              title={`${nameOfColumn(column)}: ${formatCount(column.rowsInOrg)} in Salesforce, ${formatCount(column.rowsInMirror)} here. ${word}${column.differs.length === 0 ? '' : ` (${column.differs.join(', ')})`}.`}
              className="flex h-full max-w-16 min-w-0 flex-1 flex-col justify-end hover:bg-hover"
            >
              <span aria-hidden="true" className="text-center text-xs leading-4 font-semibold text-text-2">
                {mark}
              </span>
              {/* The root lets a group of ten rows be seen beside one of ten thousand. */}
              <span
                className={cx('block rounded-t-sm', look)}
                style={{ height: rows === 0 ? 2 : Math.max(4, Math.round(HEIGHT * Math.sqrt(rows / most))) }}
              />
            </span>
          );
        })}
      </div>
      <figcaption className="mt-1.5 flex flex-wrap justify-between gap-x-6 gap-y-1 text-sm text-text-3">
        <span>{first === undefined ? '' : nameOfBucket(first.first)}</span>
        <span className="flex flex-wrap gap-x-4 gap-y-1 text-text-2">
          {states.map((state) => (
            <span key={state} className="flex items-center gap-1.5">
              <span aria-hidden="true" className={cx('size-3 rounded-[3px]', STATES[state].look)} />
              {STATES[state].word} {STATES[state].mark}
            </span>
          ))}
        </span>
        <span>{columns.length < 2 || last === undefined ? '' : nameOfBucket(last.last)}</span>
      </figcaption>
    </figure>
  );
}

/** Differing groups first, then the newest. */
function BucketTable({ buckets }: { readonly buckets: readonly CensusBucket[] }) {
  const sorted = buckets.toSorted(
    (a, b) => Number(b.differs.length > 0) - Number(a.differs.length > 0) || b.bucket.localeCompare(a.bucket),
  );
  return (
    <div tabIndex={0} role="region" aria-label="Groups as a table" className="max-h-80 overflow-auto">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface text-left text-text-3">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Last changed
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              In Salesforce
            </th>
            <th scope="col" className="px-3 py-1 text-right font-medium">
              Here
            </th>
            <th scope="col" className="py-1 pl-3 font-medium">
              Differed in
            </th>
          </tr>
        </thead>
        <tbody>
          {sorted.slice(0, MOST_LINES).map(({ bucket, rowsInOrg, rowsInMirror, differs }) => (
            <tr key={bucket} className="border-t border-line">
              <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                {nameOfBucket(bucket)}
              </th>
              <td className="px-3 py-1 text-right">{formatCount(rowsInOrg)}</td>
              <td className="px-3 py-1 text-right">{formatCount(rowsInMirror)}</td>
              <td className="py-1 pl-3 text-text-2">
                {differs.length === 0 ? 'Nothing' : differs.join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > MOST_LINES && (
        <p className="py-2 text-sm text-text-3">
          {formatCount(sorted.length - MOST_LINES)} more are equal; the report has them all.
        </p>
      )}
    </div>
  );
}
