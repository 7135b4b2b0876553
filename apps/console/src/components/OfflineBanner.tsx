import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api } from '../lib/api.ts';
import { formatAgo } from '../lib/format-time.ts';
import { markReachable, useUnreachableSince } from '../lib/reachability.ts';
import { useNow } from '../lib/use-now.ts';
import { WarningIcon } from '../ui/icons.tsx';

const ASK_AGAIN_MS = 4000;

/** Says that the server does not answer and how old the page is by now; asks until it is back, then reads everything anew. */
export function OfflineBanner() {
  const since = useUnreachableSince();
  const queryClient = useQueryClient();
  const unreachable = since !== undefined;

  useEffect(() => {
    if (!unreachable) return undefined;
    const stop = new AbortController();
    const timer = setInterval(() => {
      api.readHealth({}, { signal: stop.signal }).then(
        () => {
          markReachable();
          void queryClient.invalidateQueries();
        },
        () => {}, // still away: the next turn asks again
      );
    }, ASK_AGAIN_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [unreachable, queryClient]);

  return (
    <div role="status">
      {since !== undefined && (
        <p className="flex items-center justify-center gap-2 border-b border-line bg-warn-soft px-4 py-2 text-sm text-warn">
          <WarningIcon />
          <span>
            The Sync User server does not answer. What you see is from <OfflineAge since={since} />; we keep
            trying.
          </span>
        </p>
      )}
    </div>
  );
}

function OfflineAge({ since }: { readonly since: number }) {
  return <>{formatAgo(new Date(since).toISOString(), useNow())}</>;
}
