import type { MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import { indexName, tableName } from './table-sql.ts';

/** Empties the table for a first load that begins again, and takes its secondary indexes off until that is done. */
export async function truncateTable(db: Database, table: MirrorTable): Promise<void> {
  await db.transact(async (tx) => {
    await tx.query(/* sql */ `truncate table ${tableName(table)}`);
    await tx.query(/* sql */ `set local client_min_messages = warning`);
    const indexes = table.columns.map(
      ({ column }) => `${quote(table.schema)}.${quote(indexName(table, column))}`,
    );
    await tx.query(/* sql */ `drop index if exists ${indexes.join(', ')}`);
    await tx.query(/* sql */ `delete from ${quote(table.schema)}.sync_tombstone where object = $1`, [
      table.sobject,
    ]);
    await tx.query(
      /* sql */ `update selected_object set mirror_rows = 0 where workspace_id = $1 and sobject = $2`,
      [table.workspaceId, table.sobject],
    );
  });
}
