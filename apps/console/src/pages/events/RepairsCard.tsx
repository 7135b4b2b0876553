import { useInfiniteQuery } from '@tanstack/react-query';
import { ListEnd } from '../../components/ListEnd.tsx';
import { formatCounted } from '../../lib/format-number.ts';
import { eventRepairsQuery } from '../../lib/proof-queries.ts';
import { Badge } from '../../ui/Badge.tsx';
import { Card } from '../../ui/Card.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { Time } from '../../ui/Time.tsx';
import { REPAIR_WORDS, sayRepair } from './event-words.ts';

/** Every hole in the events, why there was one, and how it was closed. */
export function RepairsCard({ workspace }: { readonly workspace: string }) {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useInfiniteQuery(
    eventRepairsQuery(workspace),
  );
  const repairs = data?.pages.flat();
  return (
    <Card flush label="Holes and their repair" title="Holes and their repair">
      {repairs === undefined ? (
        error === null ? (
          <SkeletonRows rows={3} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )
      ) : repairs.length === 0 ? (
        <p className="px-4 py-6 text-text-3">
          No hole so far. When Salesforce does not tell a change, or the subscription stands still, it is
          noted here together with what was read again.
        </p>
      ) : (
        <>
          <ol aria-label="Repairs, newest first" className="divide-y divide-line">
            {repairs.map((repair) => {
              const { word, means } = REPAIR_WORDS[repair.kind];
              const isOpen = repair.closedAt === null;
              return (
                <li key={repair.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-1 px-4 py-2.5">
                  <span className="font-medium">{repair.object ?? 'All objects with events'}</span>
                  <Badge tone={isOpen ? 'warn' : 'good'} dot>
                    {isOpen ? 'Being closed' : 'Closed'}
                  </Badge>
                  <span className="text-sm text-text-2">{word}</span>
                  <span className="ml-auto text-sm text-text-3">
                    found <Time at={repair.openedAt} />
                  </span>
                  <p className="basis-full">{sayRepair(repair)}</p>
                  <p className="basis-full text-sm text-pretty text-text-2">
                    {means} {repair.reason !== '' && `“${repair.reason}”`}{' '}
                    {repair.closedAt !== null &&
                      repair.reads > 0 &&
                      `${formatCounted(repair.reads, 'read')} in Salesforce.`}
                  </p>
                </li>
              );
            })}
          </ol>
          <ListEnd
            hasMore={hasNextPage}
            busy={isFetchingNextPage}
            onMore={() => void fetchNextPage()}
            beginning="That is all"
          />
        </>
      )}
    </Card>
  );
}
