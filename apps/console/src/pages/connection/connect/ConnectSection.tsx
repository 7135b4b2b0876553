import { type ReactNode, useId } from 'react';

interface ConnectSectionProps {
  readonly place: number;
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** One numbered question of the connect page. */
export function ConnectSection({ place, title, lead, children }: ConnectSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="flex gap-3 border-t border-line p-4 first:border-t-0 sm:gap-4 sm:p-5"
    >
      <span
        aria-hidden="true"
        className="flex size-6 shrink-0 items-center justify-center rounded-full bg-sunken text-sm font-semibold text-text-2"
      >
        {place}
      </span>
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        <div>
          <h2 id={id} className="font-semibold">
            {title}
          </h2>
          {lead !== undefined && <p className="mt-0.5 text-sm text-pretty text-text-2">{lead}</p>}
        </div>
        {children}
      </div>
    </section>
  );
}
