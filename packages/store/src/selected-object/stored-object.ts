import type { ObjectState, ReadMode, ReadTransport, Trouble } from '@sync-user/contract';
import type { ColumnType, IsoInstant, MappedColumn, StoredObject } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

interface FieldJson {
  field: string;
  label: string;
  sf_type: string;
  column_name: string;
  column_type: ColumnType;
  indexed: boolean;
  trouble: Trouble | null;
  length: number;
  precision: number;
  scale: number;
  reference_to: string[];
  relationship_name: string | null;
  calculated: boolean;
  formula: string | null;
  as_of: IsoInstant | null;
  removed_at: IsoInstant | null;
}

interface StoredObjectRow {
  workspace_id: string;
  schema_name: string;
  sobject: string;
  label: string;
  custom: boolean;
  state: ObjectState;
  table_name: string;
  cursor_field: string;
  name_field: string | null;
  has_is_deleted: boolean;
  has_deleted_feed: boolean;
  read_mode: ReadMode;
  transport: ReadTransport;
  interval_seconds: number | null;
  paused: boolean;
  every_seconds: number;
  next_read_at: IsoInstant;
  read_through: IsoInstant | null;
  deep_read_at: IsoInstant | null;
  deep_read_rows: number;
  trouble: Trouble | null;
  row_filter: string | null;
  fields: FieldJson[];
}

/** Selected objects of a workspace by name; only `sobject` when it is given, whatever its letter case. */
export async function listStoredObjects(
  db: Queryable,
  workspaceId: string,
  sobject?: string,
): Promise<StoredObject[]> {
  const { rows } = await db.query<StoredObjectRow>(
    /* sql */ `
    select o.workspace_id, w.schema_name, o.sobject, o.label, o.custom, o.state, o.table_name, o.cursor_field,
           o.name_field, o.has_is_deleted, o.has_deleted_feed, o.read_through, o.deep_read_at, o.deep_read_rows, o.trouble,
           o.read_mode, o.transport, o.interval_seconds, o.paused_at is not null as paused, o.next_read_at,
           coalesce(o.every_seconds, o.interval_seconds, w.poll_interval_seconds) as every_seconds,
           o.row_filter,
           coalesce((select json_agg(json_build_object(
                              'field', f.field, 'label', f.label, 'sf_type', f.sf_type, 'column_name', f.column_name,
                              'column_type', f.column_type, 'indexed', f.indexed, 'trouble', f.trouble,
                              'length', f.length, 'precision', f.precision, 'scale', f.scale,
                              'reference_to', f.reference_to, 'relationship_name', f.relationship_name,
                              'calculated', f.calculated, 'formula', f.formula,
                              'as_of', to_char(f.as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                              'removed_at', to_char(f.removed_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
                            order by f.position)
                       from object_field f
                      where f.workspace_id = o.workspace_id and f.sobject = o.sobject), '[]') as fields
      from selected_object o
      join workspace w using (workspace_id)
     where o.workspace_id = $1
       and ($2::text is null or lower(o.sobject) = lower($2))
     order by o.sobject`,
    [workspaceId, sobject ?? null],
  );
  return rows.map(toStoredObject);
}

function toStoredObject(row: StoredObjectRow): StoredObject {
  return {
    table: {
      workspaceId: row.workspace_id,
      schema: row.schema_name,
      sobject: row.sobject,
      table: row.table_name,
      columns: row.fields.map(toMappedColumn),
      cursorField: row.cursor_field,
      nameField: row.name_field,
      hasIsDeleted: row.has_is_deleted,
      hasDeletedFeed: row.has_deleted_feed,
      rowFilter: row.row_filter,
    },
    label: row.label,
    custom: row.custom,
    state: row.state,
    trouble: row.trouble,
    cursor:
      row.read_through === null
        ? null
        : { readThrough: row.read_through, deepReadAt: row.deep_read_at, deepReadRows: row.deep_read_rows },
    mode: row.read_mode,
    transport: row.transport,
    intervalSeconds: row.interval_seconds,
    paused: row.paused,
    everySeconds: row.every_seconds,
    nextReadAt: row.next_read_at,
  };
}

function toMappedColumn(field: FieldJson): MappedColumn {
  return {
    field: field.field,
    label: field.label,
    sfType: field.sf_type,
    column: field.column_name,
    columnType: field.column_type,
    indexed: field.indexed,
    trouble: field.trouble,
    length: field.length,
    precision: field.precision,
    scale: field.scale,
    referenceTo: field.reference_to,
    relationshipName: field.relationship_name,
    calculated: field.calculated,
    formula: field.formula,
    asOf: field.as_of,
    removedAt: field.removed_at,
  };
}
