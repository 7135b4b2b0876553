import { isSyncError } from '@sync-user/contract';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { LeftRecord, RecordRef } from '../ports/link-store.ts';
import type { MappedColumn, MirrorTable } from '../ports/mirror.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { READS_PER_COMPOSITE } from '../ports/source-org.ts';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { isRead, toFieldsWithDeleted, toRowQuery } from '../soql/build-soql.ts';

/** Ids of one query: 21 characters each, of the 100,000 a query may have. */
const IDS_PER_QUERY = 400;

/** Links that stay when the record they name dies: they say what became of somebody. */
const KEPT = new Set([
  'MasterRecordId',
  'ConvertedAccountId',
  'ConvertedContactId',
  'ConvertedOpportunityId',
]);

export interface LinkReport {
  /** Rows that were read again because of a link. */
  readonly reread: number;
}

/**
 * When a record dies, Salesforce empties the lookups to it, or points them at the record it was merged into; when it comes
 * back, so do they. Nothing promises that the records that hold those lookups get a new stamp, so no poll need see it: they
 * are read again by their ids.
 *
 * Costs no call as long as nothing dies that anybody in the mirror points at. Safe to call again: it goes on at the position
 * that was kept last. An object that could not be asked for a while, because it was paused, failed or loaded, has a position of
 * its own, from which all is followed once more.
 *
 * Source: Salesforce Help, "Considerations for Relationships"; Apex Developer Guide, "Triggers and Merge Statements" (children
 * that are reparented fire no triggers).
 */
export async function followLinks(
  ports: EnginePorts,
  workspaceId: string,
  signal: AbortSignal,
): Promise<LinkReport> {
  let reread = 0;
  for (let refusals = 0; ; ) {
    const { died, returned, left, through, more, behind } = await ports.links.readUnfollowed(workspaceId);
    let caughtUp = behind;
    if (died.length + returned.length + left.length > 0) {
      const objects = (await ports.objects.list(workspaceId)).filter(
        (object) => object.state === 'live' && !object.paused,
      );
      caughtUp = behind.filter((sobject) => objects.some(({ table }) => table.sobject === sobject));
      const queries = [
        ...(await queriesForDead(ports, objects, died)),
        ...queriesForReturned(objects, returned),
        ...(await queriesForLeft(ports, objects, left)),
      ];
      const read = await readAgain(ports, queries, signal);
      reread += read.rows;
      if (read.isRefused) {
        // A field that vanished is out of the reads by now; anything else is tried again from here next time.
        refusals += 1;
        if (refusals > 1) return { reread };
        continue;
      }
    }
    await ports.links.writeFollowed(workspaceId, through, caughtUp);
    // Who was found dead is in the feed now.
    if (!more && left.length === 0) return { reread };
  }
}

interface LinkQuery {
  readonly object: StoredObject;
  readonly condition: string;
}

/** Rows that still point at the dead, by their ids. */
async function queriesForDead(
  ports: EnginePorts,
  objects: readonly StoredObject[],
  died: readonly RecordRef[],
): Promise<LinkQuery[]> {
  const queries: LinkQuery[] = [];
  if (died.length === 0) return queries;
  for (const object of objects) {
    const ids = new Set<string>();
    for (const { columns, targets } of linksOf(object.table)) {
      const dead = died.filter((record) => targets.has(record.object)).map(({ id }) => id);
      if (dead.length === 0) continue;
      for (const id of await ports.links.listPointing(object.table, columns, dead)) ids.add(id);
    }
    for (const some of inParts([...ids])) queries.push({ object, condition: `Id IN (${toList(some)})` });
  }
  return queries;
}

/** Rows that point at the living again: the mirror does not know which, the org does. */
function queriesForReturned(objects: readonly StoredObject[], returned: readonly RecordRef[]): LinkQuery[] {
  return objects.flatMap((object) =>
    object.table.columns.filter(isLink).flatMap((column) => {
      const ids = returned.filter((record) => column.referenceTo.includes(record.object)).map(({ id }) => id);
      return inParts(ids).map((some) => ({ object, condition: `${column.field} IN (${toList(some)})` }));
    }),
  );
}

/**
 * Salesforce emptied lookups at a record that the mirror takes for alive: it is dead, or was and came back, and no poll need
 * see the difference. Whether it is alive is asked, and if so, who names it again.
 */
async function queriesForLeft(
  ports: EnginePorts,
  objects: readonly StoredObject[],
  left: readonly LeftRecord[],
): Promise<LinkQuery[]> {
  const queries: LinkQuery[] = [];
  for (const object of objects) {
    const { sobject } = object.table;
    const named = left.filter((record) => record.objects.includes(sobject)).map(({ id }) => id);
    const ids = named.length === 0 ? [] : await ports.mirror.listPresent(object.table, named);
    for (const some of inParts(ids)) queries.push({ object, condition: `Id IN (${toList(some)})` });
    queries.push(
      ...queriesForReturned(
        objects,
        ids.map((id) => ({ object: sobject, id })),
      ),
    );
  }
  return queries;
}

/** Columns that may point at the same objects are looked through together. */
function linksOf(
  table: MirrorTable,
): { readonly columns: string[]; readonly targets: ReadonlySet<string> }[] {
  const links = new Map<string, { columns: string[]; targets: Set<string> }>();
  for (const column of table.columns.filter(isLink)) {
    const key = [...column.referenceTo].sort().join(' ');
    const link = links.get(key) ?? { columns: [], targets: new Set(column.referenceTo) };
    link.columns.push(column.column);
    links.set(key, link);
  }
  return [...links.values()];
}

function isLink(column: MappedColumn): boolean {
  return isRead(column) && column.referenceTo.length > 0 && !KEPT.has(column.field);
}

async function readAgain(
  ports: EnginePorts,
  queries: readonly LinkQuery[],
  signal: AbortSignal,
): Promise<{ readonly rows: number; readonly isRefused: boolean }> {
  let rows = 0;
  let isRefused = false;
  for (let start = 0; start < queries.length; start += READS_PER_COMPOSITE) {
    const group = queries.slice(start, start + READS_PER_COMPOSITE);
    const answer = await ports.org.queryTogether(
      group.map(({ object: { table }, condition }) =>
        toRowQuery(table, { select: toFieldsWithDeleted(table), where: [condition] }),
      ),
      { withDeleted: true },
      {
        cause: 'repair',
        sobject: group.length === 1 ? (group[0]?.object.table.sobject ?? null) : null,
        signal,
      },
    );
    for (const [index, { object }] of group.entries()) {
      const outcome = answer.value[index];
      if (outcome === undefined) throw new Error(`no outcome for query ${index} of a composite call`);
      try {
        if (outcome.kind === 'refused') throw outcome.error;
        for (let page = outcome.page; ; ) {
          await ports.mirror.applyRecords(object.table, page.records, { cause: 'repair', cursor: null });
          rows += page.records.length;
          if (page.nextRecordsUrl === undefined) break;
          page = await ports.org.fetchNextPage(page.nextRecordsUrl, {
            cause: 'repair',
            sobject: object.table.sobject,
            signal,
          });
        }
      } catch (error) {
        if (isSyncError(error, 'DATABASE_UNAVAILABLE')) throw error;
        // Deselected while it was read.
        const { workspaceId, sobject } = object.table;
        if ((await ports.objects.read(workspaceId, sobject)) === undefined) continue;
        await handleObjectError(ports, object, error, signal);
        isRefused = true;
      }
    }
  }
  return { rows, isRefused };
}

function inParts(ids: readonly string[]): string[][] {
  const parts: string[][] = [];
  for (let start = 0; start < ids.length; start += IDS_PER_QUERY)
    parts.push(ids.slice(start, start + IDS_PER_QUERY));
  return parts;
}

function toList(ids: readonly string[]): string {
  return ids.map((id) => `'${id}'`).join(', ');
}
