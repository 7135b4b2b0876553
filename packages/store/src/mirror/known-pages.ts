import { createHash } from 'node:crypto';
import type { MirrorTable } from '@sync-user/engine';
import type { Transaction } from '../database/queryable.ts';
import { DIGEST_BYTES } from './block-cutter.ts';
import type { PageColumn } from './csv-header.ts';
import { tableName } from './table-sql.ts';

/** What is known of blocks depends on the page's format, and on transactions that were over when this one began. */
export interface PageContext {
  readonly format: Buffer;
  /** As PostgreSQL writes an `xid8`. */
  readonly horizon: string;
}

/** Since when rows of a page that was once taken in must not have been written. */
export interface KnownPage {
  readonly horizon: string;
  readonly writtenBy: string;
}

/** A block of such a page, the first of which is at 0. */
export interface KnownBlock {
  readonly page: KnownPage;
  readonly at: number;
}

/** Neighbours in such a page, which need not be taken in if the mirror has them as they were, and none between. */
export interface KnownRows extends KnownPage {
  readonly firstId: string;
  readonly lastId: string;
  readonly rows: number;
}

/**
 * Undefined where nothing could be proven: PostgreSQL sorts texts otherwise than by their bytes, so that a range of ids is
 * not what lies between two of a page; or it does not tell which cluster it is, so that what a dump brought from another
 * could be taken for its own.
 */
export async function readPageContext(
  tx: Transaction,
  table: MirrorTable,
  columns: readonly PageColumn[],
): Promise<PageContext | undefined> {
  const { rows } = await tx.query<{ horizon: string; relation: string; provable: boolean }>(
    /* sql */ `
    select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
           to_regclass($1)::oid::text as relation,
           has_function_privilege('pg_control_system()', 'execute')
             and (select string_agg(c, ' ' order by c) from unnest(array['aB', 'b', 'Ab', '0z', 'Z', 'aa', '9', 'z0', 'AA', 'a']) c)
                 = '0z 9 AA Ab Z a aB aa b z0' as provable`,
    [tableName(table)],
  );
  const [at] = rows;
  if (at === undefined || !at.provable) return undefined;
  const cluster = await tx.query<{ id: string }>(
    /* sql */ `select system_identifier::text as id from pg_control_system()`,
  );
  const format = createHash('sha256')
    .update(
      JSON.stringify([
        cluster.rows[0]?.id,
        at.relation,
        columns.map(({ name, type, mapped }) => [name, type, mapped?.field]),
      ]),
    )
    .digest();
  return { format, horizon: at.horizon };
}

/** Blocks of pages that were taken in before, from `firstId` on, of some `rows` rows, by their digests. */
export async function readKnownBlocks(
  tx: Transaction,
  table: MirrorTable,
  { format }: PageContext,
  from: { readonly firstId: string; readonly rows: number },
): Promise<ReadonlyMap<string, KnownBlock>> {
  const { rows: pages } = await tx.query<{ horizon: string; written_by: string; digests: Buffer }>(
    /* sql */ `
    select horizon::text, written_by::text, digests
      from (select *, sum(rows) over (order by first_id, load_id) - rows as rows_before
              from known_page
             where workspace_id = $1 and sobject = $2 and format = $3 and last_id >= $4) page
     where rows_before < $5`,
    [table.workspaceId, table.sobject, format, from.firstId, from.rows],
  );
  const blocks = new Map<string, KnownBlock>();
  for (const { horizon, written_by: writtenBy, digests } of pages) {
    const page = { horizon, writtenBy };
    for (let at = 0; at * DIGEST_BYTES < digests.length; at += 1)
      blocks.set(digests.toString('latin1', at * DIGEST_BYTES, (at + 1) * DIGEST_BYTES), { page, at });
  }
  return blocks;
}

/** Numbers of transactions begin anew after 2^32, and "before" means nothing across half of them. */
const HORIZON_LASTS = 2 ** 30;

/**
 * Whether the mirror has exactly these rows, none of which was written since it took them in. Every writing of a row leaves
 * the number of its transaction in `xmin`; one that was not over at the horizon has a number from there on. The page's own
 * transaction may have written them. Source: PostgreSQL manual, "System Columns" and "Transaction ID and Snapshot Information
 * Functions".
 */
export async function hasAsKnown(
  tx: Transaction,
  table: MirrorTable,
  ranges: readonly KnownRows[],
): Promise<boolean> {
  if (ranges.length === 0) return true;
  const { rows } = await tx.query<{ as_known: boolean }>(
    /* sql */ `
    select not exists (
      select from unnest($1::text[], $2::text[], $3::int[], $4::xid8[], $5::xid8[]) as known (first_id, last_id, rows, horizon, written_by)
       cross join lateral (
         select count(*) as rows,
                count(*) filter (where age(t.xmin) <= age(known.horizon::xid) and t.xmin <> known.written_by::xid) as written
           from ${tableName(table)} t
          where t."id" between known.first_id and known.last_id) here
       where here.rows <> known.rows
          or here.written > 0
          or pg_snapshot_xmax(pg_current_snapshot())::text::numeric - known.horizon::text::numeric not between 0 and ${HORIZON_LASTS}
    ) as as_known`,
    [
      ranges.map(({ firstId }) => firstId),
      ranges.map(({ lastId }) => lastId),
      ranges.map((range) => range.rows),
      ranges.map(({ horizon }) => horizon),
      ranges.map(({ writtenBy }) => writtenBy),
    ],
  );
  return rows[0]?.as_known === true;
}

/** How many rows the mirror has from one id to another, both included. */
export async function countBetween(
  tx: Transaction,
  table: MirrorTable,
  { firstId, lastId }: { readonly firstId: string; readonly lastId: string },
): Promise<number> {
  const { rows } = await tx.query<{ between: string }>(
    /* sql */ `select count(*) as between from ${tableName(table)} t where t."id" between $1 and $2`,
    [firstId, lastId],
  );
  return Number(rows[0]?.between);
}

/** Notes down what a page consisted of, in the transaction that took it in. */
export async function writeKnownPage(
  tx: Transaction,
  table: MirrorTable,
  { format, horizon }: PageContext,
  page: {
    readonly loadId: string;
    readonly firstId: string;
    readonly lastId: string;
    readonly rows: number;
    readonly digests: Buffer;
  },
): Promise<void> {
  await tx.query(
    /* sql */ `
    insert into known_page
      (workspace_id, sobject, load_id, first_id, last_id, rows, format, horizon, written_by, digests)
    values ($1, $2, $3, $4, $5, $6, $7, $8, pg_current_xact_id(), $9)
        on conflict (workspace_id, sobject, load_id, first_id) do update
       set last_id = excluded.last_id, rows = excluded.rows, format = excluded.format, horizon = excluded.horizon,
           written_by = excluded.written_by, digests = excluded.digests`,
    [
      table.workspaceId,
      table.sobject,
      page.loadId,
      page.firstId,
      page.lastId,
      page.rows,
      format,
      horizon,
      page.digests,
    ],
  );
}
