import { formatShare } from '../lib/format-number.ts';
import { cx } from './cx.ts';

interface ProgressProps {
  readonly label: string;
  readonly value: number;
  /** Null while the total is not known: the bar then only says that something moves. */
  readonly max: number | null;
}

export function Progress({ label, value, max }: ProgressProps) {
  const share = max === null || max === 0 ? undefined : Math.min(1, value / max);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={max ?? undefined}
      aria-valuenow={max === null ? undefined : value}
      aria-valuetext={max === null ? undefined : formatShare(value, max)}
      className="h-1.5 w-full overflow-hidden rounded-full bg-line"
    >
      <div
        className={cx(
          'h-full rounded-full',
          share === undefined ? 'w-full animate-pulse-soft bg-accent/40' : 'bg-accent',
        )}
        style={
          share === undefined ? undefined : { width: `${share * 100}%`, transition: 'width 400ms linear' }
        }
      />
    </div>
  );
}
