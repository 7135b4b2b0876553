import { quote } from '../database/identifier.ts';
import type { Transaction } from '../database/queryable.ts';
import { lockFeed } from '../mirror/merge-batch.ts';
import { tableName } from '../mirror/table-sql.ts';
import { forgetRates } from '../money/money-tables.ts';
import { listStoredObjects } from '../selected-object/stored-object.ts';
import type { StoredWorkspace } from './stored-workspace.ts';

/**
 * Lets the workspace hold the data of another org: every mirror table is emptied, and every object waits for its first
 * load. The mapping stays. Whoever follows the feed is told that each row of the old org is gone; what the feed said
 * before stays in it, and its numbers go on.
 *
 * The order of locks is everybody's: the workspace (whoever writes an object's state), its loads (a page that is just
 * being written is waited for, and no later one finds its load), the feed (`applyRecords`), and only then the tables.
 */
export async function moveWorkspace(
  tx: Transaction,
  workspace: StoredWorkspace,
  organization: { readonly id: string; readonly name: string | null },
): Promise<void> {
  const { workspaceId, schema } = workspace;
  await tx.query(
    /* sql */ `update workspace set organization_id = $2, organization_name = $3 where workspace_id = $1`,
    [workspaceId, organization.id, organization.name],
  );
  await tx.query(/* sql */ `delete from object_load where workspace_id = $1`, [workspaceId]);
  await tx.query(/* sql */ `delete from known_page where workspace_id = $1`, [workspaceId]);
  const feed = quote(schema);
  await lockFeed(tx, schema);
  for (const { table } of await listStoredObjects(tx, workspaceId)) {
    const name = tableName(table);
    await tx.query(/* sql */ `lock table ${name} in access exclusive mode`);
    const nameColumn = table.columns.find(({ field }) => field === table.nameField)?.column;
    await tx.query(
      /* sql */ `
      with head as (
        select last_seq from ${feed}.sync_feed_head
      ), gone as (
        insert into ${feed}.sync_change (seq, object, record_id, record_name, operation, changed, cause)
        select head.last_seq + row_number() over (order by r."id"), $1, r."id",
               ${nameColumn === undefined ? 'null' : `r.${quote(nameColumn)}::text`}, 'delete', '{}', 'load'
          from ${name} r, head
        returning 1
      )
      update ${feed}.sync_feed_head set last_seq = last_seq + (select count(*) from gone)`,
      [table.sobject],
    );
    await tx.query(/* sql */ `truncate ${name}`);
  }
  await tx.query(/* sql */ `delete from ${feed}.sync_tombstone`);
  await forgetRates(tx, workspaceId, schema);
  await tx.query(
    /* sql */ `
    update selected_object
       set state = 'waiting', trouble = null, next_attempt_at = null, read_through = null, deep_read_at = null,
           deep_read_rows = 0, mirror_rows = 0, last_polled_at = null, next_census_at = null, census_asked = false,
           compared_through = null, compared_rows = 0, compared_round_at = null, paused_links_seq = null
     where workspace_id = $1`,
    [workspaceId],
  );
  // What was proven of the former org proves nothing of this one, and its dead have nobody pointing at them.
  await tx.query(/* sql */ `delete from census_run where workspace_id = $1`, [workspaceId]);
  await tx.query(
    /* sql */ `update workspace set links_seq = (select last_seq from ${feed}.sync_feed_head) where workspace_id = $1`,
    [workspaceId],
  );
}
