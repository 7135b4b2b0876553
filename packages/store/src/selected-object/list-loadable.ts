import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** Objects that have to be loaded and may be now, longest due first, of workspaces whose connection may read. */
export async function listLoadable(
  db: Queryable,
  now: IsoInstant,
): Promise<{ readonly workspaceId: string; readonly sobject: string }[]> {
  const { rows } = await db.query<{ workspace_id: string; sobject: string }>(
    /* sql */ `
    select o.workspace_id, o.sobject
      from selected_object o
      join connection c on c.workspace_id = o.workspace_id and c.is_sync_user
     where o.state in ('waiting', 'loading')
       and o.paused_at is null
       and c.state in ('active', 'degraded')
       and (o.next_attempt_at is null or o.next_attempt_at <= $1)
     order by o.next_attempt_at nulls first, o.workspace_id, o.sobject`,
    [now],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, sobject: row.sobject }));
}
