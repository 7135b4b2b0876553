import { SyncError } from '@sync-user/contract';
import type { IsoInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { AppliedChanges, PollCursor } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { CallContext, SourceRecord } from '../ports/source-org.ts';
import { changedSince, toFieldsWithDeleted, toRowQuery } from '../soql/build-soql.ts';
import { LOAD_SIZES, type LoadSizes } from './load-sizes.ts';
import { freeJob, untilJobEnds } from './read-bulk-part.ts';

export interface Delta {
  /** What changed at or after this (org clock) is read. */
  readonly from: IsoInstant;
  /** Records that are gone and that no query shows; applied as the cursor moves. */
  readonly deleted: readonly SourceRecord[];
  /** Where the cursor stands after it. `askedAt`: org clock just before the job was made. */
  readonly cursorAfter: (rows: number, askedAt: IsoInstant) => PollCursor;
}

/**
 * Reads a large delta of a live object by one bulk job, deleted rows included, and merges it as a poll does: same guard,
 * same feed. The cursor moves with the last page; after a crash the next poll begins the delta anew, and what was applied
 * already is recognised.
 *
 * @throws `SF_BULK_LIMIT`, `SF_BULK_NOT_SUPPORTED`: drain it by queries; `SF_BULK_JOB_FAILED` likewise
 */
export async function loadDelta(
  ports: EnginePorts,
  object: StoredObject,
  delta: Delta,
  signal: AbortSignal,
  sizes: LoadSizes = LOAD_SIZES,
): Promise<Omit<AppliedChanges, 'lastSeq'> & { readonly rows: number }> {
  const { table } = object;
  const context = { cause: 'drain', sobject: table.sobject, signal } as const;
  const fields = toFieldsWithDeleted(table);
  const soql = toRowQuery(table, { select: fields, where: [changedSince(table, delta.from)] });
  const { value, askedAt } = await ports.org.createBulkQuery(soql, { withDeleted: true }, context);
  const job = { jobId: value.id, begunAtMs: ports.clock.nowMs() };
  const total = { created: 0, updated: 0, deleted: 0, rows: 0 };
  const add = (applied: AppliedChanges): void => {
    total.created += applied.created;
    total.updated += applied.updated;
    total.deleted += applied.deleted;
  };
  try {
    const ended = await untilJobEnds(ports, job, {
      context,
      patienceMs: sizes.jobPatienceMs,
      onRows: async () => {},
      onComplete: async () => {},
    });
    if (ended.kind === 'lost') throw new SyncError('SF_BULK_JOB_FAILED', ended.reason);
    let locator: string | undefined;
    do {
      const page = await applyPage(
        ports,
        object,
        { jobId: value.id, locator, rows: sizes.bulkPageRows },
        context,
      );
      add(page);
      total.rows += page.rows;
      locator = page.nextLocator;
    } while (locator !== undefined);
    if (total.rows !== ended.recordCount)
      throw new SyncError(
        'SF_ANSWER_CUT',
        `${total.rows} rows arrived, the job counted ${ended.recordCount}`,
      );
    const cursor = delta.cursorAfter(total.rows, askedAt);
    add(await ports.mirror.applyRecords(table, delta.deleted, { cause: 'poll', cursor }));
    return total;
  } finally {
    if (!signal.aborted) await freeJob(ports, value.id, context);
  }
}

async function applyPage(
  { org, mirror }: EnginePorts,
  { table }: StoredObject,
  page: { readonly jobId: string; readonly locator: string | undefined; readonly rows: number },
  context: CallContext,
): Promise<AppliedChanges & { readonly rows: number; readonly nextLocator: string | undefined }> {
  for (const careful of [false, true]) {
    const { body, recordCount, nextLocator } = await org.openBulkResultPage(
      page.jobId,
      page.locator,
      page.rows,
      context,
    );
    const applied = await mirror.applyPage(
      table,
      { body, expectedRows: recordCount, careful },
      { cause: 'poll' },
    );
    if (applied.kind === 'applied') return { ...applied, nextLocator };
  }
  throw new Error(`a page of ${table.sobject} was refused although it was read carefully`);
}
