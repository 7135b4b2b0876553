import type { Plan, ReadingCost } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCount } from '../../lib/format-number.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { formatPlanned } from './budget-words.ts';

interface ModesCardProps {
  readonly workspace: string;
  readonly plan: Plan;
}

/** The same day read in both ways, side by side. */
export function ModesCard({ workspace, plan }: ModesCardProps) {
  const { modes, events } = plan;
  const byEvents = events.objects.length > 0;
  return (
    <Card label="Both ways of reading" title="A day, read in either way">
      <div className="grid gap-4 sm:grid-cols-2">
        <Mode name="Polling" isNow={!byEvents} cost={modes.poll}>
          Every object is asked for at its interval; five share a call.
        </Mode>
        <Mode name="Change events" isNow={byEvents} cost={modes.events} dailyLimit={events.dailyLimit}>
          {events.possible
            ? `Up to ${formatCount(events.entityLimit)} objects tell their changes themselves; the rest is polled.`
            : (events.why ?? 'Not possible here.')}{' '}
          <Link
            to="/w/$workspace/events"
            params={{ workspace }}
            className="rounded-sm text-accent-text hover:underline"
          >
            Change events
          </Link>
        </Mode>
      </div>
    </Card>
  );
}

interface ModeProps {
  readonly name: string;
  readonly isNow: boolean;
  readonly cost: ReadingCost | null;
  readonly dailyLimit?: number | null;
  readonly children: ReactNode;
}

function Mode({ name, isNow, cost, dailyLimit = null, children }: ModeProps) {
  return (
    <section aria-label={name} className="rounded-md border border-line p-4">
      <h3 className="flex items-center gap-2 font-medium">
        {name}
        {isNow && <Badge tone="accent">now</Badge>}
      </h3>
      {cost === null ? (
        <p className="mt-1 text-text-2">No object here can be read so.</p>
      ) : (
        <>
          <p className="mt-1 text-[22px] leading-7 font-semibold tracking-tight">
            {formatPlanned(cost.calls)} <span className="text-base font-normal text-text-2">calls a day</span>
          </p>
          <p className="text-sm text-text-2">
            {cost.bulkJobs > 0 && `${formatPlanned(cost.bulkJobs)} bulk jobs, `}
            {cost.events > 0
              ? `${formatPlanned(cost.events)} events${dailyLimit === null ? '' : ` of ${formatCount(dailyLimit)}`}, which are no API calls`
              : 'no events'}
          </p>
        </>
      )}
      <p className="mt-2 text-sm text-pretty text-text-3">{children}</p>
    </section>
  );
}
