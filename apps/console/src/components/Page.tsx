import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';

interface PageProps {
  readonly title: ReactNode;
  readonly above?: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

export function Page({ title, above, lead, actions, wide = false, children }: PageProps) {
  return (
    <div
      className={cx('mx-auto flex flex-col gap-5 px-5 py-6 lg:px-8', wide ? 'max-w-[1520px]' : 'max-w-5xl')}
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          {above}
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {lead !== undefined && <div className="mt-1 max-w-3xl text-text-2">{lead}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
