import type { CallCause } from '@sync-user/contract';
import type { IsoInstant, MappedColumn, Mirror, MirrorTable, SourceRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import { quote } from '../database/identifier.ts';
import type { Queryable } from '../database/queryable.ts';
import { holdsDataOf } from './holds-data-of.ts';
import { lockFeed, mergeBatch } from './merge-batch.ts';
import { toBatches } from './records-batch.ts';
import { stampColumn, tableName } from './table-sql.ts';
import { toValueError } from './value-error.ts';

/** See `Mirror.fillColumns`. */
export async function fillColumns(
  db: Database,
  table: MirrorTable,
  records: readonly SourceRecord[],
  options: {
    readonly cause: CallCause;
    readonly fresh?: readonly string[];
    readonly organizationId?: string | undefined;
  },
): Promise<number> {
  const batches = toBatches(table, records);
  const stamp = quote(stampColumn(table).column);
  return await db.transact(async (tx) => {
    let lastSeq = await lockFeed(tx, table.schema);
    if (!(await holdsDataOf(tx, table, options.organizationId))) return 0;
    let filled = 0;
    for (const batch of batches) {
      for (const { feed, columns, empty } of toSteps(table, batch.columns, options.fresh ?? [])) {
        const conditions = empty.map(({ column }) => ` and t.${quote(column)} is null`);
        // Rows that are not there are a poll's or a load's to bring, whole.
        const sql = (placeholder: string) => /* sql */ `
          select c.* from (${batch.sql(placeholder)}) c
            join ${tableName(table)} t
              on t."id" = c."id" and t.${stamp} is not distinct from c.sync_stamp${conditions.join('')}`;
        const merged = await mergeBatch(
          tx,
          table,
          { ...batch, sql, columns },
          { cause: options.cause, feed, lastSeq },
        ).catch((error: unknown) => {
          throw toValueError(table, error);
        });
        filled += merged.updated;
        lastSeq = merged.lastSeq;
      }
    }
    return filled;
  });
}

interface FillStep {
  readonly feed: boolean;
  readonly columns: readonly MappedColumn[];
  /** Only rows that have nothing in these. */
  readonly empty: readonly MappedColumn[];
}

/**
 * Fresh columns are filled without a word in rows of which nothing was told yet: what is there came by a poll or an event, and
 * through the feed. Everything that differs then is told.
 */
function toSteps(table: MirrorTable, columns: readonly MappedColumn[], fresh: readonly string[]): FillStep[] {
  const silent = new Set(fresh);
  const stamp = stampColumn(table).column;
  const empty = columns.filter(({ field }) => silent.has(field));
  const told: FillStep = { feed: true, columns, empty: [] };
  if (empty.length === 0) return [told];
  const keys = columns.filter(({ column }) => column === 'id' || column === stamp);
  return [{ feed: false, columns: [...keys, ...empty], empty }, told];
}

/** See `Mirror.listPresent`. */
export async function listPresent(
  db: Queryable,
  table: MirrorTable,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ id: string }>(
    /* sql */ `select "id" as id from ${tableName(table)} where "id" = any($1::text[])`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** See `Mirror.listRange`. Ids are compared as Salesforce does, by their bytes. */
export async function listRange(
  db: Queryable,
  table: MirrorTable,
  range: Parameters<Mirror['listRange']>[1],
): Promise<{ id: string; stamp: IsoInstant }[]> {
  const stamp = quote(stampColumn(table).column);
  const { rows } = await db.query<{ id: string; stamp: IsoInstant }>(
    /* sql */ `
    select "id" as id, ${stamp} as stamp from ${tableName(table)}
     where ($1::text is null or "id" collate "C" > $1)
       and ($2::text is null or "id" collate "C" <= $2)
       and ${stamp} < $3`,
    [range.after, range.through, range.before],
  );
  return rows;
}
