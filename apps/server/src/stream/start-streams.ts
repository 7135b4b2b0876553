import { randomUUID } from 'node:crypto';
import { isSyncError } from '@sync-user/contract';
import { createQuietWarnings } from '../jobs/quiet-warnings.ts';
import { feedWorkspace, LEASE_SECONDS } from './feed-workspace.ts';
import type { StreamContext } from './stream-context.ts';

export interface StreamOptions {
  readonly context: StreamContext;
  /** Workspaces that one process feeds at most. */
  readonly limit: number;
  /** Instance addresses that have an event bus, as a regular expression of PostgreSQL. */
  readonly instances: string;
}

const LOOK_EVERY_MS = 1000;
const PER_LOOK = 50;
/** Repairs that no follower closes. */
const CLOSE_EVERY_MS = 10_000;
/** The channel that Salesforce's Setup shows. */
const CHANNEL = 'ChangeEvents';

/**
 * The role `stream`: takes over subscriptions that nobody reads, and feeds their workspaces. Any number of processes may do
 * so on one database: a subscription is one process's while its lease stands.
 */
export function startStreams({ context, limit, instances }: StreamOptions): { stop(): Promise<void> } {
  const { store, clock, log } = context;
  const owner = randomUUID();
  const stopping = new AbortController();
  const feeding = new Map<string, Promise<void>>();
  const warn = createQuietWarnings(log, () => clock.nowMs());
  const looking = look();
  return {
    stop: async () => {
      stopping.abort(new Error('the server is stopping'));
      await looking;
      await Promise.all(feeding.values());
    },
  };

  async function look(): Promise<void> {
    let closedAtMs = Number.NEGATIVE_INFINITY;
    while (!stopping.signal.aborted) {
      try {
        await takeOver();
        if (clock.nowMs() - closedAtMs >= CLOSE_EVERY_MS) {
          closedAtMs = clock.nowMs();
          await store.events.closeUnfollowed();
        }
      } catch (error) {
        if (!isSyncError(error)) log.error({ err: error }, 'taking over subscriptions failed on a bug');
        else warn('subscriptions cannot be taken over', error.message);
      }
      await clock.sleep(LOOK_EVERY_MS, stopping.signal).catch(() => {});
    }
  }

  async function takeOver(): Promise<void> {
    const room = Math.min(PER_LOOK, limit - feeding.size);
    if (room <= 0) return;
    const claimed = await store.events.claim({
      owner,
      leaseSeconds: LEASE_SECONDS,
      limit: room,
      instances,
      channel: CHANNEL,
    });
    for (const subscription of claimed) {
      const { workspaceId } = subscription;
      const before = feeding.get(workspaceId);
      const running = (async () => {
        // Its lease ran out under us: the fence has ended it, and it ends by itself.
        await before;
        await feedWorkspace(context, subscription, stopping.signal);
      })()
        .catch((error: unknown) => {
          if (!isSyncError(error)) log.error({ workspaceId, err: error }, 'a subscription failed on a bug');
        })
        .finally(() => {
          if (feeding.get(workspaceId) === running) feeding.delete(workspaceId);
        });
      feeding.set(workspaceId, running);
    }
  }
}
