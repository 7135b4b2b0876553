import { type ComponentProps, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export const inputClass =
  'h-8 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-base text-text ' +
  'focus-visible:outline-offset-0 disabled:opacity-60 aria-invalid:border-bad';

interface FieldProps extends Omit<ComponentProps<'input'>, 'id'> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
}

/** A labelled input with its hint and its error, tied together for those who listen. */
export function Field({ label, hint, error, className, ...rest }: FieldProps) {
  const id = useId();
  return (
    <div className={cx('flex flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <input
        {...rest}
        id={id}
        className={inputClass}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={hint !== undefined || error !== undefined ? `${id}-hint` : undefined}
      />
      {(error !== undefined || hint !== undefined) && (
        <p id={`${id}-hint`} className={cx('text-sm', error === undefined ? 'text-text-3' : 'text-bad')}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}
