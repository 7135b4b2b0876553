import type { CallCause } from '@sync-user/contract';
import type { AppliedChanges, IsoInstant, MappedColumn, MirrorTable } from '@sync-user/engine';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { findColumn, stampColumn, tableName } from './table-sql.ts';

/**
 * Images to merge, one per id at most: `sql` selects `columns` under their own names (id among them), and beside
 * them `sync_deleted boolean`, `sync_stamp timestamptz`, `sync_name text` and `sync_user text`.
 */
export interface Batch {
  readonly columns: readonly MappedColumn[];
  /** `placeholder` is where the statement it becomes part of has `parameter`, such as `$6`. */
  readonly sql: (placeholder: string) => string;
  readonly parameter?: string;
}

interface MergedRow {
  created: number;
  updated: number;
  deleted: number;
  last_seq: number;
}

/**
 * Takes the lock on the workspace's feed, so that whoever merges after us sees what we wrote, and numbers its changes
 * after ours. Must be the transaction's last wait before it merges: a statement sees only what was committed when it
 * began.
 */
export async function lockFeed(db: Queryable, schema: string): Promise<number> {
  const { rows } = await db.query<{ last_seq: number }>(
    /* sql */ `select last_seq from ${quote(schema)}.sync_feed_head for update`,
  );
  const head = rows[0];
  if (head === undefined) throw new Error(`schema ${schema} has no feed head`);
  return head.last_seq;
}

/**
 * Merges a batch in one statement. An image is dropped when the row or its tombstone is newer; equal stamps let it in,
 * because formulas change without a new stamp. Columns outside the batch keep their values.
 *
 * @param options.lastSeq from `lockFeed` of the same transaction
 * @param options.trueAt see `Mirror.applyRecords`
 */
export async function mergeBatch(
  db: Queryable,
  table: MirrorTable,
  batch: Batch,
  options: {
    readonly cause: CallCause;
    readonly feed: boolean;
    readonly lastSeq: number;
    readonly trueAt?: IsoInstant;
  },
): Promise<AppliedChanges> {
  const { rows } = await db.query<MergedRow>(toMergeSql(table, batch), [
    table.sobject,
    options.lastSeq,
    options.cause,
    options.feed,
    options.trueAt ?? null,
    ...(batch.parameter === undefined ? [] : [batch.parameter]),
  ]);
  const merged = rows[0];
  if (merged === undefined) throw new Error('the merge returned no row');
  const changes = {
    created: merged.created,
    updated: merged.updated,
    deleted: merged.deleted,
    lastSeq: merged.last_seq,
  };
  await countAlong(db, table, changes, options.feed);
  if (changes.lastSeq > options.lastSeq) await announce(db, table.workspaceId, changes.lastSeq);
  return changes;
}

/** A first load is no change: `last_change_at` is when the feed last told something of the object. */
async function countAlong(
  db: Queryable,
  table: MirrorTable,
  changes: AppliedChanges,
  isChange: boolean,
): Promise<void> {
  if (changes.created + changes.updated + changes.deleted === 0) return;
  await db.query(
    /* sql */ `
    update selected_object
       set mirror_rows = mirror_rows + $3,
           last_change_at = case when $4 then now() else last_change_at end
     where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject, changes.created - changes.deleted, isChange],
  );
}

/** Delivered to `listenChanges` when the transaction commits. */
async function announce(db: Queryable, workspaceId: string, lastSeq: number): Promise<void> {
  await db.query(/* sql */ `select pg_notify(current_schema() || '_change', $1)`, [
    JSON.stringify({ workspaceId, lastSeq }),
  ]);
}

/** What Salesforce calls the record that a deleted one was merged into. */
const MERGED_INTO = 'MasterRecordId';

/**
 * A delete may be told by an event or by its id alone, before the row itself says that it lost a merge: where the tombstone
 * is newer than the row, that is all it may still say.
 */
function toldLater(table: MirrorTable, { columns }: Batch): string {
  if (!columns.some(({ field }) => field === MERGED_INTO)) return '';
  return /* sql */ `
    told_later as (
      update ${quote(table.schema)}.sync_tombstone g set merged_into = b."masterrecordid"
        from batch b
       where g.object = $1 and g.id = b."id" and g.merged_into is null
         and b.sync_deleted and b."masterrecordid" is not null
         and not exists (select from judged j where j."id" = b."id")
    ),`;
}

function toMergeSql(table: MirrorTable, batch: Batch): string {
  const schema = quote(table.schema);
  const target = tableName(table);
  const stamp = quote(stampColumn(table).column);
  const names = batch.columns.map(({ column }) => quote(column));
  const others = names.filter((name) => name !== '"id"');
  const of = (alias: string) => others.map((name) => `${alias}.${name}`).join(', ');
  const onConflict =
    others.length === 0
      ? 'do nothing'
      : `do update set ${others.map((name) => `${name} = excluded.${name}`).join(', ')}`;
  const nameColumn = table.nameField === null ? undefined : findColumn(table, table.nameField);
  const into = batch.columns.some(({ field }) => field === MERGED_INTO)
    ? `j.${quote(MERGED_INTO.toLowerCase())}`
    : 'null::text';
  const nameBefore = nameColumn === undefined ? 'null' : `t.${quote(nameColumn.column)}::text`;

  return /* sql */ `
    with batch as materialized (${batch.sql('$6')}),
    judged as materialized (
      select b.*,
             t."id" is not null as sync_present,
             g.id is not null as sync_buried,
             coalesce(b.sync_name, ${nameBefore}) as sync_label,
             case when b.sync_deleted
                  then case when t."id" is null then to_jsonb(b) else to_jsonb(t) end
              end as sync_image,
             case when $4::boolean and not b.sync_deleted then ${toChanges(batch.columns)} end as sync_changed
        from batch b
        left join ${target} t on t."id" = b."id"
        left join ${schema}.sync_tombstone g on g.object = $1 and g.id = b."id"
       where (coalesce(b.sync_stamp >= t.${stamp}, true) or coalesce(t.${stamp} < $5::timestamptz, false))
         and (coalesce(b.sync_stamp >= g.stamp, true) or coalesce(g.stamp < $5::timestamptz, false))
         and case when b.sync_deleted
                  then t."id" is not null or g.id is null or g.stamp is distinct from b.sync_stamp
                  else t."id" is null${others.length === 0 ? '' : ` or row(${of('t')}) is distinct from row(${of('b')})`}
              end
    ),
    removed as (
      delete from ${target} t using judged j where t."id" = j."id" and j.sync_deleted
    ),
    buried as (
      insert into ${schema}.sync_tombstone as g (object, id, stamp, image, merged_into)
      select $1, j."id", j.sync_stamp,
             j.sync_image - array['sync_deleted', 'sync_stamp', 'sync_name', 'sync_user'], ${into}
        from judged j
       where j.sync_deleted
          on conflict (object, id) do update
         set stamp = excluded.stamp,
             image = g.image || excluded.image,
             merged_into = coalesce(excluded.merged_into, g.merged_into)
    ),${toldLater(table, batch)}
    exhumed as (
      delete from ${schema}.sync_tombstone g using judged j
       where g.object = $1 and g.id = j."id" and not j.sync_deleted
    ),
    written as (
      insert into ${target} (${names.join(', ')})
      select ${names.map((name) => `j.${name}`).join(', ')} from judged j where not j.sync_deleted
          on conflict ("id") ${onConflict}
    ),
    fed as (
      insert into ${schema}.sync_change
             (seq, object, record_id, record_name, operation, changed, user_id, changed_at, cause, merged_into)
      select $2::bigint + row_number() over (order by j.sync_stamp nulls last, j."id"),
             $1, j."id", j.sync_label,
             case when j.sync_deleted then 'delete' when j.sync_present then 'update'
                  when j.sync_buried then 'undelete' else 'create' end,
             coalesce(j.sync_changed, '{}'), j.sync_user, j.sync_stamp, $3::text,
             case when j.sync_deleted then ${into} end
        from judged j
       where $4::boolean and (j.sync_present or not j.sync_deleted)
      returning seq
    ),
    advanced as (
      update ${schema}.sync_feed_head set last_seq = (select max(seq) from fed)
       where exists (select from fed)
      returning last_seq
    )
    select count(*) filter (where not sync_deleted and not sync_present) as created,
           count(*) filter (where not sync_deleted and sync_present) as updated,
           count(*) filter (where sync_deleted and sync_present) as deleted,
           coalesce((select last_seq from advanced), $2::bigint) as last_seq
      from judged`;
}

/** PostgreSQL takes a hundred arguments of a function, one of which is the comma. */
const ARGUMENTS = 90;

/**
 * What differs between the row `t`, which may be missing, and its image `b`, as JSON: column: [before, after]. Written
 * together as text, because the columns that are equal then cost a comparison each and nothing else.
 */
function toChanges(columns: readonly MappedColumn[]): string {
  const changes = columns.map(({ column, columnType }) => {
    const name = quote(column);
    const [before, after] = [toCell(`t.${name}`, columnType), toCell(`b.${name}`, columnType)];
    return `case when t.${name} is distinct from b.${name} then ${toKey(column)} || jsonb_build_array(${before}, ${after})::text end`;
  });
  const groups: string[] = [];
  for (let start = 0; start < changes.length; start += ARGUMENTS)
    groups.push(`nullif(concat_ws(',', ${changes.slice(start, start + ARGUMENTS).join(', ')}), '')`);
  const joined = groups.length === 1 ? `coalesce(${groups[0]}, '')` : `concat_ws(',', ${groups.join(', ')})`;
  return `('{' || ${joined} || '}')::jsonb`;
}

/** The column as a key of JSON, as a literal of SQL. */
function toKey(column: string): string {
  return `'${JSON.stringify(toIdentifier(column)).replaceAll("'", "''")}:'`;
}

/** A value as JSON, written the way the API writes it: instants in ISO 8601, long numbers as text. */
function toCell(value: string, type: MappedColumn['columnType']): string {
  if (type === 'timestamptz') return `to_char(${value}, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  if (type !== 'numeric' && type !== 'bigint') return value;
  const exact = `trim_scale(${value}::numeric)`;
  return `case when length(translate(${exact}::text, '-.', '')) > 15 then to_jsonb(${exact}::text) else to_jsonb(${exact}) end`;
}
