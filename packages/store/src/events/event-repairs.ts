import type { EventRepair } from '@sync-user/contract';
import type { NewEventRepair } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { noteReads } from './event-reads.ts';

/** Clocks of our machines may differ by so much: a poll that begins after it has begun after us. */
export const CLOCK_MARGIN = `interval '2 seconds'`;

/**
 * Opens a repair in the caller's transaction. One by id has its records noted; the others ask for a poll, at once or, with
 * `waits`, when the subscription stands again.
 */
export async function openRepair(
  tx: Queryable,
  workspaceId: string,
  repair: NewEventRepair,
  feedAt: number,
  options: { readonly waits?: boolean } = {},
): Promise<number> {
  const { rows } = await tx.query<{ repair_id: number }>(
    /* sql */ `
    insert into event_repair (workspace_id, kind, sobject, reason, from_at, by_id, feed_from, polled_after)
    values ($1, $2, $3, $4, $5, $6, $7, case when $8 then now() + ${CLOCK_MARGIN} end)
    returning repair_id`,
    [
      workspaceId,
      repair.kind,
      repair.sobject,
      repair.reason,
      repair.from,
      repair.ids !== null,
      feedAt,
      repair.ids === null && options.waits !== true,
    ],
  );
  const repairId = rows[0]?.repair_id;
  if (repairId === undefined) throw new Error('no repair was opened');
  const { sobject } = repair;
  if (repair.ids !== null && sobject !== null) {
    const reads = repair.ids.map((id) => ({ sobject, id, reason: 'gap' as const }));
    await noteReads(tx, workspaceId, reads, repairId);
  } else if (options.waits !== true) await askForPoll(tx, workspaceId, sobject);
  return repairId;
}

/** Makes the object, or all that are fed by events, due for a poll. */
export async function askForPoll(tx: Queryable, workspaceId: string, sobject: string | null): Promise<void> {
  await tx.query(
    /* sql */ `
    with object as (
      update selected_object
         set next_read_at = now() + ${CLOCK_MARGIN}
       where workspace_id = $1 and state = 'live' and read_mode <> 'poll' and ($2::text is null or sobject = $2)
      returning 1
    )
    update workspace set next_poll_at = least(next_poll_at, now() + ${CLOCK_MARGIN})
     where workspace_id = $1 and exists (select from object)`,
    [workspaceId, sobject],
  );
}

/**
 * Closes repairs whose records nobody waits for any more: another repair that names them as well has them read, or their
 * object was deselected. And those whose objects were polled since: a read that reached back the whole overlap began after the repair asked
 * for it. Objects that are not read now (paused, failed, loaded anew) hold up nothing: what begins them again reads all.
 */
export async function closeRepairs(db: Database, workspaceId: string, schema: string): Promise<void> {
  await db.transact(async (tx) => {
    await tx.query(
      /* sql */ `
      update event_repair p set closed_at = now(), to_at = now()
       where p.workspace_id = $1 and p.closed_at is null and p.by_id
         and not exists (select from event_read r where r.workspace_id = $1 and r.repair_id = p.repair_id)`,
      [workspaceId],
    );
    await tx.query(
      /* sql */ `
      update event_repair r
         set closed_at = now(), to_at = (select min(o.read_through) from selected_object o
                                          where o.workspace_id = $1 and o.state = 'live'
                                            and (r.sobject is null or o.sobject = r.sobject)),
             rows_changed = (select count(*) from ${quote(schema)}.sync_change c
                              where c.seq > r.feed_from and c.cause not in ('event', 'event_detail')
                                and (r.sobject is null or c.object = r.sobject)),
             reads = (select count(*) from selected_object o
                       where o.workspace_id = $1 and o.state = 'live' and o.read_mode <> 'poll'
                         and (r.sobject is null or o.sobject = r.sobject))
       where r.workspace_id = $1 and r.closed_at is null and not r.by_id and r.polled_after is not null
         and not exists (
               select from selected_object o
                where o.workspace_id = $1 and o.state = 'live' and o.paused_at is null and o.read_mode <> 'poll'
                  and (r.sobject is null or o.sobject = r.sobject)
                  and (o.deep_read_at is null or o.deep_read_at <= r.polled_after))`,
      [workspaceId],
    );
  });
}

/**
 * The same for workspaces whose events nobody follows now: nothing is to be fed any more, events are switched off, or Salesforce
 * refuses them. What reads them then are polls, so a poll closes what waited for a subscription; and while events are off,
 * what waited for reads by id. When a subscription stands again, objects whose continuity was lost are polled once more.
 */
export async function closeUnfollowed(db: Database): Promise<void> {
  const { rows } = await db.query<{ workspace_id: string; schema_name: string }>(/* sql */ `
    with unfollowed as (
      select w.workspace_id, w.schema_name, w.events_on
        from workspace w
       where w.workspace_id in (select workspace_id from event_repair where closed_at is null)
         and not exists (select from event_subscription s where s.workspace_id = w.workspace_id and s.lease_until > now())
    ), polled as (
      update event_repair r set by_id = false, polled_after = now() + ${CLOCK_MARGIN}
        from unfollowed u
       where r.workspace_id = u.workspace_id and r.closed_at is null and r.polled_after is null
         and not (r.by_id and u.events_on)
    )
    select workspace_id, schema_name from unfollowed`);
  for (const { workspace_id: workspaceId, schema_name: schema } of rows)
    await closeRepairs(db, workspaceId, schema);
}

interface RepairRow {
  id: number;
  kind: EventRepair['kind'];
  object: string | null;
  reason: string;
  from: string | null;
  to: string | null;
  openedAt: string;
  closedAt: string | null;
  rows: number;
  reads: number;
}

/** The newest first. */
export async function listRepairs(
  db: Queryable,
  workspaceId: string,
  query: {
    readonly open?: 'true' | 'false' | undefined;
    readonly before?: number | undefined;
    readonly limit: number;
  },
): Promise<EventRepair[]> {
  const { rows } = await db.query<RepairRow>(
    /* sql */ `
    select repair_id as id, kind, sobject as object, reason, from_at as "from", to_at as "to", opened_at as "openedAt",
           closed_at as "closedAt", rows_changed as rows, reads
      from event_repair
     where workspace_id = $1
       and ($2::boolean is null or (closed_at is null) = $2)
       and ($3::bigint is null or repair_id < $3)
     order by repair_id desc limit $4`,
    [workspaceId, query.open === undefined ? null : query.open === 'true', query.before ?? null, query.limit],
  );
  return rows;
}
