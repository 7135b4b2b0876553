import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTakeCensus } from '../../components/use-take-census.ts';
import { completenessQuery } from '../../lib/proof-queries.ts';

/** Asks for comparisons, and says how far those that somebody asked for have come. */
export function useCensus(workspace: string) {
  const queryClient = useQueryClient();
  const { data } = useQuery(completenessQuery(workspace));
  const running = data?.running;
  const [asked, setAsked] = useState<readonly string[]>([]);
  const wasRunning = useRef(false);

  useEffect(() => {
    if (running === undefined) return;
    setAsked((before) => (running.length === 0 ? [] : [...new Set([...before, ...running])]));
    if (wasRunning.current && running.length === 0)
      for (const key of ['completeness', 'calls', 'plan', 'overview'])
        void queryClient.invalidateQueries({ queryKey: ['workspace', workspace, key] });
    wasRunning.current = running.length > 0;
  }, [running, queryClient, workspace]);

  const take = useTakeCensus(workspace);
  return {
    take,
    running: running ?? [],
    /** Objects of this round, and how many are through. */
    asked: asked.length,
    done: asked.filter((name) => running?.includes(name) === false).length,
  };
}
