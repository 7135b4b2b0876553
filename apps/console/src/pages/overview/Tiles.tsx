import type { Overview } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { formatCompact, formatCount, formatCounted } from '../../lib/format-number.ts';
import { formatDuration, formatExact, formatInterval, secondsSince } from '../../lib/format-time.ts';
import { oldestFreshness } from '../../lib/freshness.ts';
import { useNow } from '../../lib/use-now.ts';
import { cx } from '../../ui/cx.ts';
import { Time } from '../../ui/Time.tsx';

export function Tiles({ overview }: { readonly overview: Overview }) {
  const { workspace, objects, callsToday, problems, connection, nextPollAt } = overview;
  const params = { workspace: workspace.slug };
  const freshAsOf = oldestFreshness(objects);
  const rows = objects.reduce((sum, object) => sum + object.rows, 0);
  const firstTrouble = connection?.trouble ?? objects.find(({ trouble }) => trouble !== null)?.trouble;
  const troubled = objects.find(({ trouble }) => trouble !== null);
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <Tile
        label="Freshness"
        value={
          freshAsOf === null ? '–' : <Freshness at={freshAsOf} pollSeconds={workspace.pollIntervalSeconds} />
        }
      >
        {nextPollAt === null ? (
          <>Polls {formatInterval(workspace.pollIntervalSeconds)}</>
        ) : (
          <>
            Polls {formatInterval(workspace.pollIntervalSeconds)}, next <Time at={nextPollAt} until />
          </>
        )}
      </Tile>
      <Tile label="Rows" value={<span title={formatCount(rows)}>{formatCompact(rows)}</span>}>
        in{' '}
        <Link to="/w/$workspace/objects" params={params} className="hover:underline">
          {formatCounted(objects.length, 'object')}
        </Link>
        , schema <span className="font-mono text-xs">{workspace.schema}</span>
      </Tile>
      <Tile
        label="API calls today"
        value={formatCount(callsToday.ours)}
        meter={
          callsToday.orgUsed !== null && callsToday.orgLimit !== null ? (
            <CallsMeter ours={callsToday.ours} used={callsToday.orgUsed} limit={callsToday.orgLimit} />
          ) : undefined
        }
      >
        {callsToday.orgUsed === null || callsToday.orgLimit === null
          ? 'The org has not told its limit yet'
          : `${formatCount(callsToday.orgUsed)} of ${formatCount(callsToday.orgLimit)} used by all apps`}
      </Tile>
      <Tile label="Problems" value={formatCount(problems)} tone={problems > 0 ? 'bad' : undefined}>
        {firstTrouble === undefined || firstTrouble === null ? (
          'Nothing is held up'
        ) : troubled !== undefined && connection?.trouble == null ? (
          <Link
            to="/w/$workspace/objects/$object"
            params={{ ...params, object: troubled.name }}
            className="hover:underline"
          >
            {troubled.label}: {firstTrouble.title}
          </Link>
        ) : (
          <Link to="/w/$workspace/connection" params={params} className="hover:underline">
            {firstTrouble.title}
          </Link>
        )}
      </Tile>
    </div>
  );
}

interface TileProps {
  readonly label: string;
  readonly value: ReactNode;
  readonly tone?: 'bad' | undefined;
  readonly meter?: ReactNode;
  readonly children: ReactNode;
}

function Tile({ label, value, tone, meter, children }: TileProps) {
  return (
    <section
      aria-label={label}
      className="flex flex-col rounded-lg border border-line bg-surface px-4 py-3 shadow-card"
    >
      <h2 className="text-sm text-text-2">{label}</h2>
      <p
        className={cx(
          'mt-0.5 text-[26px] leading-8 font-semibold tracking-tight',
          tone === 'bad' && 'text-bad',
        )}
      >
        {value}
      </p>
      {meter}
      <p className="mt-1 truncate text-sm text-text-3">{children}</p>
    </section>
  );
}

/** How old the oldest object is. Late by more than two polls is worth a colour. */
function Freshness({ at, pollSeconds }: { readonly at: string; readonly pollSeconds: number }) {
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

interface CallsMeterProps {
  readonly ours: number;
  readonly used: number;
  readonly limit: number;
}

/** Our share, the other apps' share, and what is left of the org's limit. */
function CallsMeter({ ours, used, limit }: CallsMeterProps) {
  const share = (calls: number): string => `${Math.min(100, (calls / limit) * 100)}%`;
  const mine = Math.min(ours, used);
  return (
    <div
      role="img"
      aria-label={`Ours ${mine}, other apps ${used - mine}, of ${limit}`}
      className="mt-1.5 mb-0.5 flex h-1.5 overflow-hidden rounded-full bg-line"
    >
      <span className="bg-accent" style={{ width: share(mine), minWidth: mine > 0 ? 3 : 0 }} />
      <span className="ml-px bg-text-3/60" style={{ width: share(used - mine) }} />
    </div>
  );
}
