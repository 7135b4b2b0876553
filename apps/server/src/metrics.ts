import { isSyncError } from '@sync-user/contract';
import type { Store } from '@sync-user/store';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { EventMetrics } from './stream/event-metrics.ts';

/** Prometheus text: the process, and per object rows, state and age of what it holds. */
export function createMetrics(store: Store, events: EventMetrics): () => Promise<string> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const labelNames = ['workspace', 'object'] as const;
  const rows = new Gauge({
    name: 'sync_user_mirror_rows',
    help: 'Rows in the mirror.',
    labelNames,
    registers: [registry],
  });
  const age = new Gauge({
    name: 'sync_user_freshness_seconds',
    help: 'Age of the instant up to which everything in the org is in the mirror.',
    labelNames,
    registers: [registry],
  });
  const failed = new Gauge({
    name: 'sync_user_object_failed',
    help: '1 when the object is not syncing.',
    labelNames,
    registers: [registry],
  });

  return async () => {
    for (const gauge of [rows, age, failed]) gauge.reset();
    let ofEvents = '';
    try {
      ofEvents = await events.text(store);
      for (const workspace of await store.workspaces.list()) {
        for (const object of await store.selected.list(workspace.workspaceId)) {
          const labels = { workspace: workspace.slug, object: object.name };
          rows.set(labels, object.rows);
          failed.set(labels, object.state === 'failed' ? 1 : 0);
          if (object.freshAsOf !== null) age.set(labels, (Date.now() - Date.parse(object.freshAsOf)) / 1000);
        }
      }
    } catch (error) {
      // The process's own numbers are still worth having while PostgreSQL is away.
      if (!isSyncError(error, 'DATABASE_UNAVAILABLE')) throw error;
    }
    return `${await registry.metrics()}${ofEvents}`;
  };
}
