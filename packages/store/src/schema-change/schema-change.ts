import type { SchemaChange, SchemaChangeKind, SchemaChangePage, SchemaDecision } from '@sync-user/contract';
import type { FoundChange } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';

interface SchemaChangeRow {
  change_id: number;
  sobject: string;
  field: string | null;
  label: string | null;
  sf_type: string | null;
  kind: SchemaChangeKind;
  before: string | null;
  after: string | null;
  seen_at: string;
  decision: SchemaDecision;
  decided_at: string | null;
  decided_by: string | null;
}

/** Enters what was found. A field that waits for a decision is not asked about twice. */
export async function insertSchemaChanges(
  db: Queryable,
  workspaceId: string,
  sobject: string,
  changes: readonly FoundChange[],
): Promise<SchemaChange[]> {
  if (changes.length === 0) return [];
  const { rows } = await db.query<SchemaChangeRow>(
    /* sql */ `
    insert into schema_change (workspace_id, sobject, field, kind, before, after, label, sf_type, decision, decided_at)
    select $1, $2, c.field, c.kind, c.before, c.after, c.label, c."sfType", c.decision,
           case when c.decision = 'automatic' then now() end
      from json_to_recordset($3::json)
           as c(field text, kind text, before text, after text, label text, "sfType" text, decision text)
        on conflict do nothing
    returning *`,
    [workspaceId, sobject, JSON.stringify(changes)],
  );
  return rows.map(toSchemaChange);
}

export interface SchemaChangeQuery {
  readonly object?: string | undefined;
  readonly waiting?: boolean | undefined;
  readonly limit: number;
  /** Changes with a lower id. */
  readonly before?: number | undefined;
}

/** The newest first. */
export async function listSchemaChanges(
  db: Queryable,
  workspaceId: string,
  query: SchemaChangeQuery,
): Promise<SchemaChangePage> {
  const { rows } = await db.query<SchemaChangeRow>(
    /* sql */ `
    select * from schema_change
     where workspace_id = $1
       and ($2::text is null or lower(sobject) = lower($2))
       and ($3::boolean is null or (decision = 'waiting') = $3)
       and ($4::bigint is null or change_id < $4)
     order by change_id desc
     limit $5`,
    [workspaceId, query.object ?? null, query.waiting ?? null, query.before ?? null, query.limit + 1],
  );
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const counted = await db.query<{ waiting: number }>(
    /* sql */ `select count(*) as waiting from schema_change where workspace_id = $1 and decision = 'waiting'`,
    [workspaceId],
  );
  return {
    changes: page.map(toSchemaChange),
    waiting: counted.rows[0]?.waiting ?? 0,
    nextCursor: rows.length > query.limit && last !== undefined ? String(last.change_id) : null,
  };
}

export async function readSchemaChange(
  db: Queryable,
  workspaceId: string,
  changeId: number,
): Promise<SchemaChange | undefined> {
  const { rows } = await db.query<SchemaChangeRow>(
    /* sql */ `select * from schema_change where workspace_id = $1 and change_id = $2`,
    [workspaceId, changeId],
  );
  const [row] = rows;
  return row && toSchemaChange(row);
}

/** Undefined when it does not wait (any more). */
export async function decideSchemaChange(
  db: Queryable,
  workspaceId: string,
  changeId: number,
  decision: { readonly decision: 'added' | 'declined'; readonly by: string },
): Promise<SchemaChange | undefined> {
  const { rows } = await db.query<SchemaChangeRow>(
    /* sql */ `
    update schema_change set decision = $3, decided_at = now(), decided_by = $4
     where workspace_id = $1 and change_id = $2 and decision = 'waiting'
    returning *`,
    [workspaceId, changeId, decision.decision, decision.by],
  );
  const [row] = rows;
  return row && toSchemaChange(row);
}

function toSchemaChange(row: SchemaChangeRow): SchemaChange {
  return {
    id: row.change_id,
    object: row.sobject,
    field: row.field,
    label: row.label,
    type: row.sf_type,
    kind: row.kind,
    before: row.before,
    after: row.after,
    seenAt: row.seen_at,
    decision: row.decision,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
  };
}
