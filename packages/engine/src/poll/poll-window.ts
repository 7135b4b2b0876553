import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import type { PollCursor } from '../ports/mirror.ts';

/**
 * A row's stamp is taken when it is saved and becomes visible when its transaction commits, up to ten minutes later.
 * So every so often a read reaches back further than the longest transaction.
 * Source: API Request Limits and Allocations (10 min per call); SOAP getUpdated(), "latestDateCovered".
 */
export const DEEP_OVERLAP_MS = 15 * 60_000;

/** Ordinary reads reach back over clock seconds and quick transactions only. */
export const SHALLOW_OVERLAP_MS = 60_000;

/** A deep read happens at least this often, however much it costs. */
export const DEEP_EVERY_MS = 5 * 60_000;

/** While a deep read fits one page, it costs no call more than a shallow one, so every read is deep. */
export const FREE_DEEP_ROWS = 2000;

export interface PollWindow {
  /** Inclusive lower bound of the cursor field. There is no upper bound: a newer row is welcome at once. */
  readonly from: IsoInstant;
  readonly deep: boolean;
}

/**
 * Where the next read of an object begins. `now` is our own clock: how long ago the last deep read was must not depend
 * on how well it agrees with the org's.
 */
export function choosePollWindow(cursor: PollCursor, now: IsoInstant): PollWindow {
  const sinceDeepMs = cursor.deepReadAt === null ? undefined : toEpochMs(now) - toEpochMs(cursor.deepReadAt);
  const deep =
    sinceDeepMs === undefined ||
    cursor.deepReadRows < FREE_DEEP_ROWS ||
    sinceDeepMs >= DEEP_EVERY_MS ||
    // Another machine's clock read it, or ours was set back: nothing is known.
    sinceDeepMs < 0;
  return {
    from: toInstant(toEpochMs(cursor.readThrough) - (deep ? DEEP_OVERLAP_MS : SHALLOW_OVERLAP_MS)),
    deep,
  };
}

/**
 * The cursor after a window was read whole. `askedAt` is a lower bound of the org's clock when the read began, `now`
 * our own clock then.
 */
export function advanceCursor(
  cursor: PollCursor,
  read: {
    readonly askedAt: IsoInstant;
    readonly now: IsoInstant;
    readonly window: PollWindow;
    readonly rows: number;
  },
): PollCursor {
  // A clock that went backwards must not make us read the past again and again.
  const readThrough = read.askedAt > cursor.readThrough ? read.askedAt : cursor.readThrough;
  return read.window.deep
    ? { readThrough, deepReadAt: read.now, deepReadRows: read.rows }
    : { ...cursor, readThrough };
}
