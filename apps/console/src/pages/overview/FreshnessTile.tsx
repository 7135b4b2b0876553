import type { Overview } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatLag } from '../../lib/format-lag.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { formatDuration, formatExact, formatInterval, secondsSince } from '../../lib/format-time.ts';
import { oldestFreshness } from '../../lib/freshness.ts';
import { eventsQuery } from '../../lib/proof-queries.ts';
import { useNow } from '../../lib/use-now.ts';
import { cx } from '../../ui/cx.ts';
import { Time } from '../../ui/Time.tsx';
import { Tile } from './Tile.tsx';

/** How old what is here may be: of polled objects the oldest reading, of those with change events their lag. */
export function FreshnessTile({ overview }: { readonly overview: Overview }) {
  const { workspace, objects, nextPollAt } = overview;
  const live = objects.filter(({ state, paused }) => state === 'live' && !paused);
  const byEvents = live.filter(({ transport }) => transport === 'events');
  const polled = live.filter(({ transport }) => transport === 'poll');
  const { data: events } = useQuery({ ...eventsQuery(workspace.slug), enabled: byEvents.length > 0 });
  const lag = events?.lagMs == null ? null : formatLag(events.lagMs);
  const freshAsOf = oldestFreshness(polled);
  const interval = Math.max(
    0,
    ...polled.map(({ intervalSeconds }) => intervalSeconds ?? workspace.pollIntervalSeconds),
  );
  return (
    <Tile
      label="Freshness"
      value={
        freshAsOf !== null ? (
          <Behind at={freshAsOf} pollSeconds={interval} />
        ) : byEvents.length > 0 ? (
          <>
            {lag ?? 'Live'}
            {lag !== null && <span className="text-base font-normal text-text-3"> behind</span>}
          </>
        ) : (
          '–'
        )
      }
    >
      {byEvents.length > 0 ? (
        <Link to="/w/$workspace/events" params={{ workspace: workspace.slug }} className="hover:underline">
          {formatCount(byEvents.length)} of {formatCounted(live.length, 'object')} by events
          {freshAsOf !== null && lag !== null && `, ${lag}`}
        </Link>
      ) : (
        <>
          Polls {formatInterval(workspace.pollIntervalSeconds)}
          {nextPollAt !== null && (
            <>
              , next <Time at={nextPollAt} until />
            </>
          )}
        </>
      )}
    </Tile>
  );
}

/** How old the oldest object is. Late by more than two polls is worth a colour. */
function Behind({ at, pollSeconds }: { readonly at: string; readonly pollSeconds: number }) {
  const seconds = secondsSince(at, useNow());
  const isLate = seconds > 2 * pollSeconds + 30;
  return (
    <time
      dateTime={at}
      title={`Everything up to ${formatExact(at)} is here`}
      className={cx(isLate && 'text-warn')}
    >
      {formatDuration(seconds)} <span className="text-base font-normal text-text-3">behind at most</span>
    </time>
  );
}
