import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/**
 * Connections of any kind that were not renewed since `before`, in no order: those that fail again and again must not keep
 * the others from their turn. Uses index `connection_renewal`.
 */
export async function listIdleConnections(
  db: Queryable,
  query: { readonly before: IsoInstant; readonly limit: number },
): Promise<{ readonly workspaceId: string; readonly connectionId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string; connection_id: string }>(
    /* sql */ `
    select workspace_id, connection_id
      from connection
     where state in ('pending', 'active', 'degraded')
       and renewed_at < $1
     order by random()
     limit $2`,
    [query.before, query.limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.connection_id }));
}
