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
  await joinById(tx);
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
 * they came are most of a page that is read again, and are dropped by one comparison of the two tables. Undefined when all
 * are.
 *
 * It needs no lock on the feed. A row that is there as it came when this looks, and is written by
 * somebody else before the merge, was written later; a row that is to be merged is judged again under the lock.
 */
export async function findChanged(
  tx: Transaction,
  table: MirrorTable,
  staged: StagedPage,
): Promise<Batch | undefined> {
  if (staged.rows === 0) return undefined;
  const { columns } = staged;
  const target = tableName(table);
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
  await joinAsDense(tx, await isDense(tx, target, staged.rows));
  const { rowCount } = await tx.query(/* sql */ `
    create temp table sync_changed on commit drop as
      select distinct on (s."id") ${of('s')},
             s.sync_deleted,
             ${stamp} as sync_stamp,
             ${valueOf(table.nameField, 'text')} as sync_name,
             coalesce(${valueOf('LastModifiedById', 'text')}, ${valueOf('CreatedById', 'text')}) as sync_user
        from (${staged.sql}) s
        left join ${target} t
          on t."id" = s."id" and t."id" between (select min("id") from ${STAGE}) and (select max("id") from ${STAGE})
       where s.sync_deleted or t."id" is null or ${differs.join(' or ')}
       order by s."id", ${stamp} desc nulls last`);
  await joinById(tx);
  return rowCount === 0 ? undefined : { columns, sql: () => /* sql */ `select * from pg_temp.sync_changed` };
}

/** Of so many rows of the table that lie between a page's first and last id, one at least is the page's. */
const DENSE = 4;

/** Whether the page's rows are neighbours in the table, as they are when Salesforce sends them by id. */
async function isDense(tx: Transaction, target: string, rows: number): Promise<boolean> {
  const most = rows * DENSE;
  const { rows: counted } = await tx.query<{ between: string }>(
    /* sql */ `
    select count(*) as between
      from (select
              from ${target} t
             where t."id" between (select min("id") from ${STAGE}) and (select max("id") from ${STAGE})
             limit $1) neighbours`,
    [most + 1],
  );
  return Number(counted[0]?.between) <= most;
}

/** Neighbours are read as a range and hashed, which is twice as fast as looking each of them up. */
async function joinAsDense(tx: Transaction, dense: boolean): Promise<void> {
  if (!dense) return;
  await tx.query(
    /* sql */ `set local enable_hashjoin = on; set local enable_nestloop = off; set local work_mem = '16MB'`,
  );
}

/** A page's rows are looked up by their ids, however big the table: hashing it would read all of it for every page. */
async function joinById(tx: Transaction): Promise<void> {
  await tx.query(
    /* sql */ `set local enable_nestloop = on; set local enable_hashjoin = off; set local enable_mergejoin = off`,
  );
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
