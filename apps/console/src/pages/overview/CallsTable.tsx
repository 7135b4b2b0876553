import { formatCount } from '../../lib/format-number.ts';
import type { StackedCalls } from '../../lib/stack-series.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { toHour } from './to-hour.ts';

export function CallsTable({ calls }: { readonly calls: StackedCalls }) {
  const { at, causes, values } = calls;
  if (causes.length === 0)
    return <p className="py-8 text-center text-text-3">No calls in the last 24 hours.</p>;
  return (
    <div tabIndex={0} role="region" aria-label="Calls per hour" className="max-h-72 overflow-auto">
      <table className="w-full text-sm">
        <thead className="sticky top-0 bg-surface text-text-3">
          <tr>
            <th scope="col" className="py-1 pr-3 text-left font-medium">
              Hour
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
                  {toHour(start)}
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
