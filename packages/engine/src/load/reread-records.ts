import { SyncError } from '@sync-user/contract';
import type { SourceRecord } from '../ports/source-org.ts';
import { toRowQuery } from '../soql/build-soql.ts';
import type { LoadRun } from './load-run.ts';
import { toFieldChunks } from './part-query.ts';

/** Ids of one query: 4,000 characters of them, and a page of Salesforce's holds more. */
const IDS_AT_ONCE = 200;
/** Reads of one call take milliseconds: a record that changes between them so often is one that never rests. */
const MAX_TRIES = 5;
const TRY_AGAIN_MS = 1000;

/**
 * Reads again, whole, the records that changed between the column chunks of a wide object. The chunks are read in one call
 * this time; a record that changes even there is asked for again. One that is gone meanwhile is told by the next poll.
 */
export async function rereadRecords(run: LoadRun): Promise<void> {
  const { ports, table, context } = run;
  const { workspaceId, sobject } = table;
  for (;;) {
    const ids = await ports.objects.listRereads(workspaceId, sobject, IDS_AT_ONCE);
    if (ids.length === 0) return;
    let left: readonly string[] = ids;
    for (let attempt = 1; left.length > 0; attempt += 1) {
      if (attempt > MAX_TRIES)
        throw new SyncError(
          'SF_UNAVAILABLE',
          `${left.length} records of ${sobject} change while they are read`,
        );
      if (attempt > 1) await ports.clock.sleep(TRY_AGAIN_MS, context.signal);
      const { whole, torn } = await readWhole(run, left);
      await ports.mirror.applyRecords(table, whole, { cause: 'load', cursor: null });
      left = torn;
    }
    await ports.objects.removeRereads(workspaceId, sobject, ids);
  }
}

async function readWhole(
  { ports, table, load, sizes, context }: LoadRun,
  ids: readonly string[],
): Promise<{ readonly whole: SourceRecord[]; readonly torn: readonly string[] }> {
  const least = load.parts.length / Math.max(1, load.parts.filter((part) => !part.fills).length);
  const chunks = toFieldChunks(table, sizes.queryCharacters, Math.ceil(least)) ?? [undefined];
  const where = [`Id IN (${ids.map((id) => `'${id}'`).join(', ')})`];
  const records = new Map<string, SourceRecord>();
  const torn = new Set<string>();
  for (let start = 0; start < chunks.length; start += 5) {
    const soqls = chunks
      .slice(start, start + 5)
      .map((select) => toRowQuery(table, { where, ...(select === undefined ? {} : { select }) }));
    const { value } = await ports.org.queryTogether(soqls, { withDeleted: false }, context);
    for (const outcome of value) {
      if (outcome.kind === 'refused') throw outcome.error;
      for (const record of outcome.page.records) {
        const id = String(record['Id']);
        const known = records.get(id);
        if (known !== undefined && known[table.cursorField] !== record[table.cursorField]) torn.add(id);
        records.set(id, { ...known, ...record });
      }
    }
  }
  return { whole: [...records].flatMap(([id, record]) => (torn.has(id) ? [] : [record])), torn: [...torn] };
}
