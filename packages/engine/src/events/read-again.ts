import { isSyncError } from '@sync-user/contract';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { DueEventReads, EventStore } from '../ports/event-store.ts';
import type { StoredObject } from '../ports/object-store.ts';
import { type QueryPage, READS_PER_COMPOSITE, type SourceRecord } from '../ports/source-org.ts';
import { handleObjectError } from '../quarantine/handle-object-error.ts';
import { toFieldsWithDeleted, toRowQuery } from '../soql/build-soql.ts';

/** Well inside the 100,000 characters of a statement, and one page of 2,000 rows at most. */
const RECORDS_PER_QUERY = 1500;
/** An object that could not be asked is left alone for so long. */
const PUT_OFF_MS = 60_000;

export interface ReadAgainReport {
  readonly records: number;
  readonly changed: number;
}

/**
 * Reads records by id that events could not tell whole: five objects to an API call. Those that do not come back are gone,
 * or out of the user's sight or the row filter, and leave the mirror unless a newer image came meanwhile.
 */
export async function readAgain(
  ports: EnginePorts & { readonly events: EventStore },
  workspaceId: string,
  signal: AbortSignal,
): Promise<ReadAgainReport> {
  const due = await ports.events.listReads(workspaceId, {
    objects: READS_PER_COMPOSITE,
    records: RECORDS_PER_QUERY,
  });
  const wanted: { readonly reads: DueEventReads; readonly object: StoredObject }[] = [];
  for (const reads of due) {
    const object = await ports.objects.read(workspaceId, reads.sobject);
    if (object === undefined || isReadWhole(object)) await ports.events.settleReads(workspaceId, reads, 0);
    else if (object.paused || object.state === 'failed')
      await ports.events.putOffReads(workspaceId, reads.sobject, PUT_OFF_MS);
    else wanted.push({ reads, object });
  }
  const [first] = wanted;
  if (first === undefined) return { records: 0, changed: 0 };
  const answer = await ports.org.queryTogether(
    wanted.map(({ reads, object }) => toQuery(object, reads)),
    { withDeleted: true },
    { cause: 'event', sobject: wanted.length === 1 ? first.object.table.sobject : null, signal },
  );
  let records = 0;
  let changed = 0;
  for (const [index, { reads, object }] of wanted.entries()) {
    const outcome = answer.value[index];
    if (outcome === undefined) throw new Error(`no outcome for query ${index} of a composite call`);
    try {
      if (outcome.kind === 'refused') throw outcome.error;
      changed += await applyRead(ports, object, reads, outcome.page, signal);
      records += reads.records.length;
    } catch (error) {
      if ((await ports.objects.read(workspaceId, reads.sobject)) === undefined) continue;
      await ports.events.putOffReads(workspaceId, reads.sobject, PUT_OFF_MS);
      await handleObjectError(ports, object, error, signal);
      if (isSyncError(error, 'SF_FIELD_NOT_READABLE'))
        await ports.events.putOffReads(workspaceId, reads.sobject, 0);
    }
  }
  return { records, changed };
}

/** A load is to come, or under way. What failed goes on from where it was as a rule, and polls do not reach back to these. */
function isReadWhole({ state, cursor }: StoredObject): boolean {
  return state !== 'live' && (state !== 'failed' || cursor === null);
}

function toQuery({ table }: StoredObject, { records }: DueEventReads): string {
  return toRowQuery(table, {
    select: toFieldsWithDeleted(table),
    where: [`Id IN (${records.map(({ id }) => `'${id}'`).join(',')})`],
  });
}

async function applyRead(
  ports: EnginePorts & { readonly events: EventStore },
  { table }: StoredObject,
  reads: DueEventReads,
  first: QueryPage,
  signal: AbortSignal,
): Promise<number> {
  const found: SourceRecord[] = [...first.records];
  for (let next = first.nextRecordsUrl; next !== undefined; ) {
    const page = await ports.org.fetchNextPage(next, { cause: 'event', sobject: table.sobject, signal });
    found.push(...page.records);
    next = page.nextRecordsUrl;
  }
  const came = new Set(found.map((record) => String(record['Id'])));
  const gone = reads.records
    .filter(({ id, stamp }) => !came.has(id) && stamp !== null)
    // With the stamp of the row that is there: a newer image stays.
    .map(({ id, stamp }) => ({ Id: id, IsDeleted: true, [table.cursorField]: stamp }));
  const applied = await ports.mirror.applyRecords(table, [...found, ...gone], {
    cause: 'event',
    cursor: null,
  });
  const changed = applied.created + applied.updated + applied.deleted;
  await ports.events.settleReads(table.workspaceId, reads, changed);
  return changed;
}
