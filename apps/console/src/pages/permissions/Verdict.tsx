import type { PreflightReport } from '@sync-user/contract';
import type { ReactNode } from 'react';
import { formatCounted } from '../../lib/format-number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { cx } from '../../ui/cx.ts';
import { CheckIcon, ErrorIcon, WarningIcon } from '../../ui/icons.tsx';
import { Time } from '../../ui/Time.tsx';

const LOOKS = {
  pass: { Icon: CheckIcon, sign: 'bg-good-soft text-good' },
  warn: { Icon: WarningIcon, sign: 'bg-warn-soft text-warn' },
  fail: { Icon: ErrorIcon, sign: 'bg-bad-soft text-bad' },
} as const;

interface VerdictProps {
  readonly report: PreflightReport;
  readonly actions: ReactNode;
}

/** The answer first: what is true now, for whom, since when, and the one thing to do. */
export function Verdict({ report, actions }: VerdictProps) {
  const { verdict, headline, username, finishedAt, calls, inspectedBy } = report;
  const { Icon, sign } = LOOKS[verdict];
  return (
    <section
      aria-label="Verdict"
      className="flex flex-wrap items-start gap-4 rounded-lg border border-line bg-surface p-5 shadow-card"
    >
      <span className={cx('flex size-9 shrink-0 items-center justify-center rounded-full', sign)}>
        <Icon width="20" height="20" />
      </span>
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="text-lg font-semibold text-pretty">{headline}</h2>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-text-3">
          <Badge tone="accent">{username}</Badge>
          <span>
            checked <Time at={finishedAt} /> with {formatCounted(calls, 'API call')}
          </span>
          {inspectedBy !== null && <span>some of it seen through {inspectedBy}</span>}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">{actions}</div>
    </section>
  );
}
