import type { Load } from '@sync-user/contract';
import { useEffect, useState } from 'react';
import { formatCount, formatRate, formatShare } from '../lib/format-number.ts';
import { formatDuration } from '../lib/format-time.ts';
import { addSample, type LoadSample, rateOf, secondsLeft } from '../lib/load-rate.ts';
import { PHASE_WORDS } from '../lib/words.ts';
import { Progress } from '../ui/Progress.tsx';

interface LoadProgressProps {
  readonly label: string;
  readonly load: Load;
}

/** A running first load: how far, how fast, how long still; all of it counted, nothing guessed. */
export function LoadProgress({ label, load }: LoadProgressProps) {
  const { phase, rowsLoaded, rowsExpected, attempts } = load;
  const rate = useRate(rowsLoaded);
  const left = secondsLeft(rowsLoaded, rowsExpected, rate);
  const parts = [
    phase === 'copying' && rowsExpected !== null
      ? `${formatCount(rowsLoaded)} of ${formatCount(rowsExpected)} rows, ${formatShare(rowsLoaded, rowsExpected)}`
      : PHASE_WORDS[phase],
    phase === 'copying' && rate !== undefined && rate > 0 && formatRate(rate),
    left !== undefined && left >= 1 && `${formatDuration(Math.ceil(left))} left`,
    attempts > 1 && `resumed, attempt ${attempts}`,
  ].filter((part) => part !== false);
  return (
    <div className="min-w-0">
      <Progress
        label={`Loading ${label}`}
        value={rowsLoaded}
        max={phase === 'copying' ? rowsExpected : null}
      />
      <p className="mt-1 truncate text-sm text-text-3">{parts.join(' · ')}</p>
    </div>
  );
}

function useRate(rows: number): number | undefined {
  const [samples, setSamples] = useState<readonly LoadSample[]>([]);
  useEffect(() => {
    setSamples((before) => addSample(before, { atMs: Date.now(), rows }));
  }, [rows]);
  return rateOf(samples);
}
