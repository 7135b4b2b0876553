import type { StreamedEvent } from '../ports/event-source.ts';

/** Far more than one answer brings. */
const REMEMBERED = 20_000;

/**
 * Keeps out events that one subscription tells again. Salesforce delivers at least once; an event that came before and is
 * applied once more over the one after it, within the same seconds, would bring a record's last state but one back.
 */
export class Retold {
  readonly #limit: number;
  /** Replay ids in the order they came; those of the oldest make room. */
  readonly #seen = new Set<string>();

  constructor(limit: number = REMEMBERED) {
    this.#limit = limit;
  }

  /** Those that are told for the first time, in order. */
  leaveOut(events: readonly StreamedEvent[]): StreamedEvent[] {
    return events.filter(({ replayId }) => {
      const id = Buffer.from(replayId).toString('latin1');
      if (this.#seen.has(id)) return false;
      this.#seen.add(id);
      if (this.#seen.size > this.#limit)
        for (const oldest of this.#seen.keys()) {
          this.#seen.delete(oldest);
          break;
        }
      return true;
    });
  }
}
