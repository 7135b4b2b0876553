import type { CallCause } from '@sync-user/contract';
import type { AppliedChanges, IsoInstant, MirrorTable, PollCursor, SourceRecord } from '@sync-user/engine';
import type { Database } from '../database/database.ts';
import type { Queryable } from '../database/queryable.ts';
import { noteTransaction } from '../events/event-transactions.ts';
import { holdBackUnsure } from '../events/hold-back-unsure.ts';
import { toValueError } from './value-error.ts';
import { holdsDataOf } from './holds-data-of.ts';
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
  options: {
    readonly cause: CallCause;
    readonly cursor: PollCursor | null;
    readonly trueAt?: IsoInstant;
    /** Where they come from; of another org than the workspace holds, nothing is applied and no cursor moves. */
    readonly organizationId?: string | undefined;
  },
): Promise<AppliedChanges> {
  return await db.transact(async (tx) => {
    let total: AppliedChanges = {
      created: 0,
      updated: 0,
      deleted: 0,
      lastSeq: await lockFeed(tx, table.schema),
    };
    // After the feed's lock, which a move to another org holds as well.
    if (!(await holdsDataOf(tx, table, options.organizationId))) return total;
    // What is read again because of events is the answer to that question.
    const sure = options.cause === 'event' ? records : await holdBackUnsure(tx, table, records);
    for (const batch of toBatches(table, sure)) {
      const applied = await mergeBatch(tx, table, batch, {
        cause: options.cause,
        feed: true,
        lastSeq: total.lastSeq,
        ...(options.trueAt !== undefined && { trueAt: options.trueAt }),
      }).catch((error: unknown) => {
        throw toValueError(table, error);
      });
      total = {
        created: total.created + applied.created,
        updated: total.updated + applied.updated,
        deleted: total.deleted + applied.deleted,
        lastSeq: applied.lastSeq,
      };
    }
    if (options.cause === 'event') await noteTransaction(tx, table.workspaceId, { byRead: true });
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
