import type { Notice } from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';

interface NoticeRow {
  notice_id: string;
  kind: Notice['kind'];
  title: string;
  body: string;
  action: Notice['action'];
  opened_at: string;
  closed_at: string | null;
}

type DeliveryRow = Omit<Notice['deliveries'][number], 'at'> & {
  notice_id: string;
  settled_at: string | null;
};

/** Newest first, each with who was told. `open` undefined: both open and closed ones. */
export async function listNotices(
  db: Queryable,
  workspaceId: string,
  query: { readonly open: boolean | undefined; readonly limit: number },
): Promise<Notice[]> {
  const { rows } = await db.query<NoticeRow>(
    /* sql */ `
    select notice_id, kind, title, body, action, opened_at, closed_at
      from notice
     where workspace_id = $1 and ($2::boolean is null or (closed_at is null) = $2)
     order by opened_at desc, notice_id
     limit $3`,
    [workspaceId, query.open ?? null, query.limit],
  );
  if (rows.length === 0) return [];
  const deliveries = await db.query<DeliveryRow>(
    /* sql */ `
    select notice_id, channel, event, recipient, state, attempts, settled_at, error
      from notice_delivery
     where workspace_id = $1 and notice_id = any($2)
     order by event desc, channel, recipient`,
    [workspaceId, rows.map((row) => row.notice_id)],
  );
  const byNotice = Map.groupBy(deliveries.rows, (row) => row.notice_id);
  return rows.map((row) => ({
    id: row.notice_id,
    kind: row.kind,
    title: row.title,
    text: row.body,
    action: row.action,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    deliveries: (byNotice.get(row.notice_id) ?? []).map(
      ({ notice_id: _noticeId, settled_at: at, ...delivery }) => ({ ...delivery, at }),
    ),
  }));
}
