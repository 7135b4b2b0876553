import { isApiError } from '@sync-user/sdk';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';
import { olderWindow } from './older-window.ts';

/** Events keep pages fresh; this is only for what an event stream cannot tell, and for when it is broken. */
const SLOW_MS = 60_000;

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.readSession({}, { signal }),
  staleTime: 5 * 60_000,
});

export const workspacesQuery = queryOptions({
  queryKey: ['workspaces'],
  queryFn: async ({ signal }) => (await api.listWorkspaces({}, { signal })).workspaces,
  staleTime: 60_000,
});

export const overviewQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'overview'],
    queryFn: ({ signal }) => api.readOverview({ workspace }, { signal }),
    refetchInterval: SLOW_MS,
  });

/** Null when the workspace has no connection yet. */
export const connectionQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'connection'],
    queryFn: async ({ signal }) => {
      try {
        return await api.readConnection({ workspace }, { signal });
      } catch (error) {
        if (isApiError(error, 'CONNECTION_MISSING')) return null;
        throw error;
      }
    },
    refetchInterval: SLOW_MS,
  });

export const availableObjectsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'available-objects'],
    queryFn: async ({ signal }) => (await api.listAvailableObjects({ workspace }, { signal })).objects,
    staleTime: 5 * 60_000,
  });

export const objectQuery = (workspace: string, object: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'object', object],
    queryFn: ({ signal }) => api.readObject({ workspace, object }, { signal }),
  });

export const callsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'calls'],
    queryFn: ({ signal }) =>
      api.readCalls(
        { workspace, since: new Date(Date.now() - 24 * 3_600_000).toISOString(), bucketSeconds: 3600 },
        { signal },
      ),
    refetchInterval: SLOW_MS,
    placeholderData: keepPreviousData,
  });

export interface RecordsRequest {
  readonly search: string | undefined;
  readonly sort: string | undefined;
  readonly direction: 'asc' | 'desc' | undefined;
}

export const recordsQuery = (workspace: string, object: string, request: RecordsRequest) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'records', object, request],
    queryFn: ({ signal, pageParam }) =>
      api.listRecords({ workspace, object, ...request, limit: 200, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });

export const recordQuery = (workspace: string, object: string, id: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'record', object, id],
    queryFn: ({ signal }) => api.readRecord({ workspace, object, id }, { signal }),
  });

export const recordHistoryQuery = (workspace: string, object: string, recordId: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'history', object, recordId],
    queryFn: async ({ signal }) => {
      const page = await api.listChanges({ workspace, object, recordId, limit: 200 }, { signal });
      return page.changes.toSorted((a, b) => b.seq - a.seq);
    },
  });

/** The newest changes of the workspace and where the feed stands: what the live stream then continues. */
export const latestChangesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'latest-changes'],
    queryFn: async ({ signal }) => {
      const page = await api.listChanges({ workspace, limit: 60 }, { signal });
      return { changes: page.changes.toSorted((a, b) => b.seq - a.seq), lastSeq: page.lastSeq };
    },
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0, // coming back begins with the feed as it is then
    refetchOnWindowFocus: false,
  });

/** The feed, newest first, page by page into the past. A page of a filtered feed may be empty and not the last. */
export const changesQuery = (workspace: string, object: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'changes', object ?? null],
    queryFn: async ({ signal, pageParam }) => {
      const page = await api.listChanges(
        { workspace, object, ...(pageParam === undefined ? { limit: 100 } : pageParam) },
        { signal },
      );
      const before =
        pageParam === undefined ? Number.POSITIVE_INFINITY : pageParam.after + pageParam.limit + 1;
      const changes = page.changes.filter(({ seq }) => seq < before).toSorted((a, b) => b.seq - a.seq);
      const isAll = pageParam === undefined && page.changes.length < 100;
      const oldest =
        pageParam === undefined ? (changes.at(-1)?.seq ?? page.lastSeq + 1) : pageParam.after + 1;
      return {
        changes,
        lastSeq: page.lastSeq,
        older: isAll ? undefined : olderWindow(oldest, object === undefined ? 200 : 1000),
      };
    },
    initialPageParam: undefined as { after: number; limit: number } | undefined,
    getNextPageParam: (page) => page.older,
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
