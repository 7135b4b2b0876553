import type { ApiBudget } from '@sync-user/contract';
import type { ReactNode } from 'react';
import type { BudgetWish } from '../../lib/budget-effect.ts';
import { formatCount, formatShare } from '../../lib/format-number.ts';
import { cx } from '../../ui/cx.ts';

const FLOOR =
  'bg-[repeating-linear-gradient(135deg,var(--warn)_0_2px,color-mix(in_srgb,var(--warn)_22%,var(--surface))_2px_7px)]';

interface BudgetBarProps {
  readonly budget: ApiBudget & { readonly limit: number };
  readonly wish: BudgetWish;
}

/** The org's limit as a bar: ours, the other apps', what is free, and the floor; above it how far our share goes. */
export function BudgetBar({ budget, wish }: BudgetBarProps) {
  const { limit } = budget;
  const used = Math.min(budget.used ?? 0, limit);
  const ours = Math.min(budget.ours, used);
  const allowed = Math.floor((limit * wish.sharePercent) / 100);
  const floor = Math.ceil((limit * wish.floorPercent) / 100);
  const free = Math.max(0, limit - floor - used);
  const part = (calls: number): string => `${limit === 0 ? 0 : (calls / limit) * 100}%`;
  return (
    <figure className="flex flex-col gap-2">
      <div
        role="img"
        aria-label={`Of ${formatCount(limit)} calls: ours ${formatCount(ours)}, other apps ${formatCount(used - ours)}, free ${formatCount(free)}, left to others ${formatCount(floor)}. Reading may use ${formatCount(allowed)}.`}
      >
        <div className="relative h-7">
          <div
            className="absolute bottom-1 left-0 flex h-3 items-end border-r-2 border-b border-l-2 border-accent"
            style={{ width: part(allowed) }}
          />
          <span
            className={cx(
              'absolute bottom-3 text-xs whitespace-nowrap text-accent-text',
              wish.sharePercent < 35 ? '' : '-translate-x-full pr-2',
            )}
            style={{ left: part(allowed) }}
          >
            {wish.sharePercent < 35 && <>&nbsp;</>}Our share {wish.sharePercent}%
          </span>
        </div>
        <div className="relative flex h-5 overflow-hidden rounded-sm bg-line">
          <span className="bg-accent" style={{ width: part(ours), minWidth: ours > 0 ? 3 : 0 }} />
          <span className="ml-px bg-text-3/70" style={{ width: part(used - ours) }} />
          <span className={cx('absolute inset-y-0 right-0', FLOOR)} style={{ width: part(floor) }} />
        </div>
      </div>
      <figcaption>
        <dl className="grid grid-cols-2 gap-x-6 gap-y-2 sm:grid-cols-4">
          <Part look="bg-accent" name="Ours" calls={ours} limit={limit} />
          <Part look="bg-text-3/70" name="Other apps" calls={used - ours} limit={limit} />
          <Part look="bg-line" name="Free" calls={free} limit={limit} />
          <Part look={FLOOR} name="Left to others" calls={floor} limit={limit} />
        </dl>
      </figcaption>
    </figure>
  );
}

interface PartProps {
  readonly look: string;
  readonly name: ReactNode;
  readonly calls: number;
  readonly limit: number;
}

function Part({ look, name, calls, limit }: PartProps) {
  return (
    <div>
      <dt className="flex items-center gap-1.5 text-sm text-text-2">
        <span aria-hidden="true" className={cx('size-3 shrink-0 rounded-[3px]', look)} />
        {name}
      </dt>
      <dd className="font-medium">
        {formatCount(calls)}{' '}
        <span className="text-sm font-normal text-text-3">{formatShare(calls, limit)}</span>
      </dd>
    </div>
  );
}
