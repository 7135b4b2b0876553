const hour = new Intl.DateTimeFormat('en-GB', { weekday: 'short', hour: '2-digit', minute: '2-digit' });

/** `Sat, 19:00` in the reader's zone, of seconds since 1970. */
export function toHour(seconds: number): string {
  return hour.format(new Date(seconds * 1000));
}
