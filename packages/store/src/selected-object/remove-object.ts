import { SyncError } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { sqlState } from '../database/database-error.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';
import { dropCorporateView } from '../money/corporate-view.ts';

/** Source: PostgreSQL manual, appendix A. */
const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';

/**
 * See `ObjectStore.remove`. The order is that of `loadPage` (load, table, object) and of `applyRecords` (table,
 * object); any other would deadlock with them.
 */
export async function removeObject(db: Database, table: MirrorTable): Promise<void> {
  const key = [table.workspaceId, table.sobject];
  await db.transact(async (tx) => {
    await tx.query(/* sql */ `delete from object_load where workspace_id = $1 and sobject = $2`, key);
    await dropTable(tx, table);
    await tx.query(/* sql */ `delete from ${quote(table.schema)}.sync_tombstone where object = $1`, [
      table.sobject,
    ]);
    await tx.query(/* sql */ `delete from selected_object where workspace_id = $1 and sobject = $2`, key);
  });
}

/** Without `cascade`: what others built on the table is not ours to drop. */
async function dropTable(db: Queryable, table: MirrorTable): Promise<void> {
  await db.query(/* sql */ `set local client_min_messages = warning`);
  try {
    await dropCorporateView(db, table);
    await db.query(/* sql */ `drop table if exists ${tableName(table)}`);
  } catch (error) {
    if (sqlState(error) !== DEPENDENT_OBJECTS_STILL_EXIST) throw error;
    const name = `${table.schema}.${table.table}`;
    throw new SyncError(
      'API_CONFLICT',
      `${table.sobject} stays selected, because something in PostgreSQL is built on its table ${name}: ` +
        `${listDependents(error)}. Drop it or build it on another table, then deselect again.`,
      { sobject: table.sobject, table: name },
      { cause: error },
    );
  }
}

/** PostgreSQL names them in the error's detail, one a line: "view reports.big_accounts depends on table crm_acme.account". */
function listDependents(error: unknown): string {
  const detail = error instanceof Error && 'detail' in error ? error.detail : undefined;
  return typeof detail === 'string' ? detail.split('\n').join('; ') : 'PostgreSQL does not say what';
}
