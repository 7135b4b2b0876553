import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { keptSql, NUL_MARK, refusalSql, SHOWN_CHARACTERS } from './cell-checks.ts';

/**
 * Notes every cell of `source` that does not fit its column, and tells which. `source` is a relation of texts under the columns' names.
 * @param parameters for `$3` and on in `source`
 */
export async function noteBadCells(
  db: Queryable,
  table: MirrorTable,
  columns: readonly MappedColumn[],
  source: string,
  parameters: readonly unknown[] = [],
): Promise<readonly { readonly id: string; readonly field: string }[]> {
  const cells = columns
    .filter(({ column }) => column !== 'id')
    .map(({ field, column, columnType }) => {
      const value = `r.${quote(column)}`;
      const kept = columnType === 'text' ? keptSql(value, columnType) : 'null::text';
      return `(${literal(field)}, ${value}, ${refusalSql(value, columnType)}, ${kept})`;
    });
  if (cells.length === 0) return [];
  const { rows } = await db.query<{ id: string; field: string }>(
    /* sql */ `
    insert into quarantined_cell as q (workspace_id, sobject, record_id, field, value, reason, kept)
    select distinct on (r."id", c.field) $1, $2, r."id", c.field,
           left(replace(c.value, '${NUL_MARK}', '\\0'), ${SHOWN_CHARACTERS}), c.reason, left(c.kept, ${SHOWN_CHARACTERS})
      from ${source} r
     cross join lateral (values ${cells.join(', ')}) as c(field, value, reason, kept)
     where c.reason is not null
     order by r."id", c.field
        on conflict (workspace_id, sobject, field, record_id) do update
       set value = excluded.value, reason = excluded.reason, kept = excluded.kept, last_seen_at = now()
    returning record_id as id, field`,
    [table.workspaceId, table.sobject, ...parameters],
  );
  return rows;
}

/**
 * Takes cells out of the quarantine that were read again and fit: those of `fields` in the records that `ids` selects, but
 * for what was noted in this transaction.
 * @param parameters for `$4` and on in `ids`
 */
export async function healCells(
  db: Queryable,
  table: MirrorTable,
  fields: readonly string[],
  ids: string,
  parameters: readonly unknown[] = [],
): Promise<void> {
  const key = [table.workspaceId, table.sobject];
  const { rows } = await db.query(
    /* sql */ `select 1 from quarantined_cell where workspace_id = $1 and sobject = $2 limit 1`,
    key,
  );
  if (rows.length === 0) return;
  await db.query(
    /* sql */ `
    delete from quarantined_cell
     where workspace_id = $1 and sobject = $2 and field = any($3) and last_seen_at < now() and record_id in (${ids})`,
    [...key, fields, ...parameters],
  );
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
