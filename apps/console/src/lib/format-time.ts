const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Whole seconds since `instant`; an instant in the future (a browser clock running late) counts as now. */
export function secondsSince(instant: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(instant)) / 1000));
}

/** `just now`, `4 s ago`, `12 min ago`, `3 h ago`, `5 days ago`, then the date. */
export function formatAgo(instant: string, nowMs: number): string {
  const seconds = secondsSince(instant, nowMs);
  if (seconds < 1) return 'just now';
  if (seconds < 30 * DAY) return `${formatDuration(seconds)} ago`;
  return formatDate(instant);
}

/** The largest unit only: `4 s`, `12 min`, `3 h`, `5 days`. */
export function formatDuration(seconds: number): string {
  if (seconds < MINUTE) return `${Math.round(seconds)} s`;
  if (seconds < HOUR) return `${Math.floor(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
  return `${Math.floor(seconds / DAY)} days`;
}

/** `in 6 s`; `now` when it is due. */
export function formatUntil(instant: string, nowMs: number): string {
  const seconds = Math.ceil((Date.parse(instant) - nowMs) / 1000);
  return seconds <= 0 ? 'now' : `in ${formatDuration(seconds)}`;
}

/** Exact, in the reader's zone, zone shown: `21 Nov 2026, 19:44:32 GMT+1`. */
export function formatExact(instant: string, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(instant));
}

/** `21 Nov 2026` */
export function formatDate(instant: string, timeZone?: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone,
  }).format(new Date(instant));
}

/** `every 10 s`, `every 30 min`, `every 90 s`: the largest unit that loses nothing. */
export function formatInterval(seconds: number): string {
  if (seconds % HOUR === 0) return `every ${seconds / HOUR} h`;
  if (seconds % MINUTE === 0) return `every ${seconds / MINUTE} min`;
  return `every ${seconds} s`;
}
