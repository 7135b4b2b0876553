/** The calendar day in a time zone of Salesforce's (`America/Los_Angeles`), as `2026-03-01`; an unknown zone is UTC. */
export function localDate(epochMs: number, timeZone: string): string {
  const format = (zone: string) =>
    // Swedish dates are ISO dates.
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short' }).format(epochMs);
  try {
    return format(timeZone);
  } catch (error) {
    if (error instanceof RangeError) return format('UTC');
    throw error;
  }
}
