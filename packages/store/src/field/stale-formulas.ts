import type { FedChange, FieldStore, IsoInstant, MirrorTable, StaleRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { tableName } from '../mirror/table-sql.ts';

interface FedRow {
  seq: number;
  object: string;
  record_id: string;
  operation: string;
  cause: string;
  changed: FedChange['changed'];
}

/** See `FieldStore.listUnseenChanges`. */
export async function listUnseenChanges(
  db: Queryable,
  workspaceId: string,
  schema: string,
  limit: number,
): ReturnType<FieldStore['listUnseenChanges']> {
  const position = await db.query<{ formula_seq: number }>(
    /* sql */ `select formula_seq from workspace where workspace_id = $1`,
    [workspaceId],
  );
  const from = position.rows[0]?.formula_seq ?? 0;
  const { rows } = await db.query<FedRow>(
    /* sql */ `
    select seq, object, record_id, operation, cause, changed
      from ${quote(schema)}.sync_change where seq > $1 order by seq limit $2`,
    [from, limit],
  );
  return {
    from,
    changes: rows.map((row) => ({
      seq: row.seq,
      sobject: row.object,
      recordId: row.record_id,
      operation: row.operation,
      cause: row.cause,
      changed: row.changed,
    })),
  };
}

/** See `FieldStore.markStale`. */
export async function markStale(
  db: Database,
  workspaceId: string,
  stale: readonly StaleRecord[],
  through: number,
): Promise<void> {
  await db.transact(async (tx) => {
    await tx.query(
      /* sql */ `
      insert into stale_formula (workspace_id, sobject, record_id)
      select $1, s.sobject, s."recordId" from json_to_recordset($2::json) as s(sobject text, "recordId" text)
          on conflict do nothing`,
      [workspaceId, JSON.stringify(stale)],
    );
    await tx.query(
      /* sql */ `update workspace set formula_seq = greatest(formula_seq, $2) where workspace_id = $1`,
      [workspaceId, through],
    );
  });
}

/** See `FieldStore.findChildren`. */
export async function findChildren(
  db: Queryable,
  table: MirrorTable,
  lookup: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ id: string }>(
    /* sql */ `select "id" as id from ${tableName(table)} where ${quote(lookup)} = any($1::text[])`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** See `FieldStore.findParents`. */
export async function findParents(
  db: Queryable,
  table: MirrorTable,
  lookup: string,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ id: string }>(
    /* sql */ `
    select distinct p.id
      from (select ${quote(lookup)}::text as id from ${tableName(table)} where "id" = any($1::text[])
             union all
            select image ->> $3 from ${quote(table.schema)}.sync_tombstone where object = $2 and id = any($1::text[])) p
     where p.id is not null`,
    [ids, table.sobject, lookup],
  );
  return rows.map(({ id }) => id);
}

export async function listStale(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await db.query<{ record_id: string }>(
    /* sql */ `
    select record_id from stale_formula
     where workspace_id = $1 and sobject = $2 order by since, record_id limit $3`,
    [workspaceId, sobject, limit],
  );
  return rows.map((row) => row.record_id);
}

export async function countStale(
  db: Queryable,
  workspaceId: string,
): Promise<Readonly<Record<string, number>>> {
  const { rows } = await db.query<{ sobject: string; stale: number }>(
    /* sql */ `select sobject, count(*) as stale from stale_formula where workspace_id = $1 group by sobject`,
    [workspaceId],
  );
  return Object.fromEntries(rows.map((row) => [row.sobject, row.stale]));
}

export async function clearStale(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  ids: readonly string[],
): Promise<void> {
  await db.query(
    /* sql */ `
    delete from stale_formula where workspace_id = $1 and sobject = $2 and record_id = any($3::text[])`,
    [workspaceId, sobject, ids],
  );
}

export async function writeAsOf(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  fields: readonly string[],
  asOf: IsoInstant,
): Promise<void> {
  await db.query(
    /* sql */ `
    update object_field set as_of = greatest(as_of, $4)
     where workspace_id = $1 and sobject = $2 and field = any($3::text[])`,
    [workspaceId, sobject, fields, asOf],
  );
}
