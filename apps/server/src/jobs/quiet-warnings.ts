import type { Logger } from 'pino';

/** One line a minute for a trouble that repeats many times a second, with how often it came in between. */
const EVERY_MS = 60_000;

/** Logs the first of a kind at once and the next ones at most once a minute; `kind` is the line's message. */
export function createQuietWarnings(
  log: Logger,
  nowMs: () => number,
): (kind: string, reason: string) => void {
  const kinds = new Map<string, { loggedAtMs: number; held: number }>();
  return (kind, reason) => {
    const now = nowMs();
    const known = kinds.get(kind);
    if (known !== undefined && now - known.loggedAtMs < EVERY_MS) {
      known.held += 1;
      return;
    }
    log.warn({ reason, ...(known !== undefined && known.held > 0 && { alsoSeen: known.held }) }, kind);
    kinds.set(kind, { loggedAtMs: now, held: 0 });
  };
}
