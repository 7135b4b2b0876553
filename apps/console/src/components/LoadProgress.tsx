import type { Load } from '@sync-user/contract';
import { useEffect, useState } from 'react';
import { formatCount, formatRate } from '../lib/format-number.ts';
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
  const seen = useRate(rowsLoaded);
  // The server has watched the load from its first page; this page perhaps for a moment only.
  const rate = load.rowsPerSecond ?? seen;
  const left = load.secondsLeft ?? secondsLeft(rowsLoaded, rowsExpected, rate);
  const isCounting = phase === 'copying' && rowsExpected !== null;
  const speed = [
    isCounting && rate !== undefined && rate > 0 && formatRate(rate),
    left !== undefined && left >= 1 && `${formatDuration(Math.ceil(left))} left`,
  ].filter((part) => part !== false);
  return (
    <div
      className="min-w-0"
      title={attempts > 1 ? `Resumed where it stopped: attempt ${attempts}` : undefined}
    >
      <Progress label={`Loading ${label}`} value={rowsLoaded} max={isCounting ? rowsExpected : null} />
      <p className="mt-1 flex justify-between gap-3 text-sm whitespace-nowrap text-text-3">
        <span className="truncate">
          {isCounting ? `${formatCount(rowsLoaded)} of ${formatCount(rowsExpected)}` : PHASE_WORDS[phase]}
        </span>
        <span>{speed.join(' · ')}</span>
      </p>
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
