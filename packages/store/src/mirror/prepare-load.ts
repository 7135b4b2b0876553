import type { MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Transaction } from '../database/queryable.ts';
import { ensureTableIn } from './ensure-table.ts';
import { indexName, tableName } from './table-sql.ts';

/**
 * See `Mirror.prepareLoad`. The load's row is locked first, as `loadPage` does: whoever lost the load to another worker,
 * or to a deselection, must neither empty the table under the other's pages nor bring a dropped table back.
 */
export async function prepareLoad(
  db: Database,
  table: MirrorTable,
  load: { readonly loadId: string; readonly reload: boolean },
): Promise<boolean> {
  return await db.transact(async (tx) => {
    const { rowCount } = await tx.query(/* sql */ `select from object_load where load_id = $1 for update`, [
      load.loadId,
    ]);
    if (rowCount === 0) return false;
    await ensureTableIn(tx, table);
    if (!load.reload) await emptyTable(tx, table);
    return true;
  });
}

/** Takes the secondary indexes off as well, until the load is done. */
async function emptyTable(tx: Transaction, table: MirrorTable): Promise<void> {
  await tx.query(/* sql */ `truncate table ${tableName(table)}`);
  await tx.query(/* sql */ `set local client_min_messages = warning`);
  const indexes = table.columns.map(
    ({ column }) => `${quote(table.schema)}.${quote(indexName(table, column))}`,
  );
  await tx.query(/* sql */ `drop index if exists ${indexes.join(', ')}`);
  await tx.query(/* sql */ `delete from ${quote(table.schema)}.sync_tombstone where object = $1`, [
    table.sobject,
  ]);
  await tx.query(/* sql */ `delete from known_page where workspace_id = $1 and sobject = $2`, [
    table.workspaceId,
    table.sobject,
  ]);
  await tx.query(/* sql */ `delete from quarantined_cell where workspace_id = $1 and sobject = $2`, [
    table.workspaceId,
    table.sobject,
  ]);
  await tx.query(
    /* sql */ `update selected_object set mirror_rows = 0 where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject],
  );
}
