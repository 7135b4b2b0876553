import { formatCount } from '../../lib/format-number.ts';
import type { StackedCalls } from '../../lib/stack-series.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { type BarWidth, nameBucket } from './bucket-words.ts';

interface CallsTableProps {
  readonly calls: StackedCalls;
  readonly width?: BarWidth;
  /** As in “no calls in the last 24 hours”. */
  readonly period?: string;
}

export function CallsTable({ calls, width = 'hour', period = 'in the last 24 hours' }: CallsTableProps) {
  const { at, causes, values } = calls;
  if (causes.length === 0) return <p className="py-8 text-center text-text-3">No calls {period}.</p>;
  return (
    <div tabIndex={0} role="region" aria-label={`Calls per ${width}`} className="max-h-72 overflow-auto">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface text-text-3">
          <tr>
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              {width === 'hour' ? 'Hour' : 'Day (UTC)'}
            </th>
            {causes.map(({ cause }) => (
              <th key={cause} scope="col" className="px-3 py-1 text-right font-medium">
                {CAUSE_WORDS[cause]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {at
            .map((start, place) => (
              <tr key={start} className="border-t border-line">
                <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                  {nameBucket(start, width)}
                </th>
                {causes.map(({ cause }, index) => (
                  <td key={cause} className="px-3 py-1 text-right">
                    {formatCount(values[index]?.[place] ?? 0)}
                  </td>
                ))}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </div>
  );
}
