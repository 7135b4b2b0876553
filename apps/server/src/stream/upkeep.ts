import { isSyncError } from '@sync-user/contract';
import {
  type EnginePorts,
  type EventLease,
  followLinks,
  readAgain,
  type StreamedEvent,
  toEpochMs,
} from '@sync-user/engine';
import type { EventUpkeep } from '@sync-user/store';
import type { StreamContext } from './stream-context.ts';

const QUIET_MS = 10_000;
const BUSY_MS = 1000;
/** Which objects are selected is looked up so often, and whenever somebody changes it here. */
const SELECTION_EVERY_MS = 24 * 60 * 60_000;

/** What a subscription needs beside its events: reads by id, repairs that end, objects that join and leave. */
export interface Upkeep {
  /** A subscription without a position is opened: objects that were fed before are polled when it stands. */
  beginsAnew(): Promise<void>;
  /** The subscription has begun. `again`: what was polled since may have been polled too early. */
  stands(options: { readonly again: boolean }): Promise<void>;
  /** When it is time for it. `lost`: another process feeds the workspace. */
  lookAfter(): Promise<'held' | 'lost'>;
  /** There is something to do. */
  soon(): void;
  saw(events: readonly StreamedEvent[]): void;
  /** Records went or came back: lookups at them change without an event of their own. */
  linksMoved(): void;
  /** Waits for what is under way. */
  settle(): Promise<void>;
}

export function createUpkeep(
  context: StreamContext,
  options: {
    readonly ports: EnginePorts;
    readonly lease: EventLease;
    readonly schema: string;
    readonly signal: AbortSignal;
  },
): Upkeep {
  const { store, clock, log } = context;
  const { ports, lease, schema, signal } = options;
  const { workspaceId } = lease;
  const seen = new Set<string>();
  let nextAtMs = 0;
  let askAtMs = 0;
  let reading: Promise<void> | undefined;
  let areLinksMoved = false;
  let selecting: Promise<void> | undefined;
  let covered: string | undefined;

  /** Objects whose events come: those on the channel, or where that cannot be seen, those of which one came. */
  const joining = ({ entities, objects, seen: before }: EventUpkeep): string[] =>
    objects.filter((name) =>
      entities === null ? seen.has(name) || before.includes(name) : entities.includes(name),
    );

  async function read(): Promise<void> {
    try {
      if (areLinksMoved) {
        areLinksMoved = false;
        await followLinks(ports, workspaceId, signal);
      }
      const report = await readAgain({ ...ports, events: store.events }, workspaceId, signal);
      if (report.records > 0) log.debug({ workspaceId, ...report }, 'records were read again');
    } catch (error) {
      if (signal.aborted) return;
      if (!isSyncError(error)) log.error({ workspaceId, err: error }, 'reading again failed on a bug');
      else log.info({ workspaceId, code: error.code }, 'records could not be read again yet');
      nextAtMs = Math.max(nextAtMs, clock.nowMs() + QUIET_MS);
    }
  }

  async function lookUpSelection(): Promise<void> {
    try {
      const selector = context.openSelector(workspaceId, lease.organizationId);
      const selection = await selector.read({ cause: 'check', sobject: null, signal });
      await store.events.writeSelection(workspaceId, selection);
      nextAtMs = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (!isSyncError(error))
        log.error({ workspaceId, err: error }, 'looking up the selection failed on a bug');
      else log.info({ workspaceId, code: error.code }, 'the selection of objects cannot be looked up yet');
      nextAtMs = Math.max(nextAtMs, clock.nowMs() + 6 * QUIET_MS);
    }
  }

  return {
    async beginsAnew() {
      const upkeep = await store.events.readUpkeep(lease);
      if (upkeep === undefined || upkeep.joined.length === 0) return;
      await store.events.loseContinuity(lease, {
        kind: 'interrupted',
        reason: 'The subscription was cut before Salesforce had told its position.',
        from: null,
      });
    },

    async stands({ again }) {
      const upkeep = await store.events.readUpkeep(lease);
      if (upkeep !== undefined) await store.events.noteStanding(lease, joining(upkeep), { again });
      nextAtMs = 0;
    },

    async lookAfter() {
      const nowMs = clock.nowMs();
      if (nowMs < nextAtMs) return 'held';
      const upkeep = await store.events.readUpkeep(lease);
      if (upkeep === undefined) return 'lost';
      const wanted = joining(upkeep);
      if (!isSame(wanted, upkeep.joined)) await store.events.noteStanding(lease, wanted, { again: false });
      if (upkeep.openRepairs > 0) await store.events.closeRepairs(workspaceId, schema);
      const coveredNow = upkeep.covered.toSorted().join();
      if (covered !== coveredNow) {
        covered = coveredNow;
        await store.events.planAnew(workspaceId, []);
      }
      if ((upkeep.readsDue || areLinksMoved) && reading === undefined) {
        reading = read().finally(() => {
          reading = undefined;
        });
      }
      const selectionAge =
        upkeep.selectionReadAt === null
          ? Number.POSITIVE_INFINITY
          : nowMs - toEpochMs(upkeep.selectionReadAt);
      if (selectionAge > SELECTION_EVERY_MS && selecting === undefined) {
        selecting = lookUpSelection().finally(() => {
          selecting = undefined;
        });
      }
      if (nowMs >= askAtMs && (upkeep.openRepairs > 0 || upkeep.covered.length < wanted.length)) {
        askAtMs = nowMs + QUIET_MS;
        await store.events.askAgainForPolls(workspaceId);
      }
      const busy = upkeep.readsWaiting > 0 || upkeep.openRepairs > 0 || upkeep.covered.length < wanted.length;
      nextAtMs = Math.max(nextAtMs, nowMs + (busy ? BUSY_MS : QUIET_MS));
      return 'held';
    },

    soon() {
      nextAtMs = 0;
    },

    linksMoved() {
      areLinksMoved = true;
      nextAtMs = 0;
    },

    saw(events) {
      for (const event of events) {
        if (event.kind !== 'change' || seen.has(event.sobject)) continue;
        seen.add(event.sobject);
        nextAtMs = 0;
      }
    },

    async settle() {
      await Promise.all([reading, selecting]);
    },
  };
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}
