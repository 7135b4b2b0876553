import type { PollCursor } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { ensureIndexes } from '../mirror/ensure-indexes.ts';
import { tableName } from '../mirror/table-sql.ts';
import { listStoredObjects } from './stored-object.ts';

/**
 * Marks the load done, the object live and sets its first cursor. In the same transaction the table gets the
 * secondary indexes that were put off, its rows are counted and the planner learns about them.
 * Does nothing when the load was replaced meanwhile.
 */
export async function finishLoad(
  db: Database,
  workspaceId: string,
  sobject: string,
  loadId: string,
  cursor: PollCursor,
): Promise<void> {
  await db.transact(async (tx) => {
    const { rowCount } = await tx.query(
      /* sql */ `
      update object_load
         set phase = 'done', finished_at = now()
       where workspace_id = $1 and sobject = $2 and load_id = $3`,
      [workspaceId, sobject, loadId],
    );
    const [object] = await listStoredObjects(tx, workspaceId, sobject);
    if (rowCount === 0 || object === undefined) return;
    const name = tableName(object.table);
    // Each of its pages noted down anew what earlier loads had noted.
    await tx.query(
      /* sql */ `delete from known_page where workspace_id = $1 and sobject = $2 and load_id <> $3`,
      [workspaceId, sobject, loadId],
    );
    await ensureIndexes(tx, object.table);
    await tx.query(/* sql */ `analyze ${name}`);
    await tx.query(
      /* sql */ `
      update selected_object
         set state = 'live', trouble = null, next_attempt_at = null,
             read_through = $3, deep_read_at = $4, deep_read_rows = $5,
             mirror_rows = (select count(*) from ${name})
       where workspace_id = $1 and sobject = $2`,
      [workspaceId, sobject, cursor.readThrough, cursor.deepReadAt, cursor.deepReadRows],
    );
  });
}
