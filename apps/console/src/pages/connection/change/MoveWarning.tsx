import type { Connection } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { formatCount, formatCounted } from '../../../lib/format-number.ts';
import { overviewQuery } from '../../../lib/queries.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { Banner } from '../../../ui/Banner.tsx';

interface MoveWarningProps {
  readonly workspace: string;
  readonly current: Connection | null;
  readonly candidate: Connection;
  readonly confirmed: boolean;
  readonly onConfirm: (confirmed: boolean) => void;
}

/** The user belongs to another org: what is emptied, what stays, and the explicit yes. */
export function MoveWarning({ workspace, current, candidate, confirmed, onConfirm }: MoveWarningProps) {
  const { data: overview } = useQuery(overviewQuery(workspace));
  const objects = overview?.objects ?? [];
  const rows = objects.reduce((sum, object) => sum + object.rows, 0);
  const refreshed = candidate.trouble?.code === 'SF_SANDBOX_REFRESHED';
  return (
    <Banner
      tone="warn"
      label="Another org"
      title={
        refreshed
          ? 'The sandbox was refreshed: it is a new org now'
          : `This user belongs to another org: ${candidate.organizationName ?? candidate.organizationId ?? 'unknown'}`
      }
    >
      <p className="flex flex-wrap items-center gap-2">
        <OrgName connection={current} fallback="the org whose data is here" /> →{' '}
        <OrgName connection={candidate} fallback="the new org" />
      </p>
      {candidate.trouble !== null && <p className="mt-1 break-words">{candidate.trouble.message}</p>}
      <p className="mt-2">
        Data of two orgs is never mixed. Taking this user into force empties{' '}
        {formatCounted(objects.length, 'table')} with {formatCounted(rows, 'row')} and loads them anew from
        the other org. The chosen objects and fields, settings and members stay.
      </p>
      {objects.length > 0 && (
        <ul className="mt-2 flex flex-wrap gap-1" aria-label="Emptied and loaded anew">
          {objects.slice(0, 12).map(({ name, label, rows: count }) => (
            <li key={name}>
              <Badge tone="plain">
                {label} · {formatCount(count)}
              </Badge>
            </li>
          ))}
          {objects.length > 12 && (
            <li>
              <Badge tone="plain">and {objects.length - 12} more</Badge>
            </li>
          )}
        </ul>
      )}
      <label className="mt-3 flex items-start gap-2.5 font-medium text-text">
        <input
          type="checkbox"
          className="mt-1 accent-(--accent)"
          checked={confirmed}
          onChange={(event) => onConfirm(event.target.checked)}
        />
        <span>
          Empty these tables and load them anew from {candidate.organizationName ?? 'the other org'}
        </span>
      </label>
    </Banner>
  );
}

function OrgName({
  connection,
  fallback,
}: {
  readonly connection: Connection | null;
  readonly fallback: string;
}) {
  if (connection?.organizationName == null) return <span>{fallback}</span>;
  return (
    <span className="inline-flex items-center gap-1.5">
      {connection.organizationName}
      {connection.isSandbox !== null && (
        <Badge tone="plain">{connection.isSandbox ? 'Sandbox' : 'Production'}</Badge>
      )}
    </span>
  );
}
