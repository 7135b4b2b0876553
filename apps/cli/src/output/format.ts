const COUNT = new Intl.NumberFormat('en-US');

export function formatCount(count: number): string {
  return COUNT.format(count);
}

/** `1 object`, `1,204 objects`. */
export function formatAmount(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `4 s`, `3 min`, `2 h 5 min`, `3 d`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole < 600 ? `${minutes} min ${whole % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d`;
}

export function formatAgo(instant: string | null, nowMs: number): string {
  return instant === null ? '–' : `${formatSeconds((nowMs - Date.parse(instant)) / 1000)} ago`;
}

/** Local time of day, with the date when it is not today. */
export function formatTime(instant: string, nowMs: number): string {
  const at = new Date(instant);
  const time = at.toLocaleTimeString('en-GB');
  return at.toDateString() === new Date(nowMs).toDateString()
    ? time
    : `${at.toLocaleDateString('sv-SE')} ${time}`;
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `30m`, `24h`, `7d` as an instant that long before now, or an ISO 8601 instant itself; undefined for anything else. */
export function parseSince(text: string, nowMs: number): Date | undefined {
  const span = /^(\d+) ?([smhdw])$/.exec(text);
  const unit = UNIT_SECONDS[span?.[2] ?? ''];
  const epochMs = unit === undefined ? Date.parse(text) : nowMs - Number(span?.[1]) * unit * 1000;
  return Number.isNaN(epochMs) ? undefined : new Date(epochMs);
}
