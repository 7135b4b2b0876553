import type { Overview } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { buttonClass } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { CheckIcon } from '../../ui/icons.tsx';

/** From an empty workspace to the first rows: three steps, the next one marked. */
export function Onboarding({ overview }: { readonly overview: Overview }) {
  const { workspace, connection } = overview;
  const params = { workspace: workspace.slug };
  const isConnected = connection !== null;
  return (
    <ol className="flex max-w-2xl flex-col rounded-lg border border-line bg-surface shadow-card">
      <Step
        place={1}
        state={isConnected ? 'done' : 'next'}
        title="Connect Salesforce"
        action={
          <Link to="/w/$workspace/connection" params={params} className={buttonClass({ kind: 'primary' })}>
            Connect Salesforce
          </Link>
        }
      >
        {isConnected
          ? `Reading as ${connection.displayName ?? connection.username ?? 'the sync user'} from ${connection.organizationName ?? 'the org'}.`
          : 'One Salesforce user reads for everybody. Log in as that user on Salesforce’s page; the next page says what the org needs for it, step by step.'}
      </Step>
      <Step
        place={2}
        state={isConnected ? 'next' : 'later'}
        title="Choose objects"
        action={
          <Link to="/w/$workspace/objects" params={params} className={buttonClass({ kind: 'primary' })}>
            Choose objects
          </Link>
        }
      >
        Accounts, contacts, opportunities, your own objects. What they cost in API calls is shown before they
        begin to load.
      </Step>
      <Step place={3} state="later" title="Read it from PostgreSQL">
        Every object becomes a table in the schema{' '}
        <span className="font-mono text-xs">{workspace.schema}</span>, kept fresh from then on.
      </Step>
    </ol>
  );
}

interface StepProps {
  readonly place: number;
  readonly state: 'done' | 'next' | 'later';
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}

function Step({ place, state, title, action, children }: StepProps) {
  return (
    <li
      aria-current={state === 'next' ? 'step' : undefined}
      className="flex gap-4 border-t border-line p-5 first:border-t-0"
    >
      <span
        className={cx(
          'flex size-6 shrink-0 items-center justify-center rounded-full text-sm font-semibold',
          state === 'done' && 'bg-good-soft text-good',
          state === 'next' && 'bg-accent text-on-accent',
          state === 'later' && 'bg-sunken text-text-3',
        )}
      >
        {state === 'done' ? <CheckIcon aria-label="Done" /> : place}
      </span>
      <div className="min-w-0 flex-1">
        <h2 className={cx('font-semibold', state === 'later' && 'text-text-2')}>{title}</h2>
        <p className="mt-0.5 text-text-2">{children}</p>
        {state === 'next' && action !== undefined && <div className="mt-3">{action}</div>}
      </div>
    </li>
  );
}
