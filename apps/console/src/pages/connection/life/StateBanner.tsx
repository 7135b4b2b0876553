import type { Connection } from '@sync-user/contract';
import { CONNECTION_EFFECTS } from '@sync-user/contract/states';
import type { ReactNode } from 'react';
import { Banner, type BannerTone } from '../../../ui/Banner.tsx';
import { Time } from '../../../ui/Time.tsx';

const TONES = {
  good: 'good',
  working: 'accent',
  warning: 'warn',
  bad: 'bad',
  idle: 'quiet',
} as const satisfies Record<string, BannerTone>;

interface StateBannerProps {
  readonly connection: Connection;
  readonly action?: ReactNode;
}

/** What the state of the sync user's connection pauses, what it keeps, and the way out; nothing while all is well. */
export function StateBanner({ connection, action }: StateBannerProps) {
  const { state, trouble } = connection;
  const effects = CONNECTION_EFFECTS[state];
  if (state === 'active' && trouble === null) return null;
  return (
    <Banner
      tone={trouble !== null && state === 'active' ? 'warn' : TONES[effects.tone]}
      role="alert"
      label="State of the connection"
      title={
        <>
          {trouble?.title ?? effects.label}
          {trouble !== null && <Time at={trouble.since} className="ml-2 text-sm font-normal text-text-2" />}
        </>
      }
      action={action}
    >
      {trouble !== null && <p className="break-words">{trouble.message}</p>}
      <dl className="mt-2 grid gap-x-6 gap-y-2 text-text-2 sm:grid-cols-3 [&_dt]:text-text-3 [&_dd]:text-text">
        <div>
          <dt>Paused</dt>
          <dd>{effects.pauses}</dd>
        </div>
        <div>
          <dt>Kept</dt>
          <dd>{effects.keeps}</dd>
        </div>
        <div>
          <dt>What to do</dt>
          <dd>{trouble?.fix ?? effects.leaveBy}</dd>
        </div>
      </dl>
    </Banner>
  );
}
