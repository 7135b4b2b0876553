import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/**
 * Claims up to `limit` workspaces whose permission checks are due and moves their next ones on by `everyHours`, a tenth
 * more or less, so that workspaces that were connected together do not ask together for ever. Workspaces with nobody to
 * check stay due. Safe to call from many workers at once.
 */
export async function claimDueChecks(
  db: Queryable,
  now: IsoInstant,
  { everyHours, limit }: { readonly everyHours: number; readonly limit: number },
): Promise<{ readonly workspaceId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string }>(
    /* sql */ `
    with due as (
      select w.workspace_id
        from workspace w
       where w.next_check_at <= $1
         and exists (select from connection c
                      where c.workspace_id = w.workspace_id
                        and ((c.is_sync_user and c.state in ('active', 'degraded'))
                             or (c.state = 'pending' and not c.is_sync_user and c.member_id is null)))
       order by w.next_check_at
       limit $2
         for no key update skip locked
    )
    update workspace w
       set next_check_at = $1::timestamptz + make_interval(secs => $3 * 3600 * (0.9 + 0.2 * random()))
      from due
     where w.workspace_id = due.workspace_id
    returning w.workspace_id`,
    [now, limit, everyHours],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id }));
}

/**
 * Makes the workspace's checks due at `at`, unless they are due sooner: after a connection, a change of what is mapped or
 * of the policy. Several such changes in a row are one run.
 */
export async function checkSoon(db: Queryable, workspaceId: string, at: IsoInstant): Promise<void> {
  await db.query(
    /* sql */ `update workspace set next_check_at = least(next_check_at, $2) where workspace_id = $1`,
    [workspaceId, at],
  );
}
