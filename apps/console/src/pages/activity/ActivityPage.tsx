import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useMemo } from 'react';
import { ChangeEntry } from '../../components/ChangeEntry.tsx';
import { useLive } from '../../components/LiveContext.ts';
import { NeedsConnection } from '../../components/NeedsConnection.tsx';
import { ListEnd } from '../../components/ListEnd.tsx';
import { Page } from '../../components/Page.tsx';
import { newestFirst } from '../../lib/newest-first.ts';
import { changesQuery, overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { ActivityIcon } from '../../ui/icons.tsx';
import { Select } from '../../ui/Select.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';

const route = getRouteApi('/in/w/$workspace/activity');

export function ActivityPage() {
  const { workspace } = route.useParams();
  const { object } = route.useSearch();
  const navigate = useNavigate();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const feed = useInfiniteQuery(changesQuery(workspace, object));
  const live = useLive();
  useTitle('Activity', overview?.workspace.name);

  const readUpTo = feed.data?.pages[0]?.lastSeq ?? 0;
  // The live store forgets old changes; when it no longer reaches back to what was read here, the feed is read anew.
  const oldestLive = live.changes.at(-1)?.seq ?? 0;
  const hasGap = feed.isSuccess && !feed.isFetching && oldestLive > readUpTo + 1;
  const { refetch } = feed;
  useEffect(() => {
    if (hasGap) void refetch();
  }, [hasGap, refetch]);

  const changes = useMemo(() => {
    const read = (feed.data?.pages ?? []).flatMap((page) => page.changes);
    const arrived = live.changes.filter(
      (change) => change.seq > readUpTo && (object === undefined || change.object === object),
    );
    return feed.data === undefined ? [] : newestFirst([...arrived, ...read]);
  }, [feed.data, live.changes, object, readUpTo]);

  const { fetchNextPage, hasNextPage, isFetchingNextPage } = feed;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && object === undefined) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, object]);

  return (
    <Page
      title="Activity"
      lead="Every change since the first load: who, what, when, old and new."
      actions={
        overview !== undefined && (
          <Select
            aria-label="Object"
            value={object ?? ''}
            onChange={(event) =>
              void navigate({
                to: '/w/$workspace/activity',
                params: { workspace },
                search: { object: event.target.value === '' ? undefined : event.target.value },
                replace: true,
              })
            }
          >
            <option value="">All objects</option>
            {overview.objects
              .toSorted((a, b) => a.label.localeCompare(b.label))
              .map(({ name, label }) => (
                <option key={name} value={name}>
                  {label}
                </option>
              ))}
          </Select>
        )
      }
    >
      <Card flush>
        {feed.isPending && <SkeletonRows rows={12} />}
        {feed.error !== null && feed.data === undefined && (
          <ErrorState error={feed.error} onRetry={() => void feed.refetch()} />
        )}
        {feed.isSuccess &&
          changes.length === 0 &&
          !hasNextPage &&
          (overview?.connection === null ? (
            <NeedsConnection workspace={workspace}>
              Changes appear here once an org is connected.
            </NeedsConnection>
          ) : (
            <EmptyState icon={<ActivityIcon />} title="No changes yet">
              A change appears here a moment after somebody saves a record
              {object === undefined ? '' : ` of ${object}`} in Salesforce. The first load itself is not
              listed.
            </EmptyState>
          ))}
        {(changes.length > 0 || hasNextPage) && (
          <VirtualList
            label="Changes, newest first"
            items={changes}
            keyOf={({ seq }) => seq}
            estimate={72}
            className="h-[calc(100vh-124px)] min-h-80"
            onEnd={onEnd}
            footer={
              <ListEnd
                hasMore={hasNextPage}
                busy={isFetchingNextPage}
                onMore={() => void fetchNextPage()}
                beginning="This is the beginning of the feed."
              />
            }
          >
            {(change) => <ChangeEntry workspace={workspace} change={change} shown={4} />}
          </VirtualList>
        )}
      </Card>
    </Page>
  );
}
