import { SyncError } from '@sync-user/contract';
import {
  type EnginePorts,
  type EventLease,
  type EventSource,
  judgeEvents,
  Retold,
  splitTransactions,
  type StreamedEvent,
  toEpochMs,
} from '@sync-user/engine';
import type { StreamContext } from './stream-context.ts';
import type { Upkeep } from './upkeep.ts';

/** What more of a transaction may come is waited for as long as this, when nothing comes behind it. */
const TAIL_PATIENCE_MS = 15;
/** Events applied in one transaction at most; a larger transaction of the org is applied in parts. */
const MOST_IN_BATCH = 5000;
/** How often the rest is looked after while nothing comes. */
const UPKEEP_EVERY_MS = 1000;

const MOVES_LINKS: ReadonlySet<string> = new Set(['DELETE', 'UNDELETE']);

export interface Followed {
  readonly context: StreamContext;
  readonly ports: EnginePorts;
  readonly lease: EventLease;
  readonly channel: string;
  readonly source: EventSource;
  readonly upkeep: Upkeep;
  readonly replayId: Uint8Array | null;
  readonly signal: AbortSignal;
  /** Something was heard: the subscription works. */
  readonly onHeard: () => void;
}

/**
 * Subscribes and applies what comes, until the subscription ends or somebody else feeds the workspace. Each batch is
 * applied with its position in one transaction, so whoever goes on goes on behind it.
 *
 * @throws SyncError why it ended
 */
export async function followEvents(followed: Followed): Promise<'taken_over'> {
  const { context, lease, channel, source, upkeep, replayId, signal } = followed;
  const start = replayId === null ? ({ kind: 'latest' } as const) : ({ kind: 'after', replayId } as const);
  // Whether it was cut before its first position was told: what came since is in no event that can be had.
  if (replayId === null) await upkeep.beginsAnew();
  const flow = await source.open(channel, start, signal);
  try {
    if (!(await source.maySubscribe(channel)))
      throw new SyncError('SF_EVENTS_REFUSED', `The sync user may not subscribe to ${channel}.`);
    await context.store.events.writeState(lease, { state: 'live', trouble: null });
    await upkeep.stands({ again: false });
    const retold = new Retold();
    let pending: readonly StreamedEvent[] = [];
    let heard = false;
    for (;;) {
      const arrival = await flow.next(pending.length > 0 ? TAIL_PATIENCE_MS : UPKEEP_EVERY_MS);
      if (arrival !== undefined && !heard) {
        heard = true;
        followed.onHeard();
        // Only now is it certain that the subscription has begun: a poll before may have been too early.
        if (replayId === null) await upkeep.stands({ again: true });
      }
      pending = arrival === undefined ? pending : [...pending, ...retold.leaveOut(arrival.events)];
      const { whole, tail } =
        arrival === undefined || pending.length >= MOST_IN_BATCH
          ? { whole: pending, tail: [] }
          : splitTransactions(pending);
      pending = tail;
      if (whole.length > 0 && (await apply(followed, whole)) === 'taken_over') return 'taken_over';
      if (arrival !== undefined && arrival.events.length === 0 && pending.length === 0)
        await context.store.events.noteHeard(lease, arrival.latestReplayId);
      if (pending.length === 0 && (await upkeep.lookAfter()) === 'lost') return 'taken_over';
    }
  } finally {
    flow.close();
  }
}

async function apply(
  { context, ports, lease, channel, upkeep }: Followed,
  events: readonly StreamedEvent[],
): Promise<'applied' | 'taken_over'> {
  const last = events.at(-1);
  if (last === undefined) return 'applied';
  const judged = judgeEvents(events, await ports.objects.list(lease.workspaceId));
  const outcome = await context.store.events.applyBatch(lease, {
    ...judged,
    channel,
    replayId: last.replayId,
  });
  if (outcome.kind === 'taken_over') return 'taken_over';
  if (judged.committedAt !== null) {
    const lagMs = Math.max(0, context.clock.nowMs() - toEpochMs(judged.committedAt));
    context.onApplied({ events: events.length, lagMs });
  }
  if (outcome.reads + judged.repairs.length + judged.skipped.length > 0) upkeep.soon();
  upkeep.saw(events);
  if (events.some((event) => event.kind === 'change' && MOVES_LINKS.has(event.type))) upkeep.linksMoved();
  for (const { kind, sobject, reason } of judged.repairs)
    context.log.info(
      { workspaceId: lease.workspaceId, kind, sobject, reason },
      'a gap in the events is repaired',
    );
  return 'applied';
}
