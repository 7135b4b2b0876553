import type { Queryable } from '../database/queryable.ts';
import { markDetails } from './mark-details.ts';

/**
 * Rows that this transaction writes are known by its number, which stands in their `xmin`: those of events, or of what was
 * read again because of them. Of the latter, entries of the feed that only add to what an event told are marked as such.
 */
export async function noteTransaction(
  tx: Queryable,
  workspaceId: string,
  { byRead }: { readonly byRead: boolean },
): Promise<void> {
  await tx.query(
    /* sql */ `
    with old as (delete from event_batch where workspace_id = $1 and at < now() - interval '2 minutes')
    insert into event_batch (workspace_id, xid, by_read)
    values ($1, (pg_current_xact_id()::text::numeric % 4294967296)::bigint, $2)
        on conflict (workspace_id, xid) do update set at = now(), by_read = excluded.by_read`,
    [workspaceId, byRead],
  );
  if (byRead) await markDetails(tx, workspaceId);
}
