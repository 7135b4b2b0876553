import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Tip } from './Tip.tsx';

interface IconButtonProps extends Omit<ComponentProps<'button'>, 'children'> {
  /** Read aloud, and shown on hover. */
  readonly label: string;
  readonly children: ReactNode;
}

export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <Tip text={label}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={cx(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-md text-text-3 hover:bg-hover hover:text-text',
          className,
        )}
      >
        {children}
      </button>
    </Tip>
  );
}
