import type { EventBatch, EventBatchOutcome, EventLease, MirrorTable, NewEventRead } from '@sync-user/engine';
import { toIdentifier } from '../database/identifier.ts';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { lockFeed } from '../mirror/merge-batch.ts';
import { applyChanges, ValueRefused } from './apply-changes.ts';
import { openRepair } from './event-repairs.ts';
import { noteTransaction } from './event-transactions.ts';
import { noteChangedReads, noteReads } from './event-reads.ts';

/** See `EventStore.applyBatch`. The fence is checked first and its row stays locked, so that no two processes apply both. */
export async function applyEventBatch(
  db: Database,
  lease: EventLease,
  batch: EventBatch,
): Promise<EventBatchOutcome> {
  const refused = new Set<string>();
  for (;;) {
    try {
      return await applyOnce(db, lease, batch, refused);
    } catch (error) {
      if (!(error instanceof ValueRefused) || refused.has(error.sobject)) throw error;
      refused.add(error.sobject);
    }
  }
}

/** `refused`: objects with a value that does not fit; their records are read by id. */
async function applyOnce(
  db: Database,
  lease: EventLease,
  batch: EventBatch,
  refused: ReadonlySet<string>,
): Promise<EventBatchOutcome> {
  return await db.transact(async (tx): Promise<EventBatchOutcome> => {
    const held = await holdLease(tx, lease);
    if (held === undefined) return { kind: 'taken_over' };
    const total = { created: 0, updated: 0, deleted: 0 };
    const reads: NewEventRead[] = [...batch.reads];
    let lastSeq = await lockFeed(tx, held.schema);
    // After the feed's lock, which a move to another org holds as well.
    if (!(await holdsOrg(tx, lease))) return { kind: 'taken_over' };
    if (batch.objects.length > 0) await noteTransaction(tx, lease.workspaceId, { byRead: false });
    for (const { table, changes } of batch.objects) {
      const { sobject } = table;
      await countEvents(tx, table, changes.length);
      if (refused.has(sobject)) {
        reads.push(...changes.map(({ id }) => ({ sobject, id, reason: 'refused' as const })));
        continue;
      }
      const applied = await applyChanges(tx, table, changes, lastSeq);
      lastSeq = applied.lastSeq;
      total.created += applied.created;
      total.updated += applied.updated;
      total.deleted += applied.deleted;
      reads.push(...applied.reads);
    }
    await noteChangedReads(tx, lease.workspaceId, batch);
    for (const repair of batch.repairs) await openRepair(tx, lease.workspaceId, repair, lastSeq);
    await noteReads(tx, lease.workspaceId, reads, null);
    await noteSkipped(tx, lease.workspaceId, batch.skipped);
    await movePosition(tx, lease, batch);
    return { kind: 'applied', ...total, reads: reads.length };
  });
}

async function holdLease(tx: Queryable, lease: EventLease): Promise<{ readonly schema: string } | undefined> {
  const { rows } = await tx.query<{ schema_name: string }>(
    /* sql */ `
    select w.schema_name
      from event_subscription s
      join workspace w using (workspace_id)
     where s.workspace_id = $1 and s.owner = $2 and s.fence = $3
       for update of s`,
    [lease.workspaceId, lease.owner, lease.fence],
  );
  return rows[0] === undefined ? undefined : { schema: toIdentifier(rows[0].schema_name) };
}

async function holdsOrg(tx: Queryable, lease: EventLease): Promise<boolean> {
  const { rows } = await tx.query<{ same: boolean }>(
    /* sql */ `select organization_id = $2 as same from workspace where workspace_id = $1`,
    [lease.workspaceId, lease.organizationId],
  );
  return rows[0]?.same === true;
}

async function countEvents(tx: Queryable, table: MirrorTable, events: number): Promise<void> {
  await tx.query(
    /* sql */ `
    with counted as (
      insert into event_count as c (workspace_id, sobject, hour, events)
      values ($1, $2, date_trunc('hour', now()), $3)
          on conflict (workspace_id, sobject, hour) do update set events = c.events + excluded.events
    )
    insert into event_entity as e (workspace_id, sobject, last_event_at)
    select $1, $2, clock_timestamp()
     where exists (select from selected_object where workspace_id = $1 and sobject = $2)
        on conflict (workspace_id, sobject) do update set last_event_at = excluded.last_event_at`,
    [table.workspaceId, table.sobject, events],
  );
}

/** A poll covers what was skipped, as soon as they may be fed again. */
async function noteSkipped(tx: Queryable, workspaceId: string, sobjects: readonly string[]): Promise<void> {
  if (sobjects.length === 0) return;
  await tx.query(
    /* sql */ `
    update event_entity set since = null, polled_after = null where workspace_id = $1 and sobject = any($2)`,
    [workspaceId, sobjects],
  );
}

async function movePosition(tx: Queryable, lease: EventLease, batch: EventBatch): Promise<void> {
  await tx.query(
    /* sql */ `
    update event_subscription
       set replay_id = $2, replay_at = clock_timestamp(), last_heard_at = clock_timestamp(),
           last_event_at = case when $3::timestamptz is null then last_event_at else clock_timestamp() end,
           last_commit_at = coalesce($3, last_commit_at),
           lag_ms = case when $3::timestamptz is null then lag_ms
                         else least(2147483647, greatest(0, extract(epoch from clock_timestamp() - $3) * 1000))::integer end
     where workspace_id = $1`,
    [lease.workspaceId, Buffer.from(batch.replayId), batch.committedAt],
  );
}
