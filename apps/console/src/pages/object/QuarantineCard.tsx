import type { QuarantinedCell, SelectedObject } from '@sync-user/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from '../../lib/format-number.ts';
import { quarantineQuery } from '../../lib/reading-queries.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { CopyId } from '../../ui/CopyId.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { CheckIcon } from '../../ui/icons.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';

interface QuarantineCardProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** Values that Salesforce sent and the column cannot hold. Their records are here all the same. */
export function QuarantineCard({ workspace, object }: QuarantineCardProps) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    quarantineQuery(workspace, object.name),
  );
  const cells = data?.pages.flatMap((page) => page.cells) ?? [];
  const total = data?.pages[0]?.total ?? 0;
  return (
    <Card
      flush
      label="Values that do not fit"
      title={
        <>
          Values that do not fit
          {total > 0 && <span className="ml-1.5 font-normal text-text-3">{formatCount(total)}</span>}
        </>
      }
    >
      {data === undefined && error === null && <SkeletonRows rows={3} />}
      {data === undefined && error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {data !== undefined && cells.length === 0 && (
        <p className="flex items-center gap-2 px-4 py-4 text-text-2">
          <CheckIcon className="text-good" /> Every value of {object.label} fits its column.
        </p>
      )}
      {cells.length > 0 && (
        <p className="border-b border-line px-4 py-2.5 text-sm text-text-2">
          Their records are here with everything else; only these cells hold less than Salesforce does. Once a
          value is mended in Salesforce, the next read takes it and it leaves this list.
        </p>
      )}
      <ul className="divide-y divide-line">
        {cells.map((cell) => (
          <CellLine key={`${cell.recordId} ${cell.field}`} workspace={workspace} cell={cell} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button kind="quiet" size="sm" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </Card>
  );
}

function CellLine({ workspace, cell }: { readonly workspace: string; readonly cell: QuarantinedCell }) {
  const { object, recordId, field, value, reason, kept, lastSeenAt } = cell;
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="font-mono text-xs font-medium">{field}</span>
        <CopyId id={recordId} />
        <Link
          to="/w/$workspace/objects/$object/records"
          params={{ workspace, object }}
          search={{ record: recordId }}
          aria-label={`Show the record ${recordId}`}
          className="rounded-sm text-sm text-accent-text hover:underline"
        >
          Show the record
        </Link>
        <Time at={lastSeenAt} className="ml-auto text-sm text-text-3" />
      </p>
      <p className="text-sm">{reason}</p>
      <p className="text-sm break-words text-text-2">
        Salesforce has <span className="font-mono text-xs wrap-anywhere">{value}</span>, here is{' '}
        {kept === null ? 'nothing' : <span className="font-mono text-xs wrap-anywhere">{kept}</span>}.
      </p>
    </li>
  );
}
