import { formatShare } from '../../lib/format-number.ts';

interface BudgetBarProps {
  /** Calls a day. */
  readonly before: number;
  readonly after: number;
  readonly allowed: number;
}

/** How much of a day's calls is planned already, and what would come to it. */
export function BudgetBar({ before, after, allowed }: BudgetBarProps) {
  const share = (calls: number): number => Math.min(100, Math.max(0, (calls / allowed) * 100));
  const now = share(Math.min(before, after));
  return (
    <div
      role="img"
      aria-label={`${formatShare(after, allowed)} of what reading may use, ${formatShare(before, allowed)} now`}
      className="mt-0.5 flex h-1.5 w-full max-w-md overflow-hidden rounded-full bg-line"
    >
      <span className="h-full bg-accent" style={{ width: `${now}%` }} />
      {/* A sliver at least, so that what is added can be seen. */}
      <span className="h-full min-w-0.5 bg-accent/45" style={{ width: `${share(after) - now}%` }} />
    </div>
  );
}
