import { setTimeout } from 'node:timers/promises';
import { toInstant } from '@sync-user/engine';
import { isSyncError } from '@sync-user/contract';
import type { Logger } from 'pino';
import { deliver, type DeliverOptions } from './deliver.ts';

const LOOK_EVERY_MS = 1000;
/** Longer than any attempt takes: a delivery whose process died is due again after it. */
const LEASE_MS = 120_000;
const AT_ONCE = 10;
const STOP_PATIENCE_MS = 2000;

/**
 * Sends what is due, looking every second. Any number of processes may do so: a delivery is claimed in the database
 * for a while, and its rows are the queue.
 */
export function startDeliveries(options: DeliverOptions & { readonly log: Logger }): {
  nudge(): void;
  stop(): Promise<void>;
} {
  const { store, clock, log } = options;
  const stopping = new AbortController();
  let wake = (): void => undefined;
  const working = work();
  return {
    nudge: () => wake(),
    stop: async () => {
      stopping.abort();
      wake();
      // A receiver that takes its time must not hold up the end: its delivery is due again after the lease.
      await Promise.race([working, setTimeout(STOP_PATIENCE_MS, undefined, { ref: false })]);
    },
  };

  async function work(): Promise<void> {
    while (!stopping.signal.aborted) {
      const sent = await sendDue().catch((error: unknown) => {
        if (stopping.signal.aborted) log.debug('a delivery was given up: it is due again after its lease');
        else if (isSyncError(error)) log.warn({ code: error.code }, 'notices could not be sent');
        else log.error({ err: error }, 'sending notices failed on a bug');
        return 0;
      });
      if (sent === AT_ONCE || stopping.signal.aborted) continue;
      await new Promise<void>((done) => {
        const timer = globalThis.setTimeout(done, LOOK_EVERY_MS);
        wake = () => {
          clearTimeout(timer);
          done();
        };
      });
    }
  }

  async function sendDue(): Promise<number> {
    const nowMs = clock.nowMs();
    const due = await store.notices.claimDeliveries({
      now: toInstant(nowMs),
      leaseUntil: toInstant(nowMs + LEASE_MS),
      limit: AT_ONCE,
    });
    await Promise.all(
      due.map(async (delivery) => {
        const outcome = await deliver(options, delivery);
        await store.notices.settleDelivery(delivery, outcome, toInstant(clock.nowMs()));
        const { channel, recipient, event, attempts, notice } = delivery;
        log.info({ channel, recipient, event, attempts, kind: notice.kind, outcome: outcome.kind }, 'notice');
      }),
    );
    return due.length;
  }
}
