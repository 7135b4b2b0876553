import type { ReactNode } from 'react';
import type { Sentence } from '../../lib/completeness-words.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { cx } from '../../ui/cx.ts';
import { CheckIcon, ErrorIcon, SearchIcon, WarningIcon } from '../../ui/icons.tsx';
import { Progress } from '../../ui/Progress.tsx';

const LOOKS = {
  good: { Icon: CheckIcon, sign: 'bg-good-soft text-good' },
  warn: { Icon: WarningIcon, sign: 'bg-warn-soft text-warn' },
  bad: { Icon: ErrorIcon, sign: 'bg-bad-soft text-bad' },
  idle: { Icon: SearchIcon, sign: 'bg-sunken text-text-2' },
} as const;

interface CompletenessHeadProps {
  readonly sentence: Sentence;
  readonly since?: ReactNode;
  readonly actions: ReactNode;
  /** Objects that are being compared because somebody asked, and how many are through. */
  readonly asked: number;
  readonly done: number;
}

/** The answer first: is anything missing, since when is that known, and the way to know it anew. */
export function CompletenessHead({ sentence, since, actions, asked, done }: CompletenessHeadProps) {
  const { Icon, sign } = LOOKS[sentence.tone];
  return (
    <section
      aria-label="Verdict"
      className="flex flex-wrap items-start gap-4 rounded-lg border border-line bg-surface p-5 shadow-card"
    >
      <span className={cx('flex size-9 shrink-0 items-center justify-center rounded-full', sign)}>
        <Icon width="20" height="20" />
      </span>
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="text-lg font-semibold text-pretty">{sentence.title}</h2>
        <p className="mt-1 text-pretty text-text-2">{sentence.text}</p>
        {since !== undefined && <p className="mt-1 text-sm text-text-3">{since}</p>}
      </div>
      <div className="flex max-w-full flex-wrap gap-2">{actions}</div>
      {asked > 0 && (
        <div role="status" className="flex basis-full flex-col gap-1.5">
          <p className="text-sm text-text-2">
            Comparing {formatCounted(asked, 'object')} with Salesforce: {done} done. What differs is mended as
            it is found.
          </p>
          <Progress label="Comparison" value={done} max={asked} />
        </div>
      )}
    </section>
  );
}
