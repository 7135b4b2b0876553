import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

const SLOW_MS = 60_000;
/** The live stream does not tell how far a comparison has come. */
const WHILE_COMPARING_MS = 1500;
/** A subscription's state and its lag move without any change of a record. */
const WHILE_LIVE_MS = 5000;

/** What is proven of each object. Looked at often while a comparison somebody asked for goes on. */
export const completenessQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'completeness'],
    queryFn: ({ signal }) => api.readCompleteness({ workspace }, { signal }),
    refetchInterval: ({ state }) => ((state.data?.running.length ?? 0) > 0 ? WHILE_COMPARING_MS : SLOW_MS),
  });

export const objectCompletenessQuery = (workspace: string, object: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'completeness', object],
    queryFn: ({ signal }) => api.readObjectCompleteness({ workspace, object }, { signal }),
    refetchInterval: SLOW_MS,
  });

/** The installation's: it changes when its operator makes another. */
export const reportKeyQuery = queryOptions({
  queryKey: ['report-key'],
  queryFn: ({ signal }) => api.readReportKey({}, { signal }),
  staleTime: 5 * SLOW_MS,
});

export const traceQuery = (workspace: string, id: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'trace', id],
    queryFn: ({ signal }) => api.traceRecord({ workspace, id }, { signal }),
    enabled: id !== '',
    staleTime: 0,
    refetchOnWindowFocus: false,
  });

export const eventsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'events'],
    queryFn: ({ signal }) => api.readEvents({ workspace }, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'off' ? SLOW_MS : WHILE_LIVE_MS),
  });

const REPAIRS_AT_ONCE = 30;

/** Gaps in the change events and how they were closed, the newest first. */
export const eventRepairsQuery = (workspace: string) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'events', 'repairs'],
    queryFn: async ({ signal, pageParam }) =>
      (await api.listEventRepairs({ workspace, before: pageParam, limit: REPAIRS_AT_ONCE }, { signal }))
        .repairs,
    initialPageParam: undefined as number | undefined,
    getNextPageParam: (page) => (page.length < REPAIRS_AT_ONCE ? undefined : page.at(-1)?.id),
    // A repair closes a while after the change that it concerns, and nothing tells of it.
    refetchInterval: 2 * WHILE_LIVE_MS,
  });

export const CALL_PERIODS = {
  day: { label: '24 hours', words: 'in the last 24 hours', hours: 24, bucketSeconds: 3600, width: 'hour' },
  week: { label: '7 days', words: 'in the last 7 days', hours: 7 * 24, bucketSeconds: 86_400, width: 'day' },
  month: {
    label: '30 days',
    words: 'in the last 30 days',
    hours: 30 * 24,
    bucketSeconds: 86_400,
    width: 'day',
  },
} as const;
export type CallPeriod = keyof typeof CALL_PERIODS;

/** Our calls of a period, by cause, interface and object. */
export const callsOfQuery = (workspace: string, period: CallPeriod) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'calls', period],
    queryFn: ({ signal }) => {
      const { hours, bucketSeconds } = CALL_PERIODS[period];
      const since = new Date(Date.now() - hours * 3_600_000).toISOString();
      return api.readCalls({ workspace, since, bucketSeconds }, { signal });
    },
    refetchInterval: SLOW_MS,
    placeholderData: keepPreviousData,
  });
