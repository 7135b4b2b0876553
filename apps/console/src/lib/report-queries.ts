import type { PipelineInterval } from '@sync-user/contract';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from './api.ts';

const MINUTE_MS = 60_000;
/** People of a list that one answer brings. */
const PAGE = 100;

/** What the sales history adds up to; it is counted anew each time, which takes the database a while. */
export const pipelineQuery = (workspace: string, interval: PipelineInterval) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'pipeline', interval],
    queryFn: ({ signal }) => api.readPipeline({ workspace, interval }, { signal }),
    placeholderData: keepPreviousData,
    staleTime: MINUTE_MS,
    retry: false,
  });

export const moneyQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'money'],
    queryFn: ({ signal }) => api.readMoney({ workspace }, { signal }),
    staleTime: MINUTE_MS,
  });

export const moneySummaryQuery = (workspace: string, object: string, field: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'money', object, field],
    queryFn: ({ signal }) => api.summarizeMoney({ workspace, object, field }, { signal }),
    staleTime: MINUTE_MS,
    retry: false,
  });

export const campaignListsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'campaign-lists'],
    queryFn: ({ signal }) => api.listCampaignLists({ workspace }, { signal }),
    staleTime: MINUTE_MS,
    retry: false,
  });

export const campaignListQuery = (workspace: string, id: string) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'campaign-lists', id],
    queryFn: ({ signal, pageParam }) =>
      api.readCampaignList(
        { workspace, id, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    retry: false,
  });
