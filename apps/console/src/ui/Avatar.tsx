import { initials } from '../lib/initials.ts';
import { cx } from './cx.ts';

interface AvatarProps {
  readonly name: string;
  readonly size?: 'sm' | 'lg';
}

export function Avatar({ name, size = 'sm' }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-full bg-accent-soft font-semibold text-accent-text',
        size === 'sm' ? 'size-6 text-xs' : 'size-12 text-lg',
      )}
    >
      {initials(name)}
    </span>
  );
}
