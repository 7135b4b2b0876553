import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import { ChevronDownIcon } from './icons.tsx';

/** The browser's own select: every keyboard and screen reader knows it. */
export function Select({ className, children, ...rest }: ComponentProps<'select'>) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <select
        {...rest}
        className="h-8 w-full appearance-none rounded-md border border-line-strong bg-surface pr-8 pl-2.5 text-base"
      >
        {children}
      </select>
      <ChevronDownIcon className="pointer-events-none absolute top-2 right-2 text-text-3" />
    </span>
  );
}
