import type { IsoInstant } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

/** Connections with a refresh token that were not renewed since `before`, the longest idle first. Any kind of login. */
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
       and (renewal_begun_at is null or renewal_begun_at < $1::timestamptz + interval '1 second')
     order by renewed_at
     limit $2`,
    [query.before, query.limit],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.connection_id }));
}
