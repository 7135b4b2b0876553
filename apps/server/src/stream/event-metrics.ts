import type { Store } from '@sync-user/store';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface EventMetrics {
  noteEvents(applied: { readonly events: number; readonly lagMs: number }): void;
  /** Looks at all workspaces' subscriptions, whichever process follows them. */
  text(store: Store): Promise<string>;
}

/** What this process applied, and how every workspace's subscription stands. */
export function createEventMetrics(): EventMetrics {
  const registry = new Registry();
  const registers = [registry];
  const events = new Counter({
    name: 'sync_user_events_total',
    help: 'Change events that this process applied.',
    registers,
  });
  const lag = new Histogram({
    name: 'sync_user_event_lag_seconds',
    help: 'From a commit in the org until its change stood in PostgreSQL, for batches of this process.',
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
    registers,
  });
  const labelNames = ['workspace'] as const;
  const live = new Gauge({
    name: 'sync_user_events_live',
    help: '1 while the workspace’s change events are followed.',
    labelNames,
    registers,
  });
  const repairs = new Gauge({
    name: 'sync_user_event_repairs_open',
    help: 'Gaps in the events that are not closed yet.',
    labelNames,
    registers,
  });
  return {
    noteEvents: ({ events: count, lagMs }) => {
      events.inc(count);
      lag.observe(lagMs / 1000);
    },
    async text(store) {
      live.reset();
      repairs.reset();
      for (const { workspaceId, slug } of await store.workspaces.list()) {
        const facts = await store.events.readFacts(workspaceId);
        if (!facts.possible) continue;
        live.set({ workspace: slug }, facts.state === 'live' ? 1 : 0);
        repairs.set({ workspace: slug }, facts.openRepairs);
      }
      return await registry.metrics();
    },
  };
}
