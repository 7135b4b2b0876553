import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { CheckIcon, ErrorIcon, WarningIcon } from './icons.tsx';

export type BannerTone = 'good' | 'warn' | 'bad' | 'accent' | 'quiet';

const LOOKS: Record<BannerTone, { box: string; sign: string; icon: ReactNode }> = {
  good: { box: 'bg-good-soft', sign: 'text-good', icon: <CheckIcon /> },
  warn: { box: 'bg-warn-soft', sign: 'text-warn', icon: <WarningIcon /> },
  bad: { box: 'bg-bad-soft', sign: 'text-bad', icon: <WarningIcon /> },
  accent: { box: 'bg-accent-soft', sign: 'text-accent-text', icon: <ErrorIcon /> },
  quiet: { box: 'bg-sunken', sign: 'text-text-2', icon: <ErrorIcon /> },
};

interface BannerProps {
  readonly tone: BannerTone;
  readonly title: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly role?: 'alert' | 'status';
  readonly label?: string;
  readonly className?: string;
}

/** A state that concerns the whole page: what is so, what it means, what to do. */
export function Banner({ tone, title, children, action, role, label, className }: BannerProps) {
  const { box, sign, icon } = LOOKS[tone];
  return (
    <div
      role={role}
      aria-label={label}
      className={cx(
        'flex flex-wrap gap-x-4 gap-y-3 rounded-lg px-4 py-3',
        children === undefined ? 'items-center' : 'items-start',
        box,
        className,
      )}
    >
      <div className="flex min-w-44 flex-1 gap-2.5">
        <span className={cx('mt-0.5 shrink-0', sign)}>{icon}</span>
        <div className="min-w-0">
          <p className="font-medium">{title}</p>
          {children !== undefined && <div className="mt-0.5 text-sm text-pretty text-text-2">{children}</div>}
        </div>
      </div>
      {action !== undefined && <div className="flex flex-wrap gap-2">{action}</div>}
    </div>
  );
}
