import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';

interface TileProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly tone?: 'bad' | undefined;
  readonly meter?: ReactNode;
  readonly children: ReactNode;
}

export function Tile({ label, value, tone, meter, children }: TileProps) {
  return (
    <section
      aria-label={label}
      className="flex flex-col rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
    >
      <h2 className="text-sm text-text-2">{label}</h2>
      <p
        className={cx(
          'mt-0.5 text-[26px] leading-8 font-semibold tracking-tight',
          tone === 'bad' && 'text-bad',
        )}
      >
        {value}
      </p>
      {meter}
      <p className="mt-1 truncate text-sm text-text-3">{children}</p>
    </section>
  );
}
