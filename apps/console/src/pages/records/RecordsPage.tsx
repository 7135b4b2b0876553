import { isApiError } from '@sync-user/sdk';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';
import { NotSynced } from '../../components/NotSynced.tsx';
import { defaultColumns } from '../../lib/default-columns.ts';
import { formatCount, formatCounted } from '../../lib/format-number.ts';
import { objectQuery, overviewQuery, recordsQuery } from '../../lib/queries.ts';
import { useStored } from '../../lib/stored.ts';
import { useHotkey } from '../../lib/use-hotkey.ts';
import { useTitle } from '../../lib/use-title.ts';
import type { RecordsSearch } from '../../router.tsx';
import { buttonClass } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ErrorState } from '../../ui/ErrorState.tsx';
import { TableIcon } from '../../ui/icons.tsx';
import { Kbd } from '../../ui/Kbd.tsx';
import { SkeletonRows } from '../../ui/Skeleton.tsx';
import { ColumnPicker } from './ColumnPicker.tsx';
import { RecordPanel } from './RecordPanel.tsx';
import { RecordSearch } from './RecordSearch.tsx';
import { RecordsGrid } from './RecordsGrid.tsx';

const route = getRouteApi('/in/w/$workspace/objects/$object/records');

export function RecordsPage() {
  const { workspace, object } = route.useParams();
  const { search, sort, direction, record } = route.useSearch();
  const navigate = useNavigate();
  const { data: overview } = useQuery(overviewQuery(workspace));
  const detail = useQuery(objectQuery(workspace, object));
  const records = useInfiniteQuery(recordsQuery(workspace, object, { search, sort, direction }));
  const [chosen, setChosen] = useStored<readonly string[] | null>(`columns.${workspace}.${object}`, null);
  const searchInput = useRef<HTMLInputElement>(null);
  useHotkey({ key: '/' }, () => searchInput.current?.focus());

  const fields = useMemo(() => detail.data?.fields ?? [], [detail.data]);
  const columns = useMemo(() => chosen ?? defaultColumns(fields), [chosen, fields]);
  const rows = useMemo(() => (records.data?.pages ?? []).flatMap((page) => page.records), [records.data]);
  const label = detail.data?.label ?? object;
  useTitle(label, overview?.workspace.name);

  const change = useCallback(
    (next: RecordsSearch, replace = true): void => {
      void navigate({
        to: '/w/$workspace/objects/$object/records',
        params: { workspace, object },
        search: (before) => ({ ...before, ...next }),
        replace,
      });
    },
    [navigate, workspace, object],
  );
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = records;
  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  const error = detail.error ?? records.error;
  const total = overview?.objects.find(({ name }) => name === object)?.rows ?? detail.data?.rows;
  const isReady = detail.data !== undefined && records.data !== undefined;
  return (
    <div className="flex h-full min-w-0">
      <div className="flex min-w-0 flex-1 flex-col">
        <header className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-3">
          <div className="min-w-0 flex-1">
            <nav aria-label="Path" className="text-sm text-text-3">
              <Link to="/w/$workspace/objects" params={{ workspace }} className="rounded-sm hover:underline">
                Objects
              </Link>
              {' / '}
              <Link
                to="/w/$workspace/objects/$object"
                params={{ workspace, object }}
                className="rounded-sm hover:underline"
              >
                {label}
              </Link>
            </nav>
            <h1 className="text-lg font-semibold">
              Records
              {total !== undefined && (
                <span className="ml-2 text-sm font-normal text-text-3">{formatCounted(total, 'row')}</span>
              )}
            </h1>
          </div>
          <RecordSearch
            key={object}
            ref={searchInput}
            value={search ?? ''}
            onChange={(text) => change({ search: text })}
          />
          <ColumnPicker fields={fields} columns={columns} onChange={setChosen} />
        </header>
        <div className="min-h-0 flex-1">
          {!isReady && isApiError(error, 'OBJECT_NOT_SELECTED') && (
            <NotSynced workspace={workspace} object={object} />
          )}
          {error !== null && !isReady && !isApiError(error, 'OBJECT_NOT_SELECTED') && (
            <ErrorState
              error={error}
              onRetry={() => {
                void detail.refetch();
                void records.refetch();
              }}
            />
          )}
          {error === null && !isReady && <SkeletonRows rows={16} />}
          {isReady && rows.length === 0 && (
            <NoRecords workspace={workspace} object={object} label={label} search={search} />
          )}
          {isReady && rows.length > 0 && (
            <RecordsGrid
              key={object}
              object={object}
              label={label}
              fields={fields}
              columns={columns}
              rows={rows}
              sort={sort}
              direction={direction}
              opened={record}
              total={search === undefined ? total : undefined}
              onSort={(column, next) => change({ sort: column, direction: next })}
              onOpen={(id) => change({ record: id }, record !== undefined)}
              onEnd={onEnd}
            />
          )}
        </div>
        <footer className="hidden items-center gap-4 border-t border-line px-5 py-1.5 text-sm text-text-3 md:flex">
          <span aria-live="polite" className="flex-1">
            {isReady && `${formatCount(rows.length)} ${hasNextPage ? 'read so far' : 'shown'}`}
          </span>
          <span>
            <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
          </span>
          <span>
            <Kbd>Enter</Kbd> open
          </span>
          <span>
            <Kbd>Esc</Kbd> close
          </span>
          <span>
            <Kbd>/</Kbd> search
          </span>
        </footer>
      </div>
      {record !== undefined && (
        <RecordPanel
          key={record}
          workspace={workspace}
          object={object}
          label={label}
          fields={fields}
          id={record}
          onClose={() => change({ record: undefined })}
        />
      )}
    </div>
  );
}

interface NoRecordsProps {
  readonly workspace: string;
  readonly object: string;
  readonly label: string;
  readonly search: string | undefined;
}

function NoRecords({ workspace, object, label, search }: NoRecordsProps) {
  if (search !== undefined) {
    return (
      <EmptyState icon={<TableIcon />} title={`Nothing matches “${search}”`}>
        The search looks at the record’s name, and at its whole id.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<TableIcon />}
      title={`${label} has no rows here`}
      action={
        <Link to="/w/$workspace/objects/$object" params={{ workspace, object }} className={buttonClass()}>
          See its state
        </Link>
      }
    >
      Either the load has not brought the first ones yet, or the sync user sees no record of this object.
    </EmptyState>
  );
}
