import type { Overview } from '@sync-user/contract';
import { Link } from '@tanstack/react-router';
import { formatCompact, formatCount, formatCounted } from '../../lib/format-number.ts';
import { FreshnessTile } from './FreshnessTile.tsx';
import { ProofLink } from './ProofLink.tsx';
import { Tile } from './Tile.tsx';

export function Tiles({ overview }: { readonly overview: Overview }) {
  const { workspace, objects, callsToday, problems, connection } = overview;
  const params = { workspace: workspace.slug };
  const rows = objects.reduce((sum, object) => sum + object.rows, 0);
  const firstTrouble = connection?.trouble ?? objects.find(({ trouble }) => trouble !== null)?.trouble;
  const troubled = objects.find(({ trouble }) => trouble !== null);
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2 xl:grid-cols-4">
      <FreshnessTile overview={overview} />
      <Tile label="Rows" value={<span title={formatCount(rows)}>{formatCompact(rows)}</span>}>
        in{' '}
        <Link to="/w/$workspace/objects" params={params} className="hover:underline">
          {formatCounted(objects.length, 'object')}
        </Link>
        , <ProofLink workspace={workspace.slug} />
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
        <Link to="/w/$workspace/budget" params={params} className="hover:underline">
          {callsToday.orgUsed === null || callsToday.orgLimit === null
            ? 'The org has not told its limit yet'
            : `${formatCount(callsToday.orgUsed)} of ${formatCount(callsToday.orgLimit)} used by all apps`}
        </Link>
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
