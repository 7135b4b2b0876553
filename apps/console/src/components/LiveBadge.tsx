import { cx } from '../ui/cx.ts';
import { useLive } from './LiveContext.ts';

const WORDS = {
  connecting: 'Connecting…',
  open: 'Live',
  interrupted: 'Reconnecting…',
} as const;

/** Whether the page follows along by itself. */
export function LiveBadge() {
  const { status } = useLive();
  return (
    <p
      role="status"
      title={WORDS[status]}
      className="flex h-7 items-center gap-2.5 px-3.5 text-sm text-text-3 lg:px-2.5"
    >
      <span
        aria-hidden="true"
        className={cx(
          'size-2 rounded-full',
          status === 'open' ? 'bg-good' : 'animate-pulse-soft',
          status === 'connecting' && 'bg-text-3',
          status === 'interrupted' && 'bg-warn',
        )}
      />
      <span className="sr-only lg:not-sr-only">{WORDS[status]}</span>
    </p>
  );
}
