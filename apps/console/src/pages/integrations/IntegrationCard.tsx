import { type ReactNode, useId } from 'react';
import { cx } from '../../ui/cx.ts';

interface IntegrationCardProps {
  readonly name: string;
  readonly icon: ReactNode;
  readonly accent?: boolean;
  readonly badge: ReactNode;
  readonly facts: readonly (readonly [term: string, value: ReactNode])[];
  readonly action: ReactNode;
  /** What it is, in a sentence. */
  readonly children: ReactNode;
}

/** Another system, how it is connected, and the way to it. */
export function IntegrationCard({
  name,
  icon,
  accent = false,
  badge,
  facts,
  action,
  children,
}: IntegrationCardProps) {
  const id = useId();
  return (
    <article
      aria-labelledby={id}
      className="flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card"
    >
      <div className="flex items-center gap-3">
        <span
          className={cx(
            'flex size-10 shrink-0 items-center justify-center rounded-lg',
            accent ? 'bg-accent-soft text-accent-text' : 'bg-sunken text-text-2',
          )}
        >
          {icon}
        </span>
        <h2 id={id} className="min-w-0 flex-1 text-lg font-semibold">
          {name}
        </h2>
        {badge}
      </div>
      <p className="mt-3 text-text-2">{children}</p>
      {facts.length > 0 && (
        <dl className="mt-3 grid grid-cols-2 gap-3 text-sm">
          {facts.map(([term, value]) => (
            <div key={term}>
              <dt className="text-text-3">{term}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="mt-auto pt-4">{action}</div>
    </article>
  );
}
