/** The wall clock of a user's time zone. */

const FORMATS = new Map<string, Intl.DateTimeFormat | undefined>();

/** Undefined for names this machine does not know: they count as GMT. */
function formatOf(zone: string): Intl.DateTimeFormat | undefined {
  if (!FORMATS.has(zone)) FORMATS.set(zone, makeFormat(zone));
  return FORMATS.get(zone);
}

function makeFormat(zone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
  } catch {
    return undefined;
  }
}

export function isUtc(zone: string): boolean {
  return zone === 'GMT' || zone === 'UTC' || formatOf(zone) === undefined;
}

/** Milliseconds as if the zone's wall clock were UTC. */
export function wallClock(instantMs: number, zone: string): number {
  const format = isUtc(zone) ? undefined : formatOf(zone);
  if (format === undefined) return instantMs;
  const parts = new Map(format.formatToParts(instantMs).map((part) => [part.type, Number(part.value)]));
  const at = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
  const seconds = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'));
  return seconds + (((instantMs % 1000) + 1000) % 1000);
}

/** The instant at which a day (`2026-03-29`) begins in the zone. */
export function startOfDay(day: string, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00.000Z`);
  let instant = wanted;
  // The offset at the first guess may be the one of the other side of a clock change: look once more.
  for (let round = 0; round < 2; round += 1) instant = wanted - (wallClock(instant, zone) - instant);
  // Where midnight is skipped, the day begins when the clock has jumped.
  return wallClock(instant, zone) < wanted ? instant + (wanted - wallClock(instant, zone)) : instant;
}

/** A stored datetime (UTC) as the zone's wall clock shows it, in the same form but without `Z`. */
export function toLocalText(stored: unknown, zone: unknown): string | null {
  if (typeof stored !== 'string' || typeof zone !== 'string') return null;
  const instant = Date.parse(stored);
  return Number.isNaN(instant) ? null : new Date(wallClock(instant, zone)).toISOString().slice(0, -1);
}
