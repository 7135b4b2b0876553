import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

/** No event tells of these; somebody else's change is seen within a minute, and on coming back to the window. */
const SLOW_MS = 60_000;
export const AUDIT_PAGE = 100;

export const meQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'me'],
    queryFn: ({ signal }) => api.readMe({ workspace }, { signal }),
    refetchInterval: SLOW_MS,
  });

export const membersQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'members'],
    queryFn: async ({ signal }) => (await api.listMembers({ workspace }, { signal })).members,
    refetchInterval: SLOW_MS,
  });

export const noticesQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'notices'],
    queryFn: async ({ signal }) => (await api.listNotices({ workspace, limit: 100 }, { signal })).notices,
    refetchInterval: SLOW_MS,
  });

export const noticeSettingsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'notice-settings'],
    queryFn: ({ signal }) => api.readNoticeSettings({ workspace }, { signal }),
  });

/** Newest first, page by page into the past; `action` is the beginning of an action's name. */
export const auditQuery = (workspace: string, action: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'audit', action ?? null],
    queryFn: async ({ signal, pageParam }) =>
      (
        await api.listAudit(
          {
            workspace,
            limit: AUDIT_PAGE,
            ...(action !== undefined && { action }),
            ...(pageParam !== undefined && { before: pageParam }),
          },
          { signal },
        )
      ).entries,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (entries) => (entries.length < AUDIT_PAGE ? undefined : entries.at(-1)?.id),
    placeholderData: keepPreviousData,
  });

/** Asks Salesforce what the user has now, so it is read when it is wanted and not kept. */
export const repairPlanQuery = (workspace: string, connectionId: string | undefined) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'repair', connectionId ?? null],
    queryFn: ({ signal }) =>
      api.planRepair({ workspace, ...(connectionId !== undefined && { connectionId }) }, { signal }),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
