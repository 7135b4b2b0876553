import { isSyncError, SyncError } from '@sync-user/contract';
import type { MappedColumn, Mirror, MirrorTable, PageMode } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';
import { copyCsv } from './copy-csv.ts';
import { readCsvHeader } from './csv-header.ts';
import { type Batch, lockFeed, mergeBatch } from './merge-batch.ts';
import { findColumn, looseType, stampColumn, tableName } from './table-sql.ts';
import { describeRefusedValue } from './value-error.ts';

type Page = Parameters<Mirror['loadPage']>[1];
type Bookmark = Parameters<Mirror['loadPage']>[2];
type LoadedPage = Awaited<ReturnType<Mirror['loadPage']>>;

/** Thrown inside the transaction to roll it back; what it carries is the outcome. */
class Undone extends Error {
  readonly outcome: LoadedPage;
  constructor(outcome: LoadedPage) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

/**
 * See `Mirror.loadPage`. The bookmark is moved first, so that its row lock keeps a second worker from loading the same
 * page side by side: it waits, then finds the bookmark moved. A row that is already there is a refused value in `copy`
 * mode; `merge` takes it.
 */
export async function loadPage(
  db: Database,
  table: MirrorTable,
  page: Page,
  bookmark: Bookmark,
): Promise<LoadedPage> {
  try {
    return await db.transact(async (tx) => {
      const load = await moveBookmark(tx, bookmark);
      if (load === undefined) throw new Undone({ kind: 'taken_over' });
      const { columns, chunks } = await readCsvHeader(table, page.body);
      const rows =
        columns === undefined ? 0 : await takeIn(tx, table, { mode: page.mode, columns, chunks, ...load });
      if (page.expectedRows !== undefined && rows !== page.expectedRows) {
        throw new SyncError(
          'SF_ANSWER_CUT',
          `the page has ${rows} rows and should have ${page.expectedRows}`,
          {
            sobject: table.sobject,
            rows,
            expectedRows: page.expectedRows,
          },
        );
      }
      await countRows(tx, bookmark.loadId, rows);
      return { kind: 'loaded', rows };
    });
  } catch (error) {
    await closeBody(page.body);
    if (error instanceof Undone) return error.outcome;
    const refused = isSyncError(error) ? undefined : describeRefusedValue(error);
    if (refused !== undefined) return { kind: 'value_refused', message: refused };
    throw error;
  }
}

/** Undefined when the load is another by now, or stands elsewhere. */
async function moveBookmark(db: Queryable, bookmark: Bookmark): Promise<{ reload: boolean } | undefined> {
  const { rows } = await db.query<{ reload: boolean }>(
    /* sql */ `
    update object_load
       set pages_loaded = pages_loaded + 1, locator = $4
     where load_id = $1
       and pages_loaded = $2
       and locator is not distinct from $3
    returning reload`,
    [bookmark.loadId, bookmark.pagesLoaded, bookmark.locator, bookmark.nextLocator],
  );
  return rows[0];
}

async function countRows(db: Queryable, loadId: string, rows: number): Promise<void> {
  await db.query(/* sql */ `update object_load set rows_loaded = rows_loaded + $2 where load_id = $1`, [
    loadId,
    rows,
  ]);
}

interface Intake {
  readonly mode: PageMode;
  readonly columns: readonly MappedColumn[];
  readonly chunks: AsyncIterable<Buffer>;
  readonly reload: boolean;
}

async function takeIn(tx: Transaction, table: MirrorTable, intake: Intake): Promise<number> {
  const names = intake.columns.map(({ column }) => quote(column));
  if (intake.mode === 'copy') {
    const rows = await copyCsv(tx, tableName(table), names, intake.chunks);
    await tx.query(
      /* sql */ `update selected_object set mirror_rows = mirror_rows + $3 where workspace_id = $1 and sobject = $2`,
      [table.workspaceId, table.sobject, rows],
    );
    return rows;
  }
  const declared = names.map((name) => `${name} text`);
  await tx.query(/* sql */ `create temp table sync_stage (${declared.join(', ')}) on commit drop`);
  const rows = await copyCsv(tx, 'pg_temp.sync_stage', names, intake.chunks);
  await tx.query(/* sql */ `analyze pg_temp.sync_stage`);
  const lastSeq = await lockFeed(tx, table.schema);
  await mergeBatch(tx, table, toBatch(table, intake.columns), {
    cause: 'load',
    feed: intake.reload,
    lastSeq,
  });
  return rows;
}

function toBatch(table: MirrorTable, columns: readonly MappedColumn[]): Batch {
  const has = (column: MappedColumn | undefined) => column !== undefined && columns.includes(column);
  const valueOf = (field: string | null, type: string) => {
    const column = field === null ? undefined : findColumn(table, field);
    return column !== undefined && has(column) ? `r.${quote(column.column)}::${type}` : `null::${type}`;
  };
  const stamp = valueOf(stampColumn(table).field, 'timestamptz');
  const selected = columns.map(({ column, columnType }) => {
    const loose = looseType(columnType);
    const cast = loose === columnType ? `::${columnType}` : `::${loose}::${columnType}`;
    return `r.${quote(column)}${cast} as ${quote(column)}`;
  });
  return {
    columns,
    sql: /* sql */ `
      select distinct on (r."id") ${selected.join(', ')},
             coalesce(${valueOf('IsDeleted', 'boolean')}, false) as sync_deleted,
             ${stamp} as sync_stamp,
             ${valueOf(table.nameField, 'text')} as sync_name,
             coalesce(${valueOf('LastModifiedById', 'text')}, ${valueOf('CreatedById', 'text')}) as sync_user
        from pg_temp.sync_stage r
       order by r."id", ${stamp} desc nulls last`,
  };
}

/**
 * A page that was not read to its end must be let go, or its connection to Salesforce stays open. Leaving a loop that
 * has begun does that for every kind of iterable, streams and generators among them.
 */
async function closeBody(body: AsyncIterable<Uint8Array>): Promise<void> {
  try {
    for await (const _ of body) break;
  } catch {
    // The error that brought us here is the one that counts.
  }
}
