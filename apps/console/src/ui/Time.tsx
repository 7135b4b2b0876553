import { formatAgo, formatExact, formatUntil } from '../lib/format-time.ts';
import { useNow } from '../lib/use-now.ts';
import { Tip } from './Tip.tsx';

interface TimeProps {
  readonly at: string;
  readonly until?: boolean;
  readonly className?: string;
}

/** Relative, ticking; the exact time with its zone on hover and for those who listen. */
export function Time({ at, until = false, className }: TimeProps) {
  const now = useNow();
  const exact = formatExact(at);
  return (
    <Tip text={exact}>
      <time dateTime={at} aria-label={exact} className={className}>
        {until ? formatUntil(at, now) : formatAgo(at, now)}
      </time>
    </Tip>
  );
}
