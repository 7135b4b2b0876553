import type { ReactNode } from 'react';

interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** 1 where it stands for the whole page. */
  readonly level?: 1 | 2;
}

export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Title = level === 1 ? 'h1' : 'h2';
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-2 px-6 py-12 text-center">
      {icon !== undefined && (
        <div className="mb-1 flex size-10 items-center justify-center rounded-lg border border-line bg-sunken text-text-2">
          {icon}
        </div>
      )}
      <Title className="text-lg font-semibold">{title}</Title>
      {children !== undefined && <div className="text-text-2 text-pretty">{children}</div>}
      {action !== undefined && <div className="mt-3 flex gap-2">{action}</div>}
    </div>
  );
}
