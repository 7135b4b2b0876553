import type { EventLease, IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** What a process that feeds a workspace has to look after. */
export interface EventUpkeep {
  readonly readsDue: boolean;
  readonly readsWaiting: number;
  readonly openRepairs: number;
  readonly selectionReadAt: IsoInstant | null;
  /** On the channel, as last looked up; null when the user may not see it. */
  readonly entities: readonly string[] | null;
  /** Loaded objects that may be fed. */
  readonly objects: readonly string[];
  /** Those whose events have arrived without a gap since some time. */
  readonly joined: readonly string[];
  /** Those of which an event came in the last days. */
  readonly seen: readonly string[];
  /** Those that a poll has covered since. */
  readonly covered: readonly string[];
}

interface UpkeepRow {
  reads_due: boolean;
  reads_waiting: number;
  open_repairs: number;
  selection_read_at: IsoInstant | null;
  entities: string[] | null;
  objects: string[];
  joined: string[];
  seen: string[];
  covered: string[];
}

/** One look at everything; undefined when the subscription is another's by now. */
export async function readUpkeep(db: Queryable, lease: EventLease): Promise<EventUpkeep | undefined> {
  const { rows } = await db.query<UpkeepRow>(
    /* sql */ `
    select s.selection_read_at, s.entities, r.reads_due, r.reads_waiting,
           (select count(*) from event_repair p where p.workspace_id = $1 and p.closed_at is null) as open_repairs,
           o.objects, o.joined, o.seen, o.covered
      from event_subscription s,
           lateral (select count(*) as reads_waiting, coalesce(min(due_at) <= now(), false) as reads_due
                      from event_read where workspace_id = $1) r,
           lateral (select coalesce(array_agg(b.sobject), '{}') as objects,
                           coalesce(array_agg(b.sobject) filter (where e.since is not null), '{}') as joined,
                           coalesce(array_agg(b.sobject) filter (
                             where e.last_event_at > now() - interval '3 days'), '{}') as seen,
                           coalesce(array_agg(b.sobject) filter (
                             where e.since is not null and b.deep_read_at > e.polled_after), '{}') as covered
                      from selected_object b
                      left join event_entity e using (workspace_id, sobject)
                     where b.workspace_id = $1 and b.state = 'live' and b.paused_at is null
                       and b.read_mode <> 'poll') o
     where s.workspace_id = $1 and s.owner = $2 and s.fence = $3`,
    [lease.workspaceId, lease.owner, lease.fence],
  );
  const row = rows[0];
  return (
    row && {
      readsDue: row.reads_due,
      readsWaiting: row.reads_waiting,
      openRepairs: row.open_repairs,
      selectionReadAt: row.selection_read_at,
      entities: row.entities,
      objects: row.objects,
      joined: row.joined,
      seen: row.seen,
      covered: row.covered,
    }
  );
}

/** How objects are read is planned anew: events of some begin or end to feed them. Those that do not are due for a poll. */
export async function planAnew(db: Queryable, workspaceId: string, polled: readonly string[]): Promise<void> {
  await db.query(
    /* sql */ `
    with object as (
      update selected_object set next_read_at = now()
       where workspace_id = $1 and sobject = any($2) and state = 'live'
      returning 1
    )
    update workspace
       set next_plan_at = now(),
           next_poll_at = case when exists (select from object) then least(next_poll_at, now()) else next_poll_at end
     where workspace_id = $1`,
    [workspaceId, polled],
  );
}

/**
 * A poll that was asked for can be answered by one that had begun before: then it is asked for again. For objects that are not
 * covered since their events began, and for open repairs.
 */
export async function askAgainForPolls(db: Queryable, workspaceId: string): Promise<void> {
  await db.query(
    /* sql */ `
    with object as (
      update selected_object o set next_read_at = now()
       where o.workspace_id = $1 and o.state = 'live' and o.paused_at is null and o.read_mode <> 'poll'
         and o.next_read_at > now() + interval '5 seconds'
         and (exists (select from event_entity e
                       where e.workspace_id = $1 and e.sobject = o.sobject and e.polled_after < now()
                         and (o.deep_read_at is null or o.deep_read_at <= e.polled_after))
              or exists (select from event_repair r
                          where r.workspace_id = $1 and r.closed_at is null and not r.by_id
                            and r.polled_after < now() and (r.sobject is null or r.sobject = o.sobject)
                            and (o.deep_read_at is null or o.deep_read_at <= r.polled_after)))
      returning 1
    )
    update workspace set next_poll_at = least(next_poll_at, now())
     where workspace_id = $1 and exists (select from object)`,
    [workspaceId],
  );
}
