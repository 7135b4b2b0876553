import type { MappedColumn, MirrorTable } from '@sync-user/engine';
import { quote } from '../database/identifier.ts';
import type { Transaction } from '../database/queryable.ts';
import { keptSql } from '../quarantine/cell-checks.ts';
import { healCells, noteBadCells } from '../quarantine/note-cells.ts';
import { copyCsv } from './copy-csv.ts';
import { DELETED_COLUMN, type PageColumn } from './csv-header.ts';
import type { Batch } from './merge-batch.ts';
import { findColumn, stampColumn, tableName } from './table-sql.ts';

export interface StagedPage {
  readonly rows: number;
  /** Of the page, as far as they are mapped. */
  readonly columns: readonly MappedColumn[];
  /** Selects the page's rows, typed: its columns under their own names, and `sync_deleted`. */
  readonly sql: string;
}

const STAGE = 'pg_temp.sync_stage';

/**
 * Copies a page into a temporary table of the transaction. Carefully: as text, and cells that do not fit are noted in the
 * quarantine and left out; otherwise with the columns' own types, which refuses the page when a cell does not fit.
 */
export async function stagePage(
  tx: Transaction,
  table: MirrorTable,
  page: {
    readonly columns: readonly PageColumn[];
    readonly chunks: AsyncIterable<Buffer>;
    readonly careful: boolean;
  },
): Promise<StagedPage> {
  const { careful } = page;
  const names = page.columns.map(({ name }) => quote(name));
  const declared = page.columns.map(({ name, type }) => `${quote(name)} ${careful ? 'text' : type}`);
  await tx.query(/* sql */ `create temp table sync_stage (${declared.join(', ')}) on commit drop`);
  const rows = await copyCsv(tx, STAGE, names, page.chunks, careful ? 'mark' : 'refuse');
  // A page's rows are looked up by their ids, however big the table: hashing it would read all of it for every page.
  await tx.query(/* sql */ `set local enable_hashjoin = off; set local enable_mergejoin = off`);
  const columns = page.columns.flatMap(({ mapped }) => (mapped === undefined ? [] : [mapped]));
  if (careful) await noteBadCells(tx, table, columns, STAGE);
  const values = columns.map(({ column, columnType }) => {
    const value = `r.${quote(column)}`;
    return `${careful ? keptSql(value, columnType) : value} as ${quote(column)}`;
  });
  const deleted = page.columns.some(({ name }) => name === DELETED_COLUMN)
    ? `coalesce(r.${quote(DELETED_COLUMN)}::boolean, false)`
    : 'false';
  return {
    rows,
    columns,
    sql: /* sql */ `select ${values.join(', ')}, ${deleted} as sync_deleted from ${STAGE} r`,
  };
}

/**
 * The rows of a page that are to be merged, one per id: those that are new, deleted or different. Rows that are there as
 * they came are most of a page that is read again, and are dropped by one comparison of the two tables.
 */
export function toChangedBatch(table: MirrorTable, staged: StagedPage): Batch {
  const { columns } = staged;
  const names = columns.map(({ column }) => quote(column));
  const valueOf = (field: string | null, type: string) => {
    const column = field === null ? undefined : findColumn(table, field);
    return column !== undefined && columns.includes(column)
      ? `s.${quote(column.column)}::${type}`
      : `null::${type}`;
  };
  const stamp = valueOf(stampColumn(table).field, 'timestamptz');
  const of = (alias: string) => names.map((name) => `${alias}.${name}`).join(', ');
  const others = names.filter((name) => name !== '"id"');
  const differs =
    others.length === 0 ? ['false'] : others.map((name) => `s.${name} is distinct from t.${name}`);
  return {
    columns,
    sql: /* sql */ `
      select distinct on (s."id") ${of('s')},
             s.sync_deleted,
             ${stamp} as sync_stamp,
             ${valueOf(table.nameField, 'text')} as sync_name,
             coalesce(${valueOf('LastModifiedById', 'text')}, ${valueOf('CreatedById', 'text')}) as sync_user
        from (${staged.sql}) s
        left join ${tableName(table)} t on t."id" = s."id"
       where s.sync_deleted or t."id" is null or ${differs.join(' or ')}
       order by s."id", ${stamp} desc nulls last`,
  };
}

/** Cells of the page's records that fit this time leave the quarantine. */
export async function healStaged(
  tx: Transaction,
  table: MirrorTable,
  { columns }: StagedPage,
): Promise<void> {
  const fields = columns.map(({ field }) => field);
  await healCells(tx, table, fields, /* sql */ `select "id" from ${STAGE}`);
}
