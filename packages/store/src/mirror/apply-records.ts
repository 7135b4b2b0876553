import type { CallCause } from '@sync-user/contract';
import type { AppliedChanges, MirrorTable, PollCursor, SourceRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { toValueError } from './value-error.ts';
import { lockFeed, mergeBatch } from './merge-batch.ts';
import { toBatches } from './records-batch.ts';

/**
 * See `Mirror.applyRecords`.
 * @throws `SF_UNEXPECTED` when a value does not fit its column; nothing is written then.
 */
export async function applyRecords(
  db: Database,
  table: MirrorTable,
  records: readonly SourceRecord[],
  options: { readonly cause: CallCause; readonly cursor: PollCursor | null },
): Promise<AppliedChanges> {
  const batches = toBatches(table, records);
  return await db.transact(async (tx) => {
    let total: AppliedChanges = {
      created: 0,
      updated: 0,
      deleted: 0,
      lastSeq: await lockFeed(tx, table.schema),
    };
    for (const batch of batches) {
      const { cause } = options;
      const applied = await mergeBatch(tx, table, batch, { cause, feed: true, lastSeq: total.lastSeq }).catch(
        (error: unknown) => {
          throw toValueError(table, error);
        },
      );
      total = {
        created: total.created + applied.created,
        updated: total.updated + applied.updated,
        deleted: total.deleted + applied.deleted,
        lastSeq: applied.lastSeq,
      };
    }
    if (options.cursor !== null) await advanceCursor(tx, table, options.cursor);
    return total;
  });
}

async function advanceCursor(db: Queryable, table: MirrorTable, cursor: PollCursor): Promise<void> {
  await db.query(
    /* sql */ `
    update selected_object
       set read_through = $3, deep_read_at = $4, deep_read_rows = $5, last_polled_at = now()
     where workspace_id = $1 and sobject = $2`,
    [table.workspaceId, table.sobject, cursor.readThrough, cursor.deepReadAt, cursor.deepReadRows],
  );
}
