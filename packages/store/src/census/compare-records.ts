import type { IsoInstant, MirrorTable, RecordComparison, SourceRecord } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { toBatches } from '../mirror/records-batch.ts';
import { stampColumn, tableName } from '../mirror/table-sql.ts';
import { toValueError } from '../mirror/value-error.ts';

interface ComparedRow {
  id: string;
  present: boolean;
  mirror_stamp: IsoInstant | null;
  columns: string[];
}

/** See `CensusStore.compare`: values are read as they would be merged, and compared as the merge compares them. */
export async function compareRecords(
  db: Queryable,
  table: MirrorTable,
  records: readonly SourceRecord[],
): Promise<RecordComparison[]> {
  const unsettled = await listUnsettledFields(db, table);
  const filling = new Set(unsettled.filling.map((field) => field.toLowerCase()));
  const stamp = stampColumn(table).column;
  const compared: RecordComparison[] = [];
  for (const batch of toBatches(table, records)) {
    const columns = batch.columns.filter(
      ({ column, field }) => column !== 'id' && column !== stamp && !filling.has(field.toLowerCase()),
    );
    const differing = columns.map(
      ({ column, field }) => /* sql */ `
        case when t.${quote(column)} is distinct from b.${quote(column)}
              and not ${literal(field)} = any(q.fields) then ${literal(column)} end`,
    );
    const { rows } = await db
      .query<ComparedRow>(
        /* sql */ `
        with batch as materialized (${batch.sql('$3')}),
        quarantined as (
          select record_id, array_agg(field) as fields
            from quarantined_cell where workspace_id = $1 and sobject = $2 group by record_id
        )
        select b."id" as id, t."id" is not null as present, t.${quote(stamp)} as mirror_stamp,
               case when t."id" is null then '{}' else array_remove(array[${differing.join(', ')}]::text[], null) end as columns
          from batch b
          left join ${tableName(table)} t on t."id" = b."id"
          left join lateral (select coalesce((select c.fields from quarantined c where c.record_id = b."id"), '{}') as fields) q on true`,
        [table.workspaceId, table.sobject, batch.parameter],
      )
      .catch((error: unknown) => {
        throw toValueError(table, error);
      });
    // One by one: an org that has far more rows than the mirror sends more than a call may have arguments.
    for (const { id, present, mirror_stamp: mirrorStamp, columns: differingColumns } of rows)
      compared.push({ id, present, mirrorStamp, columns: differingColumns });
  }
  return compared;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** See `CensusStore.listUnsettled`. */
export async function listUnsettledFields(
  db: Queryable,
  table: MirrorTable,
): Promise<{ readonly filling: readonly string[]; readonly quarantined: readonly string[] }> {
  const { rows } = await db.query<{ filling: string[]; quarantined: string[] }>(
    /* sql */ `
    select coalesce((select fields from field_backfill
                      where workspace_id = $1 and sobject = $2 and phase <> 'done'), '{}') as filling,
           array(select distinct field from quarantined_cell
                  where workspace_id = $1 and sobject = $2) as quarantined`,
    [table.workspaceId, table.sobject],
  );
  return rows[0] ?? { filling: [], quarantined: [] };
}
