import { type ErrorCode, isSyncError, SyncError, type Trouble } from '@sync-user/contract';
import {
  afterStreamEnd,
  type EventSource,
  type IsoInstant,
  type StreamNext,
  toEpochMs,
  toInstant,
} from '@sync-user/engine';
import type { ClaimedSubscription } from '@sync-user/store';
import { followEvents } from './follow-events.ts';
import type { StreamContext } from './stream-context.ts';
import { createUpkeep } from './upkeep.ts';

/** A process that died is noticed after this long. */
export const LEASE_SECONDS = 15;
/** An org without an event bus that we know of. */
const NO_ADDRESS_RETRY_MS = 60 * 60_000;
/** Without events for so long, objects are polled as if there were none. */
const INTERRUPTED_AFTER_MS = 5 * 60_000;

/**
 * Feeds a workspace by events for as long as this process holds its lease and somebody wants it. Ends when another takes it
 * over, when nobody is connected, or when only time or a person can help; then it says when to try again.
 */
export async function feedWorkspace(
  context: StreamContext,
  claimed: ClaimedSubscription,
  stopping: AbortSignal,
): Promise<void> {
  const { store, clock, log } = context;
  const { workspaceId } = claimed;
  const ending = new AbortController();
  const signal = AbortSignal.any([stopping, ending.signal]);
  const leasing = keepLease();
  try {
    await feed();
  } finally {
    ending.abort(new Error('the workspace is not fed here any more'));
    await leasing;
  }

  async function keepLease(): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep((LEASE_SECONDS * 1000) / 3, signal).catch(() => {});
      if (signal.aborted) return;
      try {
        const lease = await store.events.renewLease(claimed, LEASE_SECONDS);
        if (lease === 'held') continue;
        if (lease === 'unwanted') {
          await release('off', null, null, false);
          await store.events.planAnew(workspaceId, []);
        }
        ending.abort(new Error(lease));
      } catch (error) {
        // The fence guards what is written; whether the lease still stands is seen when the database is back.
        if (!isSyncError(error)) log.error({ workspaceId, err: error }, 'keeping a lease failed on a bug');
      }
    }
  }

  async function release(
    state: StreamNext['state'],
    trouble: Trouble | null,
    retryAfterMs: number | null,
    forget: boolean,
  ): Promise<void> {
    await store.events.release(claimed, { state, trouble, retryAfterMs, forget });
  }

  async function feed(): Promise<void> {
    const source = context.openSource(claimed);
    if (source === undefined) return await release('off', null, NO_ADDRESS_RETRY_MS, false);
    try {
      // One for all subscriptions: it remembers schemas, and a session that was refused.
      await feedFrom(source);
    } finally {
      source.close();
    }
  }

  async function feedFrom(source: EventSource): Promise<void> {
    let failures = 0;
    let heardAtMs = clock.nowMs();
    let isMissed = false;
    let replayId = claimed.replayId;
    let replayAt = claimed.replayAt;
    for (;;) {
      const ended = await followOnce(source, replayId, () => {
        failures = 0;
        isMissed = false;
      });
      if (failures === 0) heardAtMs = clock.nowMs();
      if (ended === 'over') return;
      if (stopping.aborted) return await letGo();
      if (signal.aborted) return;
      failures += 1;
      const position = await store.events.readPosition(claimed).catch(() => undefined);
      if (position === null) return;
      if (position !== undefined) ({ replayId, replayAt } = position);
      const positionAgeMs = replayAt === null ? undefined : clock.nowMs() - toEpochMs(replayAt);
      const next = afterStreamEnd({ code: ended.code, positionAgeMs, failures });
      log.info(
        {
          workspaceId,
          code: ended.code,
          reason: ended.message,
          state: next.state,
          next: next.next,
          failures,
        },
        'the event subscription ended',
      );
      try {
        if (await act(next, ended, replayAt)) return;
        if (!isMissed && clock.nowMs() - heardAtMs > INTERRUPTED_AFTER_MS) {
          isMissed = true;
          await store.events.planAnew(workspaceId, await fedObjects());
        }
        if (next.next === 'begin_anew') replayId = null;
      } catch (error) {
        if (!isSyncError(error, 'DATABASE_UNAVAILABLE')) throw error;
      }
      // Many workspaces that were cut at once must not come back at once.
      await clock.sleep(next.delayMs * (0.75 + Math.random() / 2), signal).catch(() => {});
      if (stopping.aborted) return await letGo();
      if (signal.aborted) return;
    }
  }

  /** Somebody else may go on at once. */
  async function letGo(): Promise<void> {
    await release('reconnecting', null, null, false).catch(() => {});
  }

  /** True when the workspace is let go. */
  async function act(next: StreamNext, error: SyncError, from: IsoInstant | null): Promise<boolean> {
    const trouble: Trouble = {
      code: error.code,
      title: error.spec.title,
      message: error.message,
      fix: error.spec.fix,
      since: toInstant(clock.nowMs()),
    };
    if (next.repair !== null) {
      const repair = { ...next.repair, from };
      if (next.next === 'resume') await store.events.openRepair(claimed, claimed.schema, repair);
      else await store.events.loseContinuity(claimed, repair);
    }
    if (next.next === 'give_up') {
      await release(next.state, next.state === 'off' ? null : trouble, next.delayMs, false);
      // Objects that events fed are polled from now on.
      await store.events.planAnew(workspaceId, await fedObjects());
      return true;
    }
    await store.events.writeState(claimed, {
      state: next.state,
      trouble: isOrdinary(error.code) ? null : trouble,
    });
    return false;
  }

  async function fedObjects(): Promise<string[]> {
    const { objects } = await store.events.readFacts(workspaceId);
    return Array.from(objects, ([name, { lastEventAt, since }]) =>
      lastEventAt !== null || since !== null ? name : undefined,
    ).filter((name) => name !== undefined);
  }

  /** One subscription, from opening to its end. */
  async function followOnce(
    source: EventSource,
    from: Uint8Array | null,
    onHeard: () => void,
  ): Promise<'over' | SyncError> {
    const within = new AbortController();
    const inner = AbortSignal.any([signal, within.signal]);
    try {
      await store.events.writeState(claimed, {
        state: from === null ? 'connecting' : 'reconnecting',
        trouble: null,
      });
      const ports = await context.openOrg(workspaceId);
      const upkeep = createUpkeep(context, {
        ports,
        lease: claimed,
        schema: claimed.schema,
        signal: inner,
      });
      try {
        await followEvents({
          context,
          ports,
          lease: claimed,
          channel: `/data/${claimed.channel}`,
          source,
          upkeep,
          replayId: from,
          signal: inner,
          onHeard,
        });
        return 'over';
      } finally {
        within.abort(new Error('the subscription ended'));
        await upkeep.settle();
      }
    } catch (error) {
      if (isSyncError(error)) return error;
      if (signal.aborted) return new SyncError('SF_UNAVAILABLE', 'stopped');
      log.error({ workspaceId, err: error }, 'feeding a workspace by events failed on a bug');
      return new SyncError('INTERNAL', 'A bug; see the log of the server.');
    }
  }
}

/** Ends that belong to ordinary life: nobody needs to be told. */
function isOrdinary(code: ErrorCode): boolean {
  return code === 'SF_SESSION_EXPIRED' || code === 'SF_UNAVAILABLE';
}
