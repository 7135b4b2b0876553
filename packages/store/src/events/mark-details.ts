import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';

/** More than one transaction reads again; only so far back is looked for its entries. */
const ENTRIES_BACK = 5000;

/**
 * Entries of the feed that this transaction made by reading records again, and that only add to a change that an event told:
 * they get the cause `event_detail`, so that a consumer can tell them from a change of their own. Those are entries of records that
 * were read for what their event leaves out, and that nobody saved since: LastModifiedDate moves with every save.
 */
export async function markDetails(tx: Queryable, workspaceId: string): Promise<void> {
  const { rows } = await tx.query<{ schema_name: string }>(
    /* sql */ `
    select w.schema_name from workspace w
     where w.workspace_id = $1
       and exists (select from event_read r
                    where r.workspace_id = $1 and r.reason in ('incomplete', 'untold'))`,
    [workspaceId],
  );
  const [workspace] = rows;
  if (workspace === undefined) return;
  const schema = quote(workspace.schema_name);
  await tx.query(
    /* sql */ `
    update ${schema}.sync_change c
       set cause = 'event_detail'
      from event_read r, ${schema}.sync_feed_head h
     where c.seq > h.last_seq - ${ENTRIES_BACK} and c.operation = 'update' and c.cause = 'event'
       and c.xmin::text::bigint = (pg_current_xact_id()::text::numeric % 4294967296)::bigint
       and r.workspace_id = $1 and r.sobject = c.object and r.record_id = c.record_id
       and r.reason in ('incomplete', 'untold')
       and not c.changed ? 'lastmodifieddate'
       and exists (select from object_field f
                    where f.workspace_id = $1 and f.sobject = c.object and f.column_name = 'lastmodifieddate'
                      and f.removed_at is null and f.trouble is null)
       and (select p.cause from ${schema}.sync_change p
             where p.object = c.object and p.record_id = c.record_id and p.seq < c.seq
             order by p.seq desc limit 1) in ('event', 'event_detail')`,
    [workspaceId],
  );
}
