import type { ComponentProps } from 'react';
import { cx } from './cx.ts';
import { Spinner } from './Spinner.tsx';

type Kind = 'primary' | 'default' | 'quiet' | 'danger';

const KINDS: Record<Kind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong border-transparent',
  default: 'bg-surface text-text border-line-strong hover:bg-hover',
  quiet: 'border-transparent text-text-2 hover:bg-hover hover:text-text',
  danger: 'bg-surface text-bad border-line-strong hover:bg-bad-soft',
};

interface ButtonLook {
  readonly kind?: Kind;
  readonly size?: 'md' | 'sm';
}

export function buttonClass({ kind = 'default', size = 'md' }: ButtonLook = {}, extra?: string): string {
  return cx(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md border font-medium whitespace-nowrap select-none',
    'disabled:cursor-default disabled:opacity-50 aria-disabled:opacity-50',
    size === 'md' ? 'h-8 px-3 text-base' : 'h-7 px-2 text-sm',
    KINDS[kind],
    extra,
  );
}

export interface ButtonProps extends ComponentProps<'button'>, ButtonLook {
  /** Shows that it works on it; further clicks are ignored, and the focus stays. */
  readonly busy?: boolean;
}

export function Button({ kind, size, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      className={buttonClass({ ...(kind && { kind }), ...(size && { size }) }, className)}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}
