import type { EventBatch, EventChange, EventLease, MirrorTable } from '@sync-user/engine';
import { accountTable, at, connectWorkspace, type TestStore } from './sample-workspace.ts';

/** A connected workspace with Account loaded, and the right to feed it by events. */
export async function feedAccounts(
  t: TestStore,
  table: MirrorTable = accountTable(t.workspace),
): Promise<{ readonly table: MirrorTable; readonly lease: EventLease; readonly schema: string }> {
  await connectWorkspace(t.store, t.workspace.workspaceId);
  await t.store.mirror.ensureTable(table);
  await t.store.objects.write({ table, label: 'Account', custom: false });
  await t.database.pool.query(
    `update selected_object set state = 'live', read_through = now(), deep_read_at = now()`,
  );
  return { table, lease: await claim(t, 'one'), schema: t.workspace.schema };
}

export async function claim(t: TestStore, owner: string): Promise<EventLease> {
  const options = { owner, leaseSeconds: 60, limit: 10, instances: '.', channel: 'ChangeEvents' };
  // The first look makes the row, the second finds it.
  const [claimed] = [...(await t.store.events.claim(options)), ...(await t.store.events.claim(options))];
  if (claimed === undefined) throw new Error('nothing was to be claimed');
  return claimed;
}

/** A batch of one object's changes; `place` stands for the replay id. */
export function batchOf(table: MirrorTable, changes: readonly EventChange[], place = 1): EventBatch {
  return {
    channel: 'ChangeEvents',
    objects: [{ table, changes }],
    reads: [],
    repairs: [],
    skipped: [],
    replayId: Buffer.from([0, place]),
    committedAt: changes.at(-1)?.committedAt ?? at(0),
  };
}
