import { OBJECTS_PER_COMPOSITE, READS_PER_COMPOSITE } from '../ports/source-org.ts';
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
 * One call serves twelve objects when at most five of them are read. So quiet objects are only watched where that saves
 * calls; what has moved is read by a further call.
 */
export function splitPoll<T>(due: readonly T[], isQuiet: (object: T) => boolean): PollSplit<T> {
  const watched = due.filter(isQuiet);
  const read = due.filter((object) => !isQuiet(object));
  return callsToServe(read.length, watched.length) < callsToServe(due.length, 0)
    ? { watched, read }
    : { watched: [], read: due };
}

function callsToServe(reads: number, watches: number): number {
  return Math.max(
    Math.ceil(reads / READS_PER_COMPOSITE),
    Math.ceil((reads + watches) / OBJECTS_PER_COMPOSITE),
  );
}

/** The calls of a poll: to each its reads, five at most, and as many watches as it still takes. */
export function toCalls<T>({ watched, read }: PollSplit<T>): PollSplit<T>[] {
  const calls: PollSplit<T>[] = [];
  let [reads, watches] = [read, watched];
  while (reads.length + watches.length > 0) {
    const mine = reads.slice(0, READS_PER_COMPOSITE);
    const room = OBJECTS_PER_COMPOSITE - mine.length;
    calls.push({ read: mine, watched: watches.slice(0, room) });
    reads = reads.slice(mine.length);
    watches = watches.slice(room);
  }
  return calls;
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
  const watching = callsToServe(busy, due - busy);
  const reading = callsToServe(due, 0);
  return watching < reading ? watching + callsToServe(moved, 0) : reading;
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
