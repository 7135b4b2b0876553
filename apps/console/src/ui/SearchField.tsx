import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import { inputClass } from './Field.tsx';
import { SearchIcon } from './icons.tsx';

interface SearchFieldProps extends Omit<ComponentProps<'input'>, 'type'> {
  readonly label: string;
}

export function SearchField({ label, className, ...rest }: SearchFieldProps) {
  return (
    <span className={cx('relative inline-flex', className)}>
      <SearchIcon className="pointer-events-none absolute top-2 left-2.5 text-text-3" />
      <input
        {...rest}
        type="search"
        aria-label={label}
        autoComplete="off"
        spellCheck={false}
        className={`${inputClass} pl-8`}
      />
    </span>
  );
}
