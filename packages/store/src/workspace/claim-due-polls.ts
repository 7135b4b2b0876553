import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** How long a workspace whose poll died is left alone. */
const GATE_SECONDS = 300;

/**
 * Claims up to `limit` workspaces of which a live object is due, longest due first, and shuts their gate for five minutes:
 * whoever has polled opens it again (`openGate`). So a workspace is handed out once, and what was due when its poll died is
 * read five minutes later. Which objects are read is decided when the poll runs. Workspaces that cannot read are not
 * claimed; paused objects are never due.
 *
 * Safe to call from many workers at once: `skip locked` means two callers never claim the same poll. The lock is the
 * weak one, so that a row just being written for the workspace does not make its poll be passed over.
 * Uses index `selected_object_due`: however many objects are not due, they cost nothing.
 */
export async function claimDuePolls(
  db: Queryable,
  now: IsoInstant,
  limit: number,
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with read as (
      select o.workspace_id, min(o.next_read_at) as due_at
        from selected_object o
       where o.state = 'live' and o.paused_at is null and o.next_read_at <= $1
       group by o.workspace_id
    ), due as (
      select w.workspace_id
        from workspace w
        join read using (workspace_id)
       where w.next_poll_at <= $1
         and exists (select from connection c
                      where c.workspace_id = w.workspace_id
                        and c.is_sync_user
                        and c.state in ('active', 'degraded'))
       order by read.due_at
       limit $2
         for no key update of w skip locked
    )
    update workspace w
       set next_poll_at = $1::timestamptz + make_interval(secs => least(w.poll_interval_seconds, ${GATE_SECONDS}))
      from due
     where w.workspace_id = due.workspace_id
    returning w.workspace_id`,
    [now, limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/** Lets the workspace be polled again from `at` on, as soon as one of its objects is due. */
export async function openGate(db: Queryable, workspaceId: string, at: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `update workspace set next_poll_at = least(next_poll_at, $2) where workspace_id = $1`,
    [workspaceId, at],
  );
}

/** Makes a read of all live objects due at `now`; one that began before does not answer for it. */
export async function pollNow(db: Queryable, workspaceId: string, now: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `
    with due as (
      update selected_object set next_read_at = $2
       where workspace_id = $1 and state = 'live' and paused_at is null
    )
    update workspace set next_poll_at = least(next_poll_at, $2) where workspace_id = $1`,
    [workspaceId, now],
  );
}
