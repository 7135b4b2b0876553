import { READS_PER_COMPOSITE, WATCHES_PER_COMPOSITE } from '../ports/source-org.ts';
import { DEEP_OVERLAP_MS } from '../poll/poll-window.ts';

/** Rows of a page. Source: SOQL and SOSL Reference, "Sforce-Query-Options" (2,000 at most). */
export const PAGE_ROWS_OF_QUERY = 2000;

/** An object as far as it decides what a poll costs. */
export interface PolledObject {
  readonly everySeconds: number;
  /** Changes of its rows. */
  readonly changesPerDay: number;
  /** `/updated` and `/deleted` work on it, so that a quiet one need not be read. */
  readonly watchable: boolean;
}

/** Objects that a poll asks for first, and those that it reads at once. */
export interface PollSplit<T> {
  readonly watched: readonly T[];
  readonly read: readonly T[];
}

/**
 * Twelve quiet objects can be watched by one call, and only five be read by one. So quiet objects are watched where that
 * saves calls; what moved is then read beside the busy ones.
 */
export function splitPoll<T>(due: readonly T[], isQuiet: (object: T) => boolean): PollSplit<T> {
  const watched = due.filter(isQuiet);
  const busy = due.filter((object) => !isQuiet(object));
  const both =
    Math.ceil(watched.length / WATCHES_PER_COMPOSITE) + Math.ceil(busy.length / READS_PER_COMPOSITE);
  return both < Math.ceil(due.length / READS_PER_COMPOSITE)
    ? { watched, read: busy }
    : { watched: [], read: due };
}

/**
 * What one poll of these objects costs on average, from how likely each has changed. An object is quiet when its last
 * read found nothing, and what a read finds lies in its interval and the overlap before.
 */
export function expectedPoll(objects: readonly PolledObject[]): {
  readonly calls: number;
  readonly pages: number;
} {
  // Probability by [busy, moved]: `busy` were not quiet, `moved` were and are not any more.
  let spread = new Map<string, { busy: number; moved: number; chance: number }>([
    ['0 0', { busy: 0, moved: 0, chance: 1 }],
  ]);
  for (const object of objects) {
    const changed = 1 - Math.exp(-rowsFound(object));
    const outcomes = object.watchable
      ? [
          { busy: 1, moved: 0, chance: changed },
          { busy: 0, moved: 1, chance: (1 - changed) * freshly(object) },
          { busy: 0, moved: 0, chance: (1 - changed) * (1 - freshly(object)) },
        ]
      : [{ busy: 1, moved: 0, chance: 1 }];
    const next = new Map<string, { busy: number; moved: number; chance: number }>();
    for (const state of spread.values()) {
      for (const outcome of outcomes) {
        const busy = state.busy + outcome.busy;
        const moved = state.moved + outcome.moved;
        const chance = state.chance * outcome.chance;
        const key = `${busy} ${moved}`;
        const same = next.get(key);
        if (same === undefined) next.set(key, { busy, moved, chance });
        else same.chance += chance;
      }
    }
    spread = next;
  }
  let calls = 0;
  for (const { busy, moved, chance } of spread.values())
    calls += chance * callsOfPoll(objects.length, busy, moved);
  return { calls, pages: objects.reduce((sum, object) => sum + pagesBehind(object), 0) };
}

function callsOfPoll(due: number, busy: number, moved: number): number {
  const quiet = due - busy;
  const { watched } = splitPoll(
    Array.from({ length: due }, (_, index) => index),
    (index) => index < quiet,
  );
  return watched.length === 0
    ? Math.ceil(due / READS_PER_COMPOSITE)
    : Math.ceil(quiet / WATCHES_PER_COMPOSITE) + Math.ceil((busy + moved) / READS_PER_COMPOSITE);
}

/** Rows that a read finds on average: those of its interval, and once more those of the overlap. */
function rowsFound({ everySeconds, changesPerDay }: PolledObject): number {
  return (changesPerDay * (everySeconds + DEEP_OVERLAP_MS / 1000)) / DAY_SECONDS;
}

/** How likely an object that was quiet has changed since. */
function freshly({ everySeconds, changesPerDay }: PolledObject): number {
  return 1 - Math.exp((-changesPerDay * everySeconds) / DAY_SECONDS);
}

/** Pages after the first of an average read. */
function pagesBehind(object: PolledObject): number {
  return Math.max(0, Math.ceil(rowsFound(object) / PAGE_ROWS_OF_QUERY) - 1);
}

const DAY_SECONDS = 86_400;
