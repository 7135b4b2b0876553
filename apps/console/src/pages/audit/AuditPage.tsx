import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useState } from 'react';
import { ListEnd } from '../../components/ListEnd.tsx';
import { Page } from '../../components/Page.tsx';
import { download } from '../../lib/download.ts';
import { formatCounted } from '../../lib/format-number.ts';
import { auditQuery } from '../../lib/people-queries.ts';
import { overviewQuery } from '../../lib/queries.ts';
import { useTitle } from '../../lib/use-title.ts';
import { Button } from '../../ui/Button.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { AuditIcon, DownloadIcon } from '../../ui/icons.tsx';
import { SearchField } from '../../ui/SearchField.tsx';
import { Select } from '../../ui/Select.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { VirtualList } from '../../ui/VirtualList.tsx';
import { AuditRow } from './AuditRow.tsx';
import { AUDIT_SUBJECTS, toCsv } from './audit-words.ts';

const route = getRouteApi('/in/w/$workspace/audit');

/** Who did what, as whom and when. Entries are only ever added. */
export function AuditPage() {
  const { workspace } = route.useParams();
  const { action } = route.useSearch();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const trail = useInfiniteQuery(auditQuery(workspace, action));
  const { data: name } = useQuery({ ...overviewQuery(workspace), select: ({ workspace: { name } }) => name });
  useTitle('Audit', name);

  const loaded = useMemo(() => trail.data?.pages.flat() ?? [], [trail.data]);
  const found = useMemo(() => {
    const wanted = query.trim().toLowerCase();
    if (wanted === '') return loaded;
    return loaded.filter(({ actor, action, target, asUser, details }) =>
      [actor, action, target, asUser, JSON.stringify(details)].some((text) =>
        text?.toLowerCase().includes(wanted),
      ),
    );
  }, [loaded, query]);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = trail;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <Page
      title="Audit"
      lead="Who did what, as whom and when. Nothing here can be changed or removed."
      actions={
        <Button
          disabled={found.length === 0}
          title={`Exports the ${formatCounted(found.length, 'entry', 'entries')} shown here`}
          onClick={() => download(`audit-${workspace}.csv`, toCsv(found), 'text/csv;charset=utf-8')}
        >
          <DownloadIcon /> Export CSV
        </Button>
      }
    >
      <Card flush>
        <div className="flex flex-wrap items-center gap-2 border-b border-line px-4 py-2.5">
          <Select
            aria-label="About"
            value={action ?? ''}
            onChange={(event) =>
              void navigate({
                to: '/w/$workspace/audit',
                params: { workspace },
                search: { action: event.target.value === '' ? undefined : event.target.value },
                replace: true,
              })
            }
          >
            <option value="">Everything</option>
            {AUDIT_SUBJECTS.map((subject) => (
              <option key={subject.action} value={subject.action}>
                {subject.label}
              </option>
            ))}
          </Select>
          <SearchField
            label="Search what is loaded"
            placeholder="Person, user, object …"
            className="w-60"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <p className="ml-auto text-sm text-text-3" aria-live="polite">
            {trail.isSuccess &&
              `${formatCounted(found.length, 'entry', 'entries')}${query.trim() === '' ? '' : ` of ${loaded.length}`} loaded${
                hasNextPage ? ', older ones come as you scroll' : ', these are all'
              }`}
          </p>
        </div>
        {trail.isPending && <SkeletonRows rows={10} />}
        {trail.error !== null && trail.data === undefined && (
          <ErrorState error={trail.error} onRetry={() => void trail.refetch()} />
        )}
        {trail.isSuccess && found.length === 0 && !hasNextPage && (
          <EmptyState icon={<AuditIcon />} title={loaded.length === 0 ? 'Nothing yet' : 'Nothing matches'}>
            {loaded.length === 0
              ? 'Connecting, choosing objects, inviting people: each of it is written down here.'
              : 'Only what is loaded is searched. Choose another subject, or empty the search.'}
          </EmptyState>
        )}
        {(found.length > 0 || (trail.isSuccess && hasNextPage)) && (
          <VirtualList
            label="Audit entries, newest first"
            items={found}
            keyOf={({ id }) => id}
            estimate={66}
            className="h-[calc(100vh-190px)] min-h-80"
            onEnd={onEnd}
            footer={
              <ListEnd
                hasMore={hasNextPage}
                busy={isFetchingNextPage}
                onMore={() => void fetchNextPage()}
                beginning="This is the beginning of the trail."
              />
            }
          >
            {(entry) => <AuditRow entry={entry} />}
          </VirtualList>
        )}
      </Card>
    </Page>
  );
}
