import type { Overview, RecordPage } from '@sync-user/contract';
import { type InfiniteData, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo } from 'react';
import { api } from '../lib/api.ts';
import { LiveStore } from '../lib/live-store.ts';
import { latestChangesQuery, overviewQuery } from '../lib/queries.ts';
import { patchRecords } from '../lib/patch-records.ts';
import { markReachable, markUnreachable } from '../lib/reachability.ts';
import { throttle } from '../lib/throttle.ts';
import { LiveContext } from './LiveContext.ts';

interface LiveProviderProps {
  readonly workspace: string;
  readonly children: ReactNode;
}

/** Follows the workspace's events and lets them renew what the pages have read. */
export function LiveProvider({ workspace, children }: LiveProviderProps) {
  const queryClient = useQueryClient();
  const { data: latest } = useQuery(latestChangesQuery(workspace));
  const store = useMemo(() => (latest === undefined ? undefined : new LiveStore(latest)), [latest]);

  useEffect(() => {
    if (store === undefined || latest === undefined) return undefined;
    const stop = new AbortController();
    const renew = (...keys: readonly string[]): void => {
      for (const key of keys) void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] });
    };
    // Together, so that the sentence and the chart tell the same number of calls.
    const renewSummary = throttle(
      () => renew('overview', 'calls', 'connection', 'preflight', 'notices'),
      5000,
      stop.signal,
    );
    let wasInterrupted = false;

    void store.follow(
      {
        client: api,
        workspace,
        latest,
        onObjects: (objects) => {
          const before = queryClient.getQueryData(overviewQuery(workspace).queryKey)?.objects;
          queryClient.setQueryData(overviewQuery(workspace).queryKey, (overview: Overview | undefined) =>
            overview === undefined ? undefined : { ...overview, objects: [...objects] },
          );
          for (const object of objects) {
            const known = before?.find(({ name }) => name === object.name);
            if (known === undefined) continue;
            if (known.state !== object.state) renew('overview');
            if (
              known.state !== object.state ||
              known.fieldCount !== object.fieldCount ||
              known.fieldTroubles !== object.fieldTroubles
            ) {
              for (const kind of ['object', 'fields'])
                void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, kind, object.name] });
            }
          }
          renewSummary();
        },
        onChange: (change) => {
          const { object, recordId } = change;
          renewSummary();
          queryClient.setQueriesData(
            { queryKey: ['workspace', workspace, 'records', object] },
            (list: InfiniteData<RecordPage> | undefined) =>
              list && { ...list, pages: [...patchRecords(list.pages, change)] },
          );
          for (const kind of ['record', 'history']) {
            void queryClient.invalidateQueries({
              queryKey: ['workspace', workspace, kind, object, recordId],
            });
          }
        },
        onStatus: (status) => {
          if (status === 'interrupted') {
            wasInterrupted = true;
            // The stream may have ended by itself; only a server that does not answer either is away.
            api.readHealth({}, { signal: stop.signal }).then(markReachable, () => {
              if (!stop.signal.aborted) markUnreachable();
            });
          } else if (status === 'open' && wasInterrupted) {
            wasInterrupted = false;
            markReachable();
            renew('overview', 'calls', 'connection');
          }
        },
        // Most often the session has ended: the next read finds out and leads to the sign-in page.
        onRefused: () => renew('overview'),
      },
      stop.signal,
    );
    return () => stop.abort();
  }, [store, latest, workspace, queryClient]);

  return <LiveContext value={store}>{children}</LiveContext>;
}
