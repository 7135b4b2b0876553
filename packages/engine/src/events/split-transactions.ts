import type { StreamedEvent } from '../ports/event-source.ts';

/**
 * Parts the events that can be applied from the last transaction, of which more may come: a transaction's events follow each
 * other, and it is over when another begins. Source: Change Data Capture Developer Guide, "Transaction-Based Replication".
 */
export function splitTransactions(events: readonly StreamedEvent[]): {
  readonly whole: readonly StreamedEvent[];
  readonly tail: readonly StreamedEvent[];
} {
  const last = events.at(-1);
  if (last === undefined || last.kind === 'unreadable') return { whole: events, tail: [] };
  let from = events.length;
  while (from > 0) {
    const event = events[from - 1];
    if (event?.kind !== 'change' || event.transactionKey !== last.transactionKey) break;
    from -= 1;
  }
  return { whole: events.slice(0, from), tail: events.slice(from) };
}
