import type {
  Forecast,
  ForecastObject,
  ForecastRequest,
  ObjectFields,
  SelectedObject,
} from '@sync-user/contract';
import {
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { api } from './api.ts';

const MINUTE_MS = 60_000;
/** A field is filled in steps that the live stream does not tell. Each look asks the org for its fields: not too often. */
const WHILE_FILLING_MS = 5_000;

/** How each object is read and what that costs. */
export const planQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'plan'],
    queryFn: ({ signal }) => api.readPlan({ workspace }, { signal }),
    refetchInterval: MINUTE_MS,
  });

export type ForecastWish = ForecastRequest['objects'][number];
/** More than these one forecast does not take. */
export const FORECAST_AT_ONCE = 50;

/** What objects would cost. It is measured in the org, which costs calls, so an answer is kept for a while. */
export const forecastQuery = (workspace: string, wishes: readonly ForecastWish[]) => {
  const objects = wishes.toSorted((a, b) => a.name.localeCompare(b.name));
  return queryOptions({
    queryKey: ['workspace', workspace, 'forecast', objects],
    queryFn: ({ signal }) => api.forecast({ workspace, objects }, { signal }),
    enabled: objects.length > 0 && objects.length <= FORECAST_AT_ONCE,
    staleTime: 10 * MINUTE_MS,
    gcTime: 30 * MINUTE_MS,
    refetchOnWindowFocus: false,
    placeholderData: keepPreviousData,
  });
};

/** Every object of any forecast that was answered while this page is open. */
export function forecastsSoFar(
  queryClient: QueryClient,
  workspace: string,
): ReadonlyMap<string, ForecastObject> {
  const answers = queryClient.getQueriesData<Forecast>({ queryKey: ['workspace', workspace, 'forecast'] });
  return new Map(
    answers.flatMap(([, answer]) => (answer?.objects ?? []).map((object) => [object.name, object])),
  );
}

export function isFilling(fields: ObjectFields | undefined): boolean {
  const phase = fields?.backfill?.phase;
  return phase === 'reading' || phase === 'tail';
}

export const fieldsQuery = (workspace: string, object: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'fields', object],
    queryFn: ({ signal }) => api.listFields({ workspace, object }, { signal }),
    staleTime: 5 * MINUTE_MS,
    refetchOnWindowFocus: false,
    refetchInterval: ({ state }) => (isFilling(state.data) ? WHILE_FILLING_MS : false),
  });

export const fieldSettingsQuery = (workspace: string) =>
  queryOptions({
    queryKey: ['workspace', workspace, 'field-settings'],
    queryFn: ({ signal }) => api.readFieldSettings({ workspace }, { signal }),
  });

/** Changes an admin is to decide, or all others; of one object, or of all. The newest first. */
export const schemaChangesQuery = (workspace: string, waiting: boolean, object?: string) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'schema-changes', object ?? null, waiting],
    queryFn: ({ signal, pageParam }) =>
      api.listSchemaChanges(
        { workspace, object, waiting: waiting ? 'true' : 'false', limit: 20, cursor: pageParam },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: MINUTE_MS,
  });

/** An object's loads. What the live stream tells of its load asks for them anew. */
export const loadsQuery = (workspace: string, { name, state, load }: SelectedObject) =>
  queryOptions({
    queryKey: [
      'workspace',
      workspace,
      'loads',
      name,
      state,
      load?.startedAt ?? null,
      load?.finishedAt ?? null,
    ],
    queryFn: ({ signal }) => api.listLoads({ workspace, object: name }, { signal }),
    refetchInterval: state === 'loading' ? WHILE_FILLING_MS : false,
    placeholderData: keepPreviousData,
  });

export const quarantineQuery = (workspace: string, object: string) =>
  infiniteQueryOptions({
    queryKey: ['workspace', workspace, 'quarantine', object],
    queryFn: ({ signal, pageParam }) =>
      api.listQuarantine({ workspace, object, limit: 50, cursor: pageParam }, { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
