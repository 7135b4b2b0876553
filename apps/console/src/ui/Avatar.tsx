import { initials } from '../lib/initials.ts';
import { cx } from './cx.ts';

interface AvatarProps {
  readonly name: string;
  readonly size?: 'sm' | 'lg';
  /** Lies on the accent's own ground. */
  readonly onAccent?: boolean;
}

export function Avatar({ name, size = 'sm', onAccent = false }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-full font-semibold text-accent-text',
        onAccent ? 'bg-surface' : 'bg-accent-soft',
        size === 'sm' ? 'size-6 text-xs' : 'size-12 text-lg',
      )}
    >
      {initials(name)}
    </span>
  );
}
