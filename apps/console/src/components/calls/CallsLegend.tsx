import { formatCount } from '../../lib/format-number.ts';
import type { StackedCalls } from '../../lib/stack-series.ts';
import { CAUSE_WORDS } from '../../lib/words.ts';
import { causePattern } from './cause-pattern.ts';

/** In the order of the stack, with numbers: readable without the colours. */
export function CallsLegend({ calls }: { readonly calls: StackedCalls }) {
  if (calls.causes.length === 0) return null;
  return (
    <ul aria-label="Calls by cause" className="flex w-56 flex-col justify-end gap-1 pb-6 text-sm">
      {calls.causes
        .map(({ cause, total }, index) => (
          <li key={cause} className="flex items-center gap-2">
            <span
              aria-hidden="true"
              className="size-3 shrink-0 rounded-[3px]"
              style={{ background: causePattern(cause, index).css }}
            />
            <span className="flex-1 truncate text-text-2">{CAUSE_WORDS[cause]}</span>
            <span>{formatCount(total)}</span>
          </li>
        ))
        .toReversed()}
    </ul>
  );
}
