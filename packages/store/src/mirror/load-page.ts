import { isSyncError, SyncError } from '@sync-user/contract';
import type { AppliedChanges, CsvPage, Mirror, MirrorTable, PageMode } from '@sync-user/engine';
import type { CallCause } from '@sync-user/contract';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable, Transaction } from '../database/queryable.ts';
import { copyCsv, SuspectValue } from './copy-csv.ts';
import { type PageColumn, readCsvHeader } from './csv-header.ts';
import { holdsDataOf } from './holds-data-of.ts';
import { NotAsKnown, recognisePage } from './known-blocks.ts';
import { lockFeed, mergeBatch } from './merge-batch.ts';
import { findChanged, healStaged, type StagedPage, stagePage } from './stage-page.ts';
import { stampColumn, tableName } from './table-sql.ts';
import { describeRefusedValue } from './value-error.ts';

type Bookmark = Parameters<Mirror['loadPage']>[2];
type LoadedPage = Awaited<ReturnType<Mirror['loadPage']>>;
type AppliedPage = Awaited<ReturnType<Mirror['applyPage']>>;

/** Thrown inside the transaction to roll it back. */
class TakenOver extends Error {}

/**
 * See `Mirror.loadPage`. The load's row is locked first, shared with the other streams of the load: whoever takes the load
 * over waits for pages that are being written. Then the part's bookmark is moved, so that its row lock keeps a second
 * worker from loading the same page side by side: it waits, then finds the bookmark moved.
 */
export async function loadPage(
  db: Database,
  table: MirrorTable,
  page: CsvPage & { readonly mode: PageMode; readonly whole: boolean },
  bookmark: Bookmark,
): Promise<LoadedPage> {
  try {
    return await db.transact(async (tx) => {
      const load = await moveBookmark(tx, bookmark);
      const { columns, chunks } = await readCsvHeader(table, page.body);
      if (columns === undefined) assertAllThere(table, page, 0);
      const rows =
        columns === undefined
          ? 0
          : await takeIn(tx, table, page, { columns, chunks, reload: load.reload, loadId: bookmark.loadId });
      await countRows(tx, bookmark, rows);
      return { kind: 'loaded', rows };
    });
  } catch (error) {
    await closeBody(page.body);
    if (error instanceof TakenOver) return { kind: 'taken_over' };
    if (error instanceof NotAsKnown) return { kind: 'not_as_known' };
    return toRefusal(error);
  }
}

/** See `Mirror.applyPage`. */
export async function applyPage(
  db: Database,
  table: MirrorTable,
  page: CsvPage,
  options: { readonly cause: CallCause; readonly organizationId?: string | undefined },
): Promise<AppliedPage> {
  const { cause } = options;
  try {
    return await db.transact(async (tx) => {
      const { columns, chunks } = await readCsvHeader(table, page.body);
      const nothing = { kind: 'applied' as const, rows: 0, created: 0, updated: 0, deleted: 0 };
      if (columns === undefined) {
        assertAllThere(table, page, 0);
        return { ...nothing, lastSeq: await lockFeed(tx, table.schema) };
      }
      const staged = await stagePage(tx, table, { columns, chunks, careful: page.careful });
      assertAllThere(table, page, staged.rows);
      const lastSeq = await lockFeed(tx, table.schema);
      // After the feed's lock, which a move to another org holds as well.
      if (!(await holdsDataOf(tx, table, options.organizationId))) return { ...nothing, lastSeq };
      const changed = await findChanged(tx, table, staged);
      const applied: AppliedChanges =
        changed === undefined
          ? { ...nothing, lastSeq }
          : await mergeBatch(tx, table, changed, { cause, feed: true, lastSeq });
      await healStaged(tx, table, staged);
      return { ...applied, kind: 'applied', rows: staged.rows };
    });
  } catch (error) {
    await closeBody(page.body);
    return toRefusal(error);
  }
}

function assertAllThere(table: MirrorTable, { expectedRows }: CsvPage, rows: number): void {
  if (expectedRows === undefined || rows === expectedRows) return;
  throw new SyncError('SF_ANSWER_CUT', `the page has ${rows} rows and should have ${expectedRows}`, {
    sobject: table.sobject,
    rows,
    expectedRows,
  });
}

/** @throws what is no refusal of a value */
function toRefusal(error: unknown): { readonly kind: 'value_refused'; readonly message: string } {
  if (error instanceof SuspectValue) return { kind: 'value_refused', message: error.message };
  const refused = isSyncError(error) ? undefined : describeRefusedValue(error);
  if (refused === undefined) throw error;
  return { kind: 'value_refused', message: refused };
}

/** @throws TakenOver when the load is another by now, or its part stands elsewhere */
async function moveBookmark(db: Queryable, bookmark: Bookmark): Promise<{ readonly reload: boolean }> {
  const { rows } = await db.query<{ workspace_id: string; sobject: string; reload: boolean }>(
    /* sql */ `select workspace_id, sobject, reload from object_load where load_id = $1 for share`,
    [bookmark.loadId],
  );
  const [load] = rows;
  if (load === undefined) throw new TakenOver();
  const moved = await db.query(
    /* sql */ `
    update object_load_part
       set pages_loaded = pages_loaded + 1, locator = $6, first_page_at = coalesce(first_page_at, now())
     where workspace_id = $1 and sobject = $2 and part = $3
       and pages_loaded = $4
       and locator is not distinct from $5`,
    [
      load.workspace_id,
      load.sobject,
      bookmark.part,
      bookmark.pagesLoaded,
      bookmark.locator,
      bookmark.nextLocator,
    ],
  );
  if (moved.rowCount === 0) throw new TakenOver();
  return load;
}

async function countRows(db: Queryable, { loadId, part }: Bookmark, rows: number): Promise<void> {
  await db.query(
    /* sql */ `
    update object_load_part p
       set rows_loaded = p.rows_loaded + $3, last_page_at = clock_timestamp()
      from object_load l
     where l.load_id = $1 and p.workspace_id = l.workspace_id and p.sobject = l.sobject and p.part = $2`,
    [loadId, part, rows],
  );
}

interface Intake {
  readonly columns: readonly PageColumn[];
  readonly chunks: AsyncIterable<Buffer>;
  readonly reload: boolean;
  readonly loadId: string;
}

/** Returns how many rows the page had, those that were there already among them. */
async function takeIn(
  tx: Transaction,
  table: MirrorTable,
  page: CsvPage & { readonly mode: PageMode; readonly whole: boolean },
  intake: Intake,
): Promise<number> {
  if (page.mode === 'fill') {
    const rows = await mergeIn(tx, table, page, intake);
    assertAllThere(table, page, rows);
    return rows;
  }
  const isCopied = page.mode === 'copy' && !page.careful;
  const leaveOut = !isCopied && !page.whole && !page.careful;
  const recognised = await recognisePage(tx, table, {
    ...intake,
    expectedRows: page.expectedRows,
    leaveOut,
  });
  const { columns } = intake;
  const { chunks } = recognised;
  const taken = isCopied
    ? await copyIn(tx, table, { columns, chunks })
    : await mergeIn(tx, table, page, { ...intake, chunks });
  const rows = taken + recognised.rowsLeftOut();
  assertAllThere(table, page, rows);
  await recognised.settle();
  return rows;
}

async function copyIn(
  tx: Transaction,
  table: MirrorTable,
  { columns, chunks }: Pick<Intake, 'columns' | 'chunks'>,
): Promise<number> {
  const names = columns.map(({ name }) => quote(name));
  const rows = await copyCsv(tx, tableName(table), names, chunks, 'refuse');
  await tx.query(
    /* sql */ `update selected_object set mirror_rows = mirror_rows + $3 where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject, rows],
  );
  return rows;
}

async function mergeIn(
  tx: Transaction,
  table: MirrorTable,
  { mode, careful }: { readonly mode: PageMode; readonly careful: boolean },
  { columns, chunks, reload }: Omit<Intake, 'loadId'>,
): Promise<number> {
  const staged = await stagePage(tx, table, { columns, chunks, careful });
  const wanted = mode === 'fill' ? await onlyAgreeing(tx, table, staged) : staged;
  // Before the feed's lock, so that parts are compared side by side. Whoever locks the feed and then a whole table has locked
  // its load first, whose row we hold.
  const changed = await findChanged(tx, table, wanted);
  if (changed !== undefined) {
    const lastSeq = await lockFeed(tx, table.schema);
    await mergeBatch(tx, table, changed, { cause: 'load', feed: reload, lastSeq });
  }
  await healStaged(tx, table, staged);
  return staged.rows;
}

/**
 * Of a page that brings some fields of rows, those whose stamp is the row's: they were read of the same state. The others
 * are noted down, to be read again whole.
 */
async function onlyAgreeing(tx: Transaction, table: MirrorTable, staged: StagedPage): Promise<StagedPage> {
  const stamp = quote(stampColumn(table).column);
  const target = tableName(table);
  await tx.query(
    /* sql */ `
    insert into load_reread (workspace_id, sobject, record_id)
    select $1, $2, s."id"
      from (${staged.sql}) s
      left join ${target} t on t."id" = s."id"
     where t."id" is null or t.${stamp} is distinct from s.${stamp}
        on conflict do nothing`,
    [table.workspaceId, table.sobject],
  );
  return {
    ...staged,
    sql: /* sql */ `
      select a.* from (${staged.sql}) a
        join ${target} u on u."id" = a."id" and u.${stamp} is not distinct from a.${stamp}`,
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
