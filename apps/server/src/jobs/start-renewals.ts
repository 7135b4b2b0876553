import { isSyncError } from '@sync-user/contract';
import { toInstant } from '@sync-user/engine';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { healIncidents } from '../connection/incidents.ts';

export interface RenewalOptions {
  readonly context: ConnectionContext;
  readonly broker: Broker;
  /** A connection that was not renewed for so long is renewed, whether anybody uses it or not. */
  readonly afterDays: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const EVERY_MS = 60_000;
/** A look that failed as a whole, as when the database was away, is not put off for a minute. */
const AFTER_FAILURE_MS = 5_000;
const PER_LOOK = 20;

/**
 * Keeps every connection inside the idle limit of its app, members' own ones among them: new External Client Apps end a
 * refresh token that lies unused for 30 days. Any number of processes may do so: whoever comes second finds it done. A
 * look takes a few of those that are due, in no order, so that a fleet connected on one day is not renewed in one minute.
 * Incidents that a dead process left untold or open are put right with it.
 */
export function startRenewals({ context, broker, afterDays }: RenewalOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const running = run();
  return {
    stop: async () => {
      stopping.abort(new Error('the worker is stopping'));
      await running;
    },
  };

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      let pauseMs = EVERY_MS;
      try {
        await renewIdle({ context, broker, afterDays }, stopping.signal);
        await healIncidents(context);
      } catch (error) {
        pauseMs = AFTER_FAILURE_MS;
        if (!isSyncError(error, 'DATABASE_UNAVAILABLE'))
          context.log.error({ err: error }, 'renewals failed on a bug');
      }
      await context.clock.sleep(pauseMs * (0.5 + Math.random()), stopping.signal).catch(() => {});
    }
  }
}

/** One look. What fails is written to its connection by the broker. @returns how many were renewed */
async function renewIdle(
  { context, broker, afterDays }: RenewalOptions,
  signal: AbortSignal,
): Promise<number> {
  const before = toInstant(context.clock.nowMs() - afterDays * DAY_MS);
  let renewed = 0;
  for (const key of await context.store.connections.listIdle({ before, limit: PER_LOOK })) {
    if (signal.aborted) break;
    try {
      await broker.renewUnlessSince(key, before);
      renewed += 1;
    } catch (error) {
      if (!isSyncError(error) || error.code === 'DATABASE_UNAVAILABLE') throw error;
      context.log.info({ ...key, code: error.code }, 'an idle connection could not be renewed');
    }
  }
  return renewed;
}
