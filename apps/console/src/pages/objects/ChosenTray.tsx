import type { AvailableObject, Forecast } from '@sync-user/contract';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { describeFirstLoads, formatAmount, formatCalls, sumFirstLoads } from '../../lib/reading-cost.ts';
import { FORECAST_AT_ONCE } from '../../lib/reading-queries.ts';
import { Button } from '../../ui/Button.tsx';
import { PlusIcon, WarningIcon } from '../../ui/icons.tsx';
import { ProblemNote } from '../../ui/ProblemNote.tsx';
import { Skeleton } from '../../ui/Skeleton.tsx';
import { BudgetBar } from './BudgetBar.tsx';

interface ChosenTrayProps {
  readonly chosen: readonly AvailableObject[];
  /** Of exactly these objects; undefined while it is asked for. */
  readonly forecast: Forecast | undefined;
  readonly error: Error | null;
  readonly busy: boolean;
  readonly onClear: () => void;
  readonly onSync: () => void;
}

/** What the chosen objects cost together, against the budget, and the button that begins. */
export function ChosenTray({ chosen, forecast, error, busy, onClear, onSync }: ChosenTrayProps) {
  const [only] = chosen;
  const what =
    chosen.length === 1 && only !== undefined ? only.label : formatCounted(chosen.length, 'object');
  return (
    <section
      aria-label="Chosen objects"
      className="sticky bottom-0 z-20 flex scroll-mb-6 flex-wrap items-end gap-x-6 gap-y-3 rounded-b-lg border-t border-line bg-sunken px-4 py-3"
    >
      <div className="min-w-0 flex-1 basis-64">
        <p className="font-medium">{formatCounted(chosen.length, 'object')} chosen</p>
        {chosen.length > FORECAST_AT_ONCE ? (
          <p className="text-sm text-text-2">
            A forecast takes {FORECAST_AT_ONCE} objects at most. Choose fewer to see what they cost.
          </p>
        ) : error !== null ? (
          <div className="mt-1.5">
            <ProblemNote error={error} />
          </div>
        ) : forecast === undefined ? (
          <div role="status" aria-label="Loading the forecast" className="mt-1.5 flex flex-col gap-1.5">
            <Skeleton className="h-3.5 w-64 max-w-full bg-line" />
            <Skeleton className="h-3.5 w-80 max-w-full bg-line" />
          </div>
        ) : (
          <Cost forecast={forecast} />
        )}
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onClear}>Choose none</Button>
        <Button kind="primary" busy={busy} onClick={onSync}>
          <PlusIcon /> Sync {what}
        </Button>
      </div>
    </section>
  );
}

function Cost({ forecast }: { readonly forecast: Forecast }) {
  const { objects, before, after, budget, fits } = forecast;
  const { allowed, sharePercent } = budget;
  return (
    <div className="flex flex-col gap-1 text-sm text-text-2">
      <p>First load: {describeFirstLoads(sumFirstLoads(objects))}.</p>
      <p>
        Each day: {formatCalls(after.calls)}
        {before.calls > 0 && `, now ${formatAmount(before.calls)}`}
        {after.events > 0 && `, and ${formatAmount(after.events)} change events, which cost no calls`}
        {allowed !== null && `. Reading may use ${formatCount(allowed)}, ${sharePercent}% of the org’s`}.
      </p>
      {allowed !== null && <BudgetBar before={before.calls} after={after.calls} allowed={allowed} />}
      {!fits && (
        <p className="flex gap-1.5 text-warn">
          <WarningIcon className="mt-0.5 shrink-0" />
          That is more than the budget allows: objects would be read less often than wanted.
        </p>
      )}
    </div>
  );
}
