/** What a bar of the chart stands for. */
export type BarWidth = 'hour' | 'day';

const hour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });
// The server's days are UTC's.
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** `Sat, 19:00` in the reader's zone or `21 Nov` (UTC), of seconds since 1970. */
export function nameBucket(seconds: number, width: BarWidth): string {
  return (width === 'hour' ? hour : day).format(new Date(seconds * 1000));
}

/** The same as short as an axis needs it: `19:00`, `21 Nov`. */
export function markBucket(seconds: number, width: BarWidth): string {
  return width === 'hour' ? nameBucket(seconds, width).slice(-5) : nameBucket(seconds, width);
}
