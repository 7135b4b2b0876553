import type { ReactNode } from 'react';
import { cx } from './cx.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'accent' | 'quiet' | 'plain';

const TONES: Record<Tone, string> = {
  good: 'bg-good-soft text-good',
  warn: 'bg-warn-soft text-warn',
  bad: 'bg-bad-soft text-bad',
  accent: 'bg-accent-soft text-accent-text',
  quiet: 'bg-sunken text-text-2',
  /** On a coloured ground. */
  plain: 'bg-surface text-text-2 ring-1 ring-line',
};

interface BadgeProps {
  readonly tone?: Tone;
  readonly dot?: boolean;
  readonly children: ReactNode;
}

export function Badge({ tone = 'quiet', dot = false, children }: BadgeProps) {
  return (
    <span
      className={cx(
        'inline-flex h-5 max-w-full items-center gap-1.5 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap',
        TONES[tone],
      )}
    >
      {dot && <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />}
      {children}
    </span>
  );
}
