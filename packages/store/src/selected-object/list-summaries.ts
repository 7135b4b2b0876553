import type {
  MappedField,
  ObjectState,
  ReadMode,
  ReadTransport,
  SelectedObject,
  SelectedObjectDetail,
  Trouble,
} from '@sync-user/contract';
import type { Queryable } from '../database/queryable.ts';
import { FED_UNTIL } from '../events/fed-until.ts';
import { LOAD_SUMMARY, type LoadSummary, toLoad } from './load-summary.ts';
import { listStoredObjects } from './stored-object.ts';

interface SummaryRow {
  sobject: string;
  label: string;
  custom: boolean;
  table_name: string;
  state: ObjectState;
  read_mode: ReadMode;
  transport: ReadTransport;
  interval_seconds: number | null;
  paused: boolean;
  next_read_at: string | null;
  mirror_rows: number;
  read_through: string | null;
  last_polled_at: string | null;
  last_change_at: string | null;
  trouble: Trouble | null;
  field_count: number;
  field_troubles: number;
  load: LoadSummary | null;
}

/**
 * Selected objects as the API shows them, by name. `rows` is exact: it is counted along in the transactions that write
 * the table. Somebody else's writes to it are seen at the next load.
 */
export async function listObjectSummaries(
  db: Queryable,
  workspaceId: string,
  sobject?: string,
): Promise<SelectedObject[]> {
  const { rows } = await db.query<SummaryRow>(
    /* sql */ `
    select o.sobject, o.label, o.custom, o.table_name, o.state, o.mirror_rows,
           greatest(o.read_through, ${FED_UNTIL}) as read_through, o.last_polled_at,
           o.read_mode, o.transport, o.interval_seconds, o.paused_at is not null as paused,
           case when o.state = 'live' and o.paused_at is null then greatest(o.next_read_at, w.next_poll_at) end as next_read_at,
           o.last_change_at, o.trouble, f.field_count, f.field_troubles,
           ${LOAD_SUMMARY} as load
      from selected_object o
      join workspace w using (workspace_id)
     cross join lateral (select count(*) as field_count, count(f.trouble) as field_troubles
                           from object_field f
                          where f.workspace_id = o.workspace_id and f.sobject = o.sobject) f
     where o.workspace_id = $1
       and ($2::text is null or lower(o.sobject) = lower($2))
     order by o.sobject`,
    [workspaceId, sobject ?? null],
  );
  return rows.map(toSummary);
}

/** Undefined when the object is not selected. */
export async function readObjectDetail(
  db: Queryable,
  workspaceId: string,
  sobject: string,
): Promise<SelectedObjectDetail | undefined> {
  const [summary] = await listObjectSummaries(db, workspaceId, sobject);
  const [stored] = await listStoredObjects(db, workspaceId, sobject);
  if (summary === undefined || stored === undefined) return undefined;
  const fields = stored.table.columns.map(
    (column): MappedField => ({
      name: column.field,
      label: column.label,
      type: column.sfType,
      column: column.column,
      columnType: column.columnType,
      trouble: column.trouble,
    }),
  );
  return { ...summary, fields };
}

function toSummary(row: SummaryRow): SelectedObject {
  return {
    name: row.sobject,
    label: row.label,
    custom: row.custom,
    table: row.table_name,
    state: row.state,
    mode: row.read_mode,
    transport: row.transport,
    intervalSeconds: row.interval_seconds,
    paused: row.paused,
    nextReadAt: row.next_read_at,
    rows: row.mirror_rows,
    load: row.load === null ? null : toLoad(row.load),
    freshAsOf: row.read_through,
    lastPolledAt: row.last_polled_at,
    lastChangeAt: row.last_change_at,
    trouble: row.trouble,
    fieldCount: row.field_count,
    fieldTroubles: row.field_troubles,
  };
}
