import type { MirrorTable, SourceRecord } from '@sync-user/engine';
import type { Queryable } from '../database/queryable.ts';
import { quote } from '../database/identifier.ts';
import { toBatches } from '../mirror/records-batch.ts';
import { stampColumn, tableName } from '../mirror/table-sql.ts';
import { toValueError } from '../mirror/value-error.ts';
import { noteReads } from './event-reads.ts';

/**
 * What is left of `records` without those of which nobody can say whether they are older than what an event, or a read that
 * followed one, has written meanwhile: an answer may have been under way, and stamps of the same second are equal. Those are
 * read again by id; so is a record whose row has no stamp yet, because an undelete's event tells none. An answer that is the row itself
 * leaves nothing to ask.
 *
 * An answer that is older than what an event has written since is not applied either, but it may know what no event told: events
 * tell what changed, and what had changed before they came is in the answer alone. Such a record is read again, too.
 *
 * In the caller's transaction, which holds the feed's lock.
 */
export async function holdBackUnsure(
  tx: Queryable,
  table: MirrorTable,
  records: readonly SourceRecord[],
): Promise<readonly SourceRecord[]> {
  const { rows: fed } = await tx.query<{ some: boolean }>(
    /* sql */ `select exists (select from event_batch where workspace_id = $1) as some`,
    [table.workspaceId],
  );
  if (fed[0]?.some !== true || records.length === 0) return records;
  const stamp = quote(stampColumn(table).column);
  const { rows } = await tx.query<{ id: string }>(
    /* sql */ `
    select r.id
      from json_to_recordset($2::json) as r(id text, stamp timestamptz)
      left join ${tableName(table)} t on t."id" = r.id
      left join ${quote(table.schema)}.sync_tombstone g on g.object = $3 and g.id = r.id and t."id" is null
      join event_batch b on b.workspace_id = $1 and b.xid = coalesce(t.xmin, g.xmin)::text::bigint
                        and b.at > now() - interval '2 minutes'
     where date_trunc('second', coalesce(t.${stamp}, g.stamp)) = date_trunc('second', r.stamp)
        or (t."id" is not null and t.${stamp} is null)
        or (t."id" is not null and not b.by_read
            and date_trunc('second', t.${stamp}) > date_trunc('second', r.stamp))`,
    [
      table.workspaceId,
      JSON.stringify(
        records.map((record) => ({ id: record['Id'], stamp: record[table.cursorField] ?? null })),
      ),
      table.sobject,
    ],
  );
  if (rows.length === 0) return records;
  const unsure = new Set(rows.map(({ id }) => id));
  const asked = records.filter((record) => unsure.has(String(record['Id'])));
  for (const id of await listSame(tx, table, asked)) unsure.delete(id);
  if (unsure.size === 0) return records;
  const reads = [...unsure].map((id) => ({ sobject: table.sobject, id, reason: 'doubt' as const }));
  await noteReads(tx, table.workspaceId, reads, null);
  return records.filter((record) => !unsure.has(String(record['Id'])));
}

/** Ids of records that are in the mirror just so. */
async function listSame(
  tx: Queryable,
  table: MirrorTable,
  records: readonly SourceRecord[],
): Promise<string[]> {
  const same: string[] = [];
  for (const batch of toBatches(table, records)) {
    const of = (alias: string) => batch.columns.map(({ column }) => `${alias}.${quote(column)}`).join(', ');
    const { rows } = await tx
      .query<{ id: string }>(
        /* sql */ `
        select b."id" as id
          from (${batch.sql('$1')}) b
          join ${tableName(table)} t on t."id" = b."id"
         where not b.sync_deleted and row(${of('t')}) is not distinct from row(${of('b')})`,
        [batch.parameter],
      )
      .catch((error: unknown) => {
        throw toValueError(table, error);
      });
    same.push(...rows.map(({ id }) => id));
  }
  return same;
}
