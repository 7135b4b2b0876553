import type { ObjectState, Trouble } from '@sync-user/contract';
import type { IsoInstant, MappedColumn, MirrorTable } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';

/** Adds an object in state `waiting`; of one that is there, replaces what describes it and leaves state and cursor. */
export async function writeObject(
  db: Database,
  { table, label, custom }: { readonly table: MirrorTable; readonly label: string; readonly custom: boolean },
): Promise<void> {
  await db.transact(async (tx) => {
    await tx.query(
      /* sql */ `
      insert into selected_object
             (workspace_id, sobject, label, custom, table_name, cursor_field, name_field, has_is_deleted,
              has_deleted_feed)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
          on conflict (workspace_id, sobject) do update
         set label = excluded.label, custom = excluded.custom, table_name = excluded.table_name,
             cursor_field = excluded.cursor_field, name_field = excluded.name_field,
             has_is_deleted = excluded.has_is_deleted, has_deleted_feed = excluded.has_deleted_feed`,
      [
        table.workspaceId,
        table.sobject,
        label,
        custom,
        table.table,
        table.cursorField,
        table.nameField,
        table.hasIsDeleted,
        table.hasDeletedFeed,
      ],
    );
    await replaceColumns(tx, table.workspaceId, table.sobject, table.columns);
  });
}

/** Does nothing for an object that is not selected (any more). */
export async function writeColumns(
  db: Database,
  workspaceId: string,
  sobject: string,
  columns: readonly MappedColumn[],
): Promise<void> {
  await db.transact(async (tx) => {
    const { rowCount } = await tx.query(
      /* sql */ `select 1 from selected_object where workspace_id = $1 and sobject = $2 for update`,
      [workspaceId, sobject],
    );
    if (rowCount > 0) await replaceColumns(tx, workspaceId, sobject, columns);
  });
}

async function replaceColumns(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  columns: readonly MappedColumn[],
): Promise<void> {
  await db.query(/* sql */ `delete from object_field where workspace_id = $1 and sobject = $2`, [
    workspaceId,
    sobject,
  ]);
  const fields = columns.map((column, position) => ({
    position,
    field: column.field,
    label: column.label,
    sf_type: column.sfType,
    column_name: column.column,
    column_type: column.columnType,
    indexed: column.indexed,
    trouble: column.trouble,
  }));
  await db.query(
    /* sql */ `
    insert into object_field
           (workspace_id, sobject, position, field, label, sf_type, column_name, column_type, indexed, trouble)
    select $1, $2, f.position, f.field, f.label, f.sf_type, f.column_name, f.column_type, f.indexed, f.trouble
      from json_to_recordset($3::json)
           as f(position integer, field text, label text, sf_type text, column_name text, column_type text,
                indexed boolean, trouble jsonb)`,
    [workspaceId, sobject, JSON.stringify(fields)],
  );
}

export async function writeObjectState(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  state: ObjectState,
  trouble: Trouble | null,
  nextAttemptAt: IsoInstant | null,
): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object
       set state = $3, trouble = $4, next_attempt_at = $5
     where workspace_id = $1 and sobject = $2`,
    [workspaceId, sobject, state, trouble === null ? null : JSON.stringify(trouble), nextAttemptAt],
  );
}
