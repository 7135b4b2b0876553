import type { MirrorTable } from '@sync-user/engine';
import { quote, toIdentifier } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { indexName, stampColumn, tableName } from './table-sql.ts';

/** Makes the secondary indexes that are missing. Writers of the table wait while one is built. */
export async function ensureIndexes(db: Queryable, table: MirrorTable): Promise<void> {
  const stamp = stampColumn(table);
  // The cursor's index serves listRecords, newest change first, page by page.
  const wanted = new Map([
    [indexName(table, stamp.column), `${quote(stamp.column)} desc nulls last, "id" desc`],
  ]);
  for (const { column, indexed } of table.columns) {
    if (!indexed || column === 'id' || column === stamp.column) continue;
    // Serves joins along lookups and searches by external id in the customer's own SQL.
    wanted.set(indexName(table, column), quote(column));
  }

  const there = await db.query<{ name: string }>(
    /* sql */ `
    select i.relname as name
      from pg_index x
      join pg_class i on i.oid = x.indexrelid
      join pg_class t on t.oid = x.indrelid
      join pg_namespace n on n.oid = t.relnamespace
     where n.nspname = $1 and t.relname = $2`,
    [toIdentifier(table.schema), toIdentifier(table.table)],
  );
  for (const { name } of there.rows) wanted.delete(name);
  for (const [name, columns] of wanted) {
    await db.query(/* sql */ `create index ${quote(name)} on ${tableName(table)} (${columns})`);
  }
}
