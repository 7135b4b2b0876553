import type { Change, ChangeCause, ChangeOperation, ChangePage } from '@sync-user/contract';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { readWorkspace } from '../workspace/stored-workspace.ts';

export interface ChangeQuery {
  /** The oldest changes with a higher seq. Absent: the newest changes. In order of seq either way. */
  readonly after?: number | undefined;
  readonly limit: number;
  readonly object?: string | undefined;
  readonly recordId?: string | undefined;
}

interface ChangeRow {
  seq: number;
  object: string;
  record_id: string;
  record_name: string | null;
  operation: ChangeOperation;
  changed: Change['changed'];
  user_id: string | null;
  user_name: string | null;
  changed_at: string | null;
  applied_at: string;
  cause: ChangeCause;
  completes: number | null;
  merged_into: string | null;
}

/**
 * A part of the change feed. `lastSeq` is the last change's seq, or the feed's end (read before the changes) when there
 * is none: going on from it loses nothing. `userName` is the mirror's, when the User object is selected.
 */
export async function listChanges(
  db: Queryable,
  workspaceId: string,
  query: ChangeQuery,
): Promise<ChangePage> {
  const workspace = await readWorkspace(db, { workspaceId });
  if (workspace === undefined) return { changes: [], lastSeq: 0 };
  const schema = quote(workspace.schema);
  const lastSeq = await readLastSeq(db, workspace.schema);
  const userName = (await hasUserNames(db, workspace.schema))
    ? `(select u."name" from ${schema}."user" u where u."id" = c.user_id)`
    : 'null';
  const { rows } = await db.query<ChangeRow>(
    /* sql */ `
    select c.seq, c.object, c.record_id, c.record_name, c.operation, c.changed, c.user_id,
           ${userName}::text as user_name, c.changed_at, c.applied_at, c.cause,
           case when c.cause = 'event_detail'
                then (select p.seq from ${schema}.sync_change p
                       where p.object = c.object and p.record_id = c.record_id and p.seq < c.seq and p.cause <> 'event_detail'
                       order by p.seq desc limit 1) end as completes,
           coalesce(c.merged_into, g.merged_into) as merged_into
      from ${schema}.sync_change c
      left join ${schema}.sync_tombstone g on c.operation = 'delete' and g.object = c.object and g.id = c.record_id
     where ($2::bigint is null or c.seq > $2)
       and ($3::text is null or c.object = $3)
       and ($4::text is null or c.record_id = $4)
     order by c.seq ${query.after === undefined ? 'desc' : 'asc'}
     limit $1`,
    [query.limit, query.after ?? null, query.object ?? null, query.recordId ?? null],
  );
  const changes = (query.after === undefined ? rows.reverse() : rows).map(toChange);
  return { changes, lastSeq: changes.at(-1)?.seq ?? lastSeq };
}

/** The feed's end; 0 when nothing was ever changed. */
export async function readLastSeq(db: Queryable, schema: string): Promise<number> {
  const { rows } = await db.query<{ last_seq: number }>(
    /* sql */ `select last_seq from ${quote(schema)}.sync_feed_head`,
  );
  return rows[0]?.last_seq ?? 0;
}

async function hasUserNames(db: Queryable, schema: string): Promise<boolean> {
  const { rows } = await db.query<{ there: boolean }>(
    /* sql */ `
    select count(*) = 2 as there
      from pg_attribute a
      join pg_class c on c.oid = a.attrelid
      join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relname = 'user' and a.attname in ('id', 'name') and not a.attisdropped`,
    [toIdentifier(schema)],
  );
  return rows[0]?.there === true;
}

function toChange(row: ChangeRow): Change {
  return {
    seq: row.seq,
    object: row.object,
    recordId: row.record_id,
    recordName: row.record_name,
    operation: row.operation,
    changed: row.changed,
    userId: row.user_id,
    userName: row.user_name,
    changedAt: row.changed_at,
    appliedAt: row.applied_at,
    cause: row.cause,
    completes: row.completes,
    mergedInto: row.merged_into,
  };
}
