/** An object that could be fed by change events. */
export interface EventCandidate {
  readonly sobject: string;
  readonly rows: number;
  readonly changesPerDay: number;
  /** Somebody asked for events of it; those come first. False unless given. */
  readonly wanted?: boolean;
  /** It takes one of the org's places already. False unless given. */
  readonly selected?: boolean;
}

/** Of the org's daily deliveries, what the objects we choose may take; the rest is for bursts and for others. */
const DELIVERY_SHARE = 0.5;

/**
 * Which objects get one of the org's few places for change events: those that were asked for, then those that have a place
 * already, then those that change most. An object that would eat up the deliveries is polled instead, unless it was
 * asked for. `limit` null: as many as there are.
 */
export function chooseEventObjects(
  candidates: readonly EventCandidate[],
  limit: number | null,
  deliveriesPerDay: number | null = null,
): string[] {
  let left = deliveriesPerDay === null ? Number.POSITIVE_INFINITY : deliveriesPerDay * DELIVERY_SHARE;
  const chosen: string[] = [];
  for (const candidate of candidates.toSorted(byWorth)) {
    if (limit !== null && chosen.length >= limit) break;
    if (candidate.wanted !== true && candidate.changesPerDay > left) continue;
    left -= candidate.changesPerDay;
    chosen.push(candidate.sobject);
  }
  return chosen;
}

function byWorth(a: EventCandidate, b: EventCandidate): number {
  return (
    Number(b.wanted ?? false) - Number(a.wanted ?? false) ||
    Number(b.selected ?? false) - Number(a.selected ?? false) ||
    b.changesPerDay - a.changesPerDay ||
    b.rows - a.rows ||
    (a.sobject < b.sobject ? -1 : 1)
  );
}
