import type { Trouble } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { cx } from '../ui/cx.ts';
import { WarningIcon } from '../ui/icons.tsx';
import { Time } from '../ui/Time.tsx';

interface TroubleNoteProps {
  readonly trouble: Trouble;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** What stops a thing, since when, what was said, and the way out. */
export function TroubleNote({ trouble, action, className }: TroubleNoteProps) {
  return (
    <div
      className={cx(
        'flex flex-wrap items-start gap-x-4 gap-y-2 bg-bad-soft',
        className ?? 'rounded-md px-3 py-2.5',
      )}
    >
      <div className="flex min-w-0 flex-1 basis-64 gap-2.5">
        <WarningIcon className="mt-0.5 shrink-0 text-bad" />
        <div className="min-w-0">
          <p className="font-medium">
            {trouble.title} <Time at={trouble.since} className="ml-1 text-sm font-normal text-text-2" />
          </p>
          <p className="mt-0.5 text-sm break-words text-text-2">{trouble.message}</p>
          <p className="mt-1 max-w-prose text-sm">{trouble.fix}</p>
        </div>
      </div>
      {action}
    </div>
  );
}
