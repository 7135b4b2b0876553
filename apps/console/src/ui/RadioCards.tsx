import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface RadioCard<Id extends string> {
  readonly id: Id;
  readonly label: string;
  readonly note?: ReactNode;
  readonly badge?: ReactNode;
  /** More about it, below the label; always shown. */
  readonly body?: ReactNode;
}

interface RadioCardsProps<Id extends string> {
  readonly legend: string;
  readonly cards: readonly RadioCard<Id>[];
  readonly value: Id;
  readonly onChange: (id: Id) => void;
  readonly columns?: 1 | 2 | 3;
}

/** One choice of a few, each with what speaks for it: native radios, so arrows and screen readers work as everywhere. */
export function RadioCards<Id extends string>({
  legend,
  cards,
  value,
  onChange,
  columns = 3,
}: RadioCardsProps<Id>) {
  const name = useId();
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      <div className={cx('grid gap-2', columns === 3 && 'sm:grid-cols-3', columns === 2 && 'sm:grid-cols-2')}>
        {cards.map(({ id, label, note, badge, body }) => (
          <label
            key={id}
            className={cx(
              'flex min-w-0 cursor-pointer items-start gap-2.5 rounded-md border p-3',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-text',
              value === id ? 'border-accent bg-accent-soft' : 'border-line-strong hover:bg-hover',
            )}
          >
            <input
              type="radio"
              name={name}
              className="mt-1 shrink-0 accent-(--accent) outline-none"
              checked={value === id}
              onChange={() => onChange(id)}
            />
            <span className="min-w-0 flex-1">
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="font-medium">{label}</span>
                {badge}
              </span>
              {note !== undefined && <span className="block text-sm text-text-2">{note}</span>}
              {body}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
