import type { SelectedObject } from '@sync-user/contract';
import { useQuery } from '@tanstack/react-query';
import { formatInterval } from '../lib/format-time.ts';
import { overviewQuery } from '../lib/queries.ts';
import { Time } from '../ui/Time.tsx';

interface HowReadProps {
  readonly workspace: string;
  readonly object: SelectedObject;
}

/** By which way an object is read, and when next. */
export function HowRead({ workspace, object }: HowReadProps) {
  const { paused, state, transport, intervalSeconds, nextReadAt } = object;
  const { data: usual } = useQuery({
    ...overviewQuery(workspace),
    // The overview is kept fresh by others; every line of a table asking for itself would be many.
    refetchInterval: false,
    select: (overview) => overview.workspace.pollIntervalSeconds,
  });
  if (paused || state !== 'live') return <>–</>;
  const seconds = intervalSeconds ?? usual;
  if (transport === 'events') return <>By events</>;
  return (
    <>
      {seconds === undefined ? 'By polling' : capitalised(formatInterval(seconds))}
      {nextReadAt !== null && (
        <span className="ml-1.5 text-sm text-text-3">
          <Time at={nextReadAt} until />
        </span>
      )}
    </>
  );
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
