import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

/** No event tells of these; a minute is soon enough for what only Salesforce or another admin changes. */
const SLOW_MS = 60_000;
/** Somebody is logging in in another window. */
const WAITING_MS = 3000;

/** The sync user's, a candidate's, members' own, and replaced ones. */
export const connectionsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'connections'],
    queryFn: async ({ signal }) => (await api.listConnections({ workspace }, { signal })).connections,
    refetchInterval: SLOW_MS,
  });

export const appQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'app'],
    queryFn: ({ signal }) => api.readSalesforceApp({ workspace }, { signal }),
  });

export const authorizationQuery = (workspace: string, authorization: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'authorization', authorization],
    queryFn: ({ signal }) => api.readAuthorization({ workspace, authorization }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'waiting' ? WAITING_MS : false),
  });

/** Asks Salesforce, so it is kept for a while. */
export const candidatesQuery = (workspace: string, search: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'candidates', search],
    queryFn: ({ signal }) =>
      api.listSyncUserCandidates({ workspace, limit: 25, ...(search !== '' && { search }) }, { signal }),
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });

/** The last permission checks of a connection, the sync user's unless given; null before the first. */
export const preflightQuery = (workspace: string, connectionId?: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'preflight', connectionId ?? null],
    queryFn: async ({ signal }) =>
      (
        await api.readPreflight(
          { workspace, ...(connectionId !== undefined && { connectionId }) },
          { signal },
        )
      ).report,
    refetchInterval: SLOW_MS,
  });
