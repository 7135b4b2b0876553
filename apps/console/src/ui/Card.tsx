import type { ReactNode } from 'react';
import { cx } from './cx.ts';

interface CardProps {
  /** Makes the card a landmark that can be jumped to. */
  readonly label?: string;
  readonly title?: ReactNode;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Content runs to the border: tables and lists. */
  readonly flush?: boolean;
}

export function Card({ label, title, aside, children, className, flush = false }: CardProps) {
  return (
    <section
      aria-label={label}
      className={cx('flex min-w-0 flex-col rounded-lg border border-line bg-surface shadow-card', className)}
    >
      {title !== undefined && (
        <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 border-b border-line px-4 py-2">
          <h2 className="text-base font-semibold">{title}</h2>
          {aside}
        </header>
      )}
      <div className={cx('min-h-0 min-w-0 flex-1', !flush && 'p-4')}>{children}</div>
    </section>
  );
}
