import type { ConnectionState, NoticeKind } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';

/** What counts as a stop that people are told of, and the subject of the sync user's incident, whoever that is. */
export interface ToldStops {
  readonly states: readonly ConnectionState[];
  readonly syncUserSubject: string;
}

/**
 * Connections that have stopped and of which no incident is open: whoever stopped them died before it was opened. At most
 * 100, in no order.
 */
export async function listUntoldConnections(
  db: Queryable,
  { states, syncUserSubject }: ToldStops,
): Promise<{ readonly workspaceId: string; readonly connectionId: string }[]> {
  const { rows } = await db.query<{ workspace_id: string; connection_id: string }>(
    /* sql */ `
    select c.workspace_id, c.connection_id
      from connection c
     where c.state = any($1)
       and (c.is_sync_user
            and not exists (select from notice n
                             where n.workspace_id = c.workspace_id and n.kind = 'connection_lost'
                               and n.subject = $2 and n.closed_at is null)
            or c.member_id is not null
            and not exists (select from notice n
                             where n.workspace_id = c.workspace_id and n.kind = 'personal_connection_lost'
                               and n.subject = c.connection_id::text and n.closed_at is null))
     limit 100`,
    [states, syncUserSubject],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, connectionId: row.connection_id }));
}

/**
 * Open incidents of connections that are in force again, were replaced or are nobody's any more: whoever mended them died
 * before the incident was closed. At most 100, in no order.
 */
export async function listOutlivedNotices(
  db: Queryable,
  { states }: Pick<ToldStops, 'states'>,
): Promise<{ readonly workspaceId: string; readonly kind: NoticeKind; readonly subject: string }[]> {
  const { rows } = await db.query<{ workspace_id: string; kind: NoticeKind; subject: string }>(
    /* sql */ `
    select n.workspace_id, n.kind, n.subject
      from notice n
     where n.closed_at is null
       and n.kind in ('connection_lost', 'personal_connection_lost')
       and not exists (select from connection c
                        where c.workspace_id = n.workspace_id
                          and c.state = any($1)
                          and case n.kind when 'connection_lost' then c.is_sync_user
                              else c.connection_id::text = n.subject and c.member_id is not null end)
     limit 100`,
    [states],
  );
  return rows.map((row) => ({ workspaceId: row.workspace_id, kind: row.kind, subject: row.subject }));
}
