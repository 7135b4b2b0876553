import type { IsoInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { MirrorTable } from '../ports/mirror.ts';
import { READS_PER_COMPOSITE, type SourceRecord } from '../ports/source-org.ts';
import { changedSince, toRowQuery } from '../soql/build-soql.ts';

/** Records that changed, by object: Id and stamp alone, whether they meet the object's row filter or not. */
export type ChangedIds = ReadonlyMap<string, readonly SourceRecord[]>;

/**
 * Reads which records of objects with a row filter changed, filter or not. It must be asked before the changes themselves: a
 * record that is here and not among them does not meet the filter (any more), as stamps only grow. The other way round, one
 * that changed in between would be taken for one that left. Five objects a call; none, when no object has a filter.
 */
export async function readChangedIds(
  ports: Pick<EnginePorts, 'org'>,
  reads: readonly { readonly table: MirrorTable; readonly from: IsoInstant }[],
  signal: AbortSignal,
): Promise<ChangedIds> {
  const filtered = reads.filter(({ table }) => table.rowFilter !== null);
  const found = new Map<string, readonly SourceRecord[]>();
  for (let at = 0; at < filtered.length; at += READS_PER_COMPOSITE) {
    const group = filtered.slice(at, at + READS_PER_COMPOSITE);
    const [only] = group;
    const sobject = group.length === 1 ? (only?.table.sobject ?? null) : null;
    const soqls = group.map(({ table, from }) =>
      toRowQuery(
        { ...table, rowFilter: null },
        { select: ['Id', table.cursorField], where: [changedSince(table, from)] },
      ),
    );
    const context = { cause: 'poll', sobject, signal } as const;
    const answer = await ports.org.queryTogether(soqls, { withDeleted: false }, context);
    for (const [index, { table }] of group.entries()) {
      const outcome = answer.value[index];
      // What is wrong with the object shows at its own read.
      if (outcome?.kind !== 'page') continue;
      const records = [...outcome.page.records];
      for (let next = outcome.page.nextRecordsUrl; next !== undefined; ) {
        const page = await ports.org.fetchNextPage(next, { cause: 'drain', sobject: table.sobject, signal });
        records.push(...page.records);
        next = page.nextRecordsUrl;
      }
      found.set(table.sobject, records);
    }
  }
  return found;
}

/** The rows of the mirror that do not meet the filter any more, as deletes with the stamp of the change that made them leave. */
export async function toLeavingRows(
  ports: Pick<EnginePorts, 'mirror'>,
  table: MirrorTable,
  changed: readonly SourceRecord[],
  met: ReadonlySet<string>,
): Promise<readonly SourceRecord[]> {
  const left = changed.filter((record) => !met.has(String(record['Id'])));
  const present = new Set(
    await ports.mirror.listPresent(
      table,
      left.map((record) => String(record['Id'])),
    ),
  );
  return left
    .filter((record) => present.has(String(record['Id'])))
    .map((record) => ({ ...record, IsDeleted: true }));
}
