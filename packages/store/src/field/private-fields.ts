import { SyncError } from '@sync-user/contract';
import type { MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { sqlState } from '../database/database-error.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';
import { dropCorporateView, ensureCorporateView } from '../money/corporate-view.ts';

/** Source: PostgreSQL manual, appendix A. */
const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';

export async function listPrivate(db: Queryable, workspaceId: string, sobject: string): Promise<string[]> {
  const { rows } = await db.query<{ field: string }>(
    /* sql */ `
    select field from private_field where workspace_id = $1 and lower(sobject) = lower($2) order by field`,
    [workspaceId, sobject],
  );
  return rows.map(({ field }) => field);
}

/** See `FieldStore.makePrivate`. The order of locks is that of `loadPage` and `applyRecords`: load, feed, table, object. */
export async function makePrivate(
  db: Database,
  table: MirrorTable,
  fields: readonly string[],
): Promise<void> {
  const names = new Set(fields.map((field) => field.toLowerCase()));
  await db.transact(async (tx) => {
    const schema = quote(table.schema);
    // What a load under way asked for has the fields in it: it begins anew without them.
    await tx.query(
      /* sql */ `delete from object_load where workspace_id = $1 and sobject = $2 and phase <> 'done'`,
      [table.workspaceId, table.sobject],
    );
    await tx.query(/* sql */ `select 1 from ${schema}.sync_feed_head for update`);
    for (const field of fields) {
      await tx.query(
        /* sql */ `
        insert into private_field (workspace_id, sobject, field) values ($1, $2, $3) on conflict do nothing`,
        [table.workspaceId, table.sobject, field],
      );
    }
    await dropColumnsIn(tx, table, fields);
    const columns = [...names];
    await tx.query(
      /* sql */ `update ${schema}.sync_tombstone set image = image - $2::text[] where object = $1`,
      [table.sobject, columns],
    );
    await tx.query(
      /* sql */ `
      update ${schema}.sync_change set changed = changed - $2::text[] where object = $1 and changed ?| $2::text[]`,
      [table.sobject, columns],
    );
    if (table.nameField !== null && names.has(table.nameField.toLowerCase())) {
      await tx.query(/* sql */ `update ${schema}.sync_change set record_name = null where object = $1`, [
        table.sobject,
      ]);
      await tx.query(
        /* sql */ `update selected_object set name_field = null where workspace_id = $1 and sobject = $2`,
        [table.workspaceId, table.sobject],
      );
    }
    await tx.query(
      /* sql */ `
      delete from quarantined_cell where workspace_id = $1 and sobject = $2 and lower(field) = any($3::text[])`,
      [table.workspaceId, table.sobject, columns],
    );
    await tx.query(
      /* sql */ `
      update schema_change set before = null, after = null
       where workspace_id = $1 and sobject = $2 and lower(field) = any($3::text[])`,
      [table.workspaceId, table.sobject, columns],
    );
  });
}

export async function makeShown(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  fields: readonly string[],
): Promise<void> {
  await db.query(
    /* sql */ `
    delete from private_field
     where workspace_id = $1 and sobject = $2 and lower(field) = any($3::text[])`,
    [workspaceId, sobject, fields.map((field) => field.toLowerCase())],
  );
}

export async function dropColumns(
  db: Database,
  table: MirrorTable,
  fields: readonly string[],
): Promise<void> {
  await db.transact((tx) => dropColumnsIn(tx, table, fields));
}

/** Without `cascade`: what others built on a column is not ours to drop. */
async function dropColumnsIn(tx: Transaction, table: MirrorTable, fields: readonly string[]): Promise<void> {
  const names = fields.map((field) => field.toLowerCase());
  const { rows } = await tx.query<{ column_name: string }>(
    /* sql */ `
    delete from object_field
     where workspace_id = $1 and sobject = $2 and lower(field) = any($3::text[])
    returning column_name`,
    [table.workspaceId, table.sobject, names],
  );
  if (rows.length === 0) return;
  await tx.query(/* sql */ `set local client_min_messages = warning`);
  const clauses = rows.map((row) => `drop column if exists ${quote(row.column_name)}`);
  try {
    await dropCorporateView(tx, table);
    await tx.query(/* sql */ `alter table if exists ${tableName(table)} ${clauses.join(', ')}`);
    const columns = table.columns.filter(({ field }) => !names.includes(field.toLowerCase()));
    await ensureCorporateView(tx, { ...table, columns });
  } catch (error) {
    if (sqlState(error) !== DEPENDENT_OBJECTS_STILL_EXIST) throw error;
    const detail = error instanceof Error && 'detail' in error ? String(error.detail) : '';
    throw new SyncError(
      'API_CONFLICT',
      `Nothing was changed, because something in PostgreSQL is built on a column of ${table.schema}.${table.table}: ` +
        `${detail.split('\n').join('; ')}. Drop it or build it without the column, then try again.`,
      { sobject: table.sobject },
      { cause: error },
    );
  }
}
