import type { Load, SelectedObject } from '@sync-user/contract';
import { progressBar } from './bar.ts';
import { formatCount, formatSeconds } from './format.ts';

const PHASES: Readonly<Record<Load['phase'], string>> = {
  describing: 'reading its fields',
  job_running: 'Salesforce prepares the rows',
  copying: 'copying',
  checking: 'counting',
  done: 'done',
};
const BAR_WIDTH = 24;

/** How fast a load goes, from what was seen of it: rows and when. */
export interface Pace {
  readonly rowsPerSecond: number;
}

/**
 * Measures the pace of loads over the last seconds. The server's own start time is not used: it counts the wait for
 * Salesforce's job, in which nothing flows, and another machine's clock.
 */
export function createPaceMeter(
  windowMs = 10_000,
): (object: SelectedObject, nowMs: number) => Pace | undefined {
  const seen = new Map<string, { readonly atMs: number; readonly rows: number }[]>();
  return ({ name, load }, nowMs) => {
    const rows = load?.rowsLoaded ?? 0;
    const marks = [...(seen.get(name) ?? []), { atMs: nowMs, rows }];
    // A load that began again has fewer rows than before: what was measured is of the old one.
    const current = marks.filter((mark) => nowMs - mark.atMs <= windowMs && mark.rows <= rows);
    seen.set(name, current);
    const first = current[0];
    if (first === undefined || nowMs === first.atMs || rows === first.rows) return undefined;
    return { rowsPerSecond: ((rows - first.rows) * 1000) / (nowMs - first.atMs) };
  };
}

/** `████████░░░░  62 %  620,000 of 1,000,000 rows · 48,000 rows/s · 8 s left` */
export function describeLoad(object: SelectedObject, pace: Pace | undefined): string {
  const { load, state } = object;
  if (state === 'failed') return `failed: ${object.trouble?.title ?? 'unknown'}`;
  if (state === 'live') return `live, ${formatCount(object.rows)} rows`;
  if (state === 'waiting' || load === null) return 'waiting for its turn';
  const { rowsLoaded, rowsExpected, phase } = load;
  if (phase !== 'copying' || rowsExpected === null) {
    return rowsLoaded === 0 ? PHASES[phase] : `${PHASES[phase]}, ${formatCount(rowsLoaded)} rows`;
  }
  const part = rowsExpected === 0 ? 1 : Math.min(1, rowsLoaded / rowsExpected);
  const facts = [`${formatCount(rowsLoaded)} of ${formatCount(rowsExpected)} rows`];
  if (pace !== undefined) {
    facts.push(`${formatCount(Math.round(pace.rowsPerSecond))} rows/s`);
    facts.push(`${formatSeconds((rowsExpected - rowsLoaded) / pace.rowsPerSecond)} left`);
  }
  const percent = `${Math.floor(part * 100)} %`.padStart(5);
  return `${progressBar(part, BAR_WIDTH)} ${percent}  ${facts.join(' · ')}`;
}
