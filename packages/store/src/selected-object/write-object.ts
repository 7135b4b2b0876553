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
              has_deleted_feed, row_filter)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
          on conflict (workspace_id, sobject) do update
         set label = excluded.label, custom = excluded.custom, table_name = excluded.table_name,
             cursor_field = excluded.cursor_field, name_field = excluded.name_field,
             has_is_deleted = excluded.has_is_deleted, has_deleted_feed = excluded.has_deleted_feed,
             row_filter = excluded.row_filter`,
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
        table.rowFilter,
      ],
    );
    await replaceColumns(tx, table.workspaceId, table.sobject, table.columns);
  });
}

/** An object, and the org in which what is to be written of it was found; undefined: it concerns no org. */
interface FoundIn {
  readonly workspaceId: string;
  readonly sobject: string;
  readonly organizationId: string | undefined;
}

/**
 * The workspace, while it holds the data of `$3`. Its row is locked, as a move to another org does first, so that nothing is
 * written by the side of a move.
 */
const HELD = /* sql */ `
  select workspace_id, links_seq from workspace
   where workspace_id = $1 and ($3::text is null or organization_id = $3)
     for share`;

/** Does nothing for an object that is not selected (any more), or once the workspace was moved to another org. */
export async function writeColumns(
  db: Database,
  { workspaceId, sobject, organizationId }: FoundIn,
  columns: readonly MappedColumn[],
): Promise<void> {
  await db.transact(async (tx) => {
    const { rowCount } = await tx.query(
      /* sql */ `
      with held as (${HELD})
      select 1 from selected_object join held using (workspace_id) where sobject = $2 for update of selected_object`,
      [workspaceId, sobject, organizationId ?? null],
    );
    if (rowCount > 0) await replaceColumns(tx, workspaceId, sobject, columns);
  });
}

export async function replaceColumns(
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
    length: column.length,
    precision: column.precision,
    scale: column.scale,
    reference_to: column.referenceTo,
    relationship_name: column.relationshipName,
    calculated: column.calculated,
    formula: column.formula,
    as_of: column.asOf,
    removed_at: column.removedAt,
  }));
  await db.query(
    /* sql */ `
    insert into object_field
           (workspace_id, sobject, position, field, label, sf_type, column_name, column_type, indexed, trouble,
            length, precision, scale, reference_to, relationship_name, calculated, formula, as_of, removed_at)
    select $1, $2, f.position, f.field, f.label, f.sf_type, f.column_name, f.column_type, f.indexed, f.trouble,
           f.length, f.precision, f.scale, f.reference_to, f.relationship_name, f.calculated, f.formula, f.as_of,
           f.removed_at
      from json_to_recordset($3::json)
           as f(position integer, field text, label text, sf_type text, column_name text, column_type text,
                indexed boolean, trouble jsonb, length integer, precision integer, scale integer,
                reference_to text[], relationship_name text, calculated boolean, formula text, as_of timestamptz,
                removed_at timestamptz)`,
    [workspaceId, sobject, JSON.stringify(fields)],
  );
}

/** See `ObjectStore.writeState`. True when the object was in the state it is to leave. */
export async function writeObjectState(
  db: Queryable,
  { workspaceId, sobject, organizationId }: FoundIn,
  change: {
    readonly from: ObjectState;
    readonly state: ObjectState;
    readonly trouble: Trouble | null;
    readonly nextAttemptAt?: IsoInstant;
  },
): Promise<boolean> {
  const { rowCount } = await db.query(
    /* sql */ `
    with held as (${HELD})
    update selected_object o
       set state = $5, trouble = $6, next_attempt_at = $7,
           -- What dies meanwhile is followed when it is live.
           paused_links_seq = case when $5 = 'live' then o.paused_links_seq
                                   else coalesce(o.paused_links_seq, held.links_seq) end
      from held
     where o.workspace_id = held.workspace_id and o.sobject = $2 and o.state = $4`,
    [
      workspaceId,
      sobject,
      organizationId ?? null,
      change.from,
      change.state,
      change.trouble === null ? null : JSON.stringify(change.trouble),
      change.nextAttemptAt ?? null,
    ],
  );
  return rowCount > 0;
}
