import type { Overview } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { usePollNow } from '../../components/use-poll-now.ts';
import { toConsolePath } from '../../lib/console-path.ts';
import { Button, buttonClass } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import {
  ArrowRightIcon,
  CheckIcon,
  ConnectionIcon,
  ErrorIcon,
  RetryIcon,
  WarningIcon,
} from '../../ui/icons.tsx';
import { Spinner } from '../../ui/Spinner.tsx';

type Tone = Overview['headline']['tone'];

const LOOKS: Record<Tone, { look: string; icon: ReactNode; word: string }> = {
  good: { look: 'bg-good-soft text-good', icon: <CheckIcon />, word: 'All good.' },
  working: { look: 'bg-accent-soft text-accent-text', icon: <Spinner />, word: 'Working.' },
  warning: { look: 'bg-warn-soft text-warn', icon: <WarningIcon />, word: 'Attention.' },
  bad: { look: 'bg-bad-soft text-bad', icon: <ErrorIcon />, word: 'Stopped.' },
  idle: { look: 'bg-sunken text-text-2', icon: <ConnectionIcon />, word: '' },
};

interface HeadlineProps {
  readonly overview: Overview;
  /** The page below already has the button. */
  readonly withoutAction: boolean;
}

/** The one sentence that is true now, and the one thing to do when there is one. */
export function Headline({ overview, withoutAction }: HeadlineProps) {
  const { headline, workspace, connection, objects } = overview;
  const { look, icon, word } = LOOKS[headline.tone];
  const pollNow = usePollNow(workspace.slug);
  const isPolling = connection?.state === 'active' && objects.some(({ state }) => state === 'live');
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3 sm:items-center">
      <span className={cx('flex size-9 shrink-0 items-center justify-center rounded-full', look)}>
        {icon}
      </span>
      <h1 className="min-w-52 flex-1 text-lg font-semibold tracking-tight text-balance sm:text-xl">
        <span className="sr-only">{word} </span>
        {headline.text}
      </h1>
      <div className="flex max-w-full min-w-0 flex-wrap gap-2">
        {isPolling && (
          <Button busy={pollNow.isPending} onClick={() => pollNow.mutate()}>
            <RetryIcon /> Poll now
          </Button>
        )}
        {headline.action && !withoutAction && (
          <HeadlineAction workspace={workspace.slug} action={headline.action} />
        )}
      </div>
    </header>
  );
}

interface HeadlineActionProps {
  readonly workspace: string;
  readonly action: NonNullable<Overview['headline']['action']>;
}

function HeadlineAction({ workspace, action }: HeadlineActionProps) {
  const target = toConsolePath(workspace, action.href);
  const look = buttonClass({ kind: 'primary' }, 'max-w-full');
  if (!target.startsWith('/')) {
    return (
      <a href={target} target="_blank" rel="noreferrer" className={look}>
        <span className="truncate">{action.label}</span> <ArrowRightIcon className="shrink-0" />
      </a>
    );
  }
  return (
    <Link to={target} className={look}>
      <span className="truncate">{action.label}</span> <ArrowRightIcon className="shrink-0" />
    </Link>
  );
}
