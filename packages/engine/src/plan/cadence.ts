import { READS_PER_COMPOSITE } from '../ports/source-org.ts';

const DAY_SECONDS = 86_400;

/** An object, and how old its rows may grow. */
export interface WantedRead {
  readonly sobject: string;
  readonly intervalSeconds: number;
}

/** How often each object is read, and which are read together. */
export interface Cadence {
  readonly every: ReadonlyMap<string, number>;
  /** Objects whose periods are multiples of each other, shortest first; each object stands in one. */
  readonly groups: readonly (readonly WantedRead[])[];
  /** Calls a day, five objects to a call: what reading costs when nothing but rows is asked for. */
  readonly calls: number;
}

/**
 * How often each object is read so that a day costs fewest calls, and none is read seldomer than wanted.
 *
 * Objects share a call only when they are read at the same moment. Periods of a chain (g, 2g, 4g …, or g, 3g, 6g, 12g …)
 * fall together: each longer one is a multiple of every shorter one. So objects, in the order of their intervals, are cut
 * into groups; each group gets the chain that is cheapest for it, and every member the chain's longest period within its
 * interval. All cuts are tried (dynamic programming), and all chains that touch an interval: no other can be cheaper.
 *
 * A wider interval never costs more: what was allowed before still is.
 */
export function chooseCadence(wanted: readonly WantedRead[]): Cadence {
  const sorted = wanted.toSorted(
    (a, b) => a.intervalSeconds - b.intervalSeconds || (a.sobject < b.sobject ? -1 : 1),
  );
  interface Best {
    readonly calls: number;
    readonly from: number;
    readonly periods: readonly number[];
  }
  const best: Best[] = [{ calls: 0, from: 0, periods: [] }];
  for (let end = 1; end <= sorted.length; end += 1) {
    let chosen: Best | undefined;
    for (let from = 0; from < end; from += 1) {
      const group = cheapestChain(sorted.slice(from, end).map(({ intervalSeconds }) => intervalSeconds));
      const calls = (best[from]?.calls ?? 0) + group.calls;
      if (chosen === undefined || calls < chosen.calls - ROUNDING)
        chosen = { calls, from, periods: group.periods };
    }
    if (chosen !== undefined) best.push(chosen);
  }
  const every = new Map<string, number>();
  const groups: WantedRead[][] = [];
  for (let end = sorted.length; end > 0; ) {
    const { from, periods } = best[end] ?? { from: 0, periods: [] };
    const group = sorted.slice(from, end);
    for (const [index, { sobject, intervalSeconds }] of group.entries())
      every.set(sobject, periods[index] ?? intervalSeconds);
    groups.unshift(group);
    end = from;
  }
  return { every, groups, calls: best.at(-1)?.calls ?? 0 };
}

/** Moments of a day at which the first `members` of a group are read, and no others. */
export interface Tick {
  readonly perDay: number;
  readonly members: number;
}

/** Moments of a group, by how many of its members are read at them. `periods`: of a chain, shortest first. */
export function ticksOf(periods: readonly number[]): Tick[] {
  const ticks: Tick[] = [];
  for (const [index, period] of periods.entries()) {
    const next = periods[index + 1];
    if (next === period) continue;
    const perDay = DAY_SECONDS / period - (next === undefined ? 0 : DAY_SECONDS / next);
    ticks.push({ perDay, members: index + 1 });
  }
  return ticks;
}

function callsOf(periods: readonly number[]): number {
  return ticksOf(periods).reduce(
    (sum, { perDay, members }) => sum + perDay * Math.ceil(members / READS_PER_COMPOSITE),
    0,
  );
}

/** Costs that differ by less are the same. */
const ROUNDING = 1e-9;
const MULTIPLES = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048];
const CHAINS: readonly (readonly number[])[] = [MULTIPLES, [1, ...MULTIPLES.map((multiple) => multiple * 3)]];

/** `intervals`: shortest first, not empty. */
function cheapestChain(intervals: readonly number[]): { readonly calls: number; readonly periods: number[] } {
  const shortest = intervals[0] ?? DAY_SECONDS;
  const distinct = new Set(intervals);
  let best: { calls: number; periods: number[] } | undefined;
  for (const multiples of CHAINS) {
    const bases = new Set<number>();
    for (const interval of distinct) {
      for (const multiple of multiples) {
        const base = Math.floor(interval / multiple);
        if (base >= 1 && base <= shortest) bases.add(base);
      }
    }
    for (const base of bases) {
      const ofInterval = new Map<number, number>();
      for (const interval of distinct) ofInterval.set(interval, longestWithin(interval, base, multiples));
      const periods = intervals.map((interval) => ofInterval.get(interval) ?? interval);
      const calls = callsOf(periods);
      if (best === undefined || calls < best.calls - ROUNDING) best = { calls, periods };
    }
  }
  if (best === undefined) throw new Error('a chain for no interval');
  return best;
}

function longestWithin(interval: number, base: number, multiples: readonly number[]): number {
  return base * (multiples.findLast((multiple) => base * multiple <= interval) ?? 1);
}

/**
 * When an object is read next: at the following multiple of its period, so that objects whose periods are multiples of
 * each other fall together. `offsetMs` spreads workspaces, so that not all begin at the full hour.
 */
export function nextReadMs(nowMs: number, everySeconds: number, offsetMs: number): number {
  const everyMs = everySeconds * 1000;
  return Math.floor((nowMs - offsetMs) / everyMs) * everyMs + offsetMs + everyMs;
}

/** A workspace's own place in time, the same whoever asks. */
export function offsetMsOf(workspaceId: string): number {
  let hash = 0;
  for (const character of workspaceId) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 86_400_000;
  return hash;
}
