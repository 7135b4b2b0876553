import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/**
 * Claims up to `limit` workspaces whose poll is due, longest due first, and moves their next poll one interval on from
 * `now`: polls that were missed while nobody ran are not made up for. Workspaces that cannot read, or have no live
 * object yet, stay due and are not claimed.
 *
 * Safe to call from many workers at once: `skip locked` means two callers never claim the same poll. The lock is the
 * weak one, so that a row just being written for the workspace does not make its poll be passed over.
 * Uses index `workspace_due`.
 */
export async function claimDuePolls(
  db: Queryable,
  now: IsoInstant,
  limit: number,
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with due as (
      select w.workspace_id
        from workspace w
       where w.next_poll_at <= $1
         and exists (select from connection c
                      where c.workspace_id = w.workspace_id
                        and c.is_sync_user
                        and c.state in ('active', 'degraded'))
         and exists (select from selected_object o
                      where o.workspace_id = w.workspace_id and o.state = 'live')
       order by w.next_poll_at
       limit $2
         for no key update skip locked
    )
    update workspace w
       set next_poll_at = $1::timestamptz + make_interval(secs => w.poll_interval_seconds)
      from due
     where w.workspace_id = due.workspace_id
    returning w.workspace_id`,
    [now, limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/** Makes the workspace's poll due at `now`. */
export async function pollNow(db: Queryable, workspaceId: string, now: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `update workspace set next_poll_at = least(next_poll_at, $2) where workspace_id = $1`,
    [workspaceId, now],
  );
}
