import { useEffect, useState } from 'react';

type Chart = typeof import('./CallsChart.tsx');

/**
 * The chart, whose library is a third of the page and therefore comes after everything else. When it does not come
 * (the server is away just then), the numbers are shown as a table, and each new `attempt` asks for it again.
 */
export function useCallsChart(attempt: number): Chart | 'coming' | 'missing' {
  const [chart, setChart] = useState<Chart | 'coming' | 'missing'>('coming');
  const isHere = typeof chart === 'object';
  useEffect(() => {
    const fetchChart = async (): Promise<void> => {
      try {
        setChart(await import('./CallsChart.tsx'));
      } catch {
        setChart('missing');
      }
    };
    if (!isHere) void fetchChart();
  }, [attempt, isHere]);
  return chart;
}
