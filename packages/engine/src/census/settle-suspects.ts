import type { FoundDrift, RecordComparison } from '../ports/census-store.ts';
import { toId18 } from '../identity/record-id.ts';
import { type IsoInstant, toEpochMs, toInstant } from '../ports/clock.ts';
import { READS_PER_COMPOSITE, type SourceRecord } from '../ports/source-org.ts';
import { toFieldsWithDeleted, toRowQuery } from '../soql/build-soql.ts';
import { toStamp } from './census-query.ts';
import {
  askTogether,
  type CallMeter,
  type CensusPorts,
  compareRecords,
  type CountedObject,
  drain,
} from './census-ports.ts';
import { judgeRow, type OrgAnswer } from './judge-row.ts';

/** Ids of one query: 21 characters each, of the 100,000 a query may have. */
const IDS_PER_QUERY = 400;
/** Salesforce tells of deletes for 15 days. Source: REST API Developer Guide, "sObject Get Deleted". */
const DELETED_WINDOW_MS = 14 * 24 * 60 * 60_000;
const DELETED_AHEAD_MS = 2 * 60_000;
/** Queries may be answered from an image that is some seconds old; what is newer than this is not judged by them. */
const VISIBILITY_LAG_MS = 60_000;

/** Rows that are asked for, compared and mended together: as many as one call brings. */
const SETTLED_AT_ONCE = READS_PER_COMPOSITE * IDS_PER_QUERY;

/** What came of the suspects so far. A run that is stopped between two batches has mended what stands here, and no more. */
export interface Settled {
  readonly drift: FoundDrift[];
  inFlight: number;
}

interface Settling {
  readonly bound: IsoInstant;
  readonly meter: CallMeter;
  readonly signal: AbortSignal;
}

/**
 * Asks the org for the rows that look different, by their ids and with deleted ones, tells drift from what is only under
 * way, and mends it: through the same guard as every other change, and into the feed. A batch is asked for, mended and
 * forgotten before the next one, whatever the number of suspects; what was found goes `into`.
 */
export async function settleSuspects(
  ports: CensusPorts,
  object: CountedObject,
  suspects: readonly string[],
  options: Settling & { readonly into: Settled },
): Promise<void> {
  for (let start = 0; start < suspects.length; start += SETTLED_AT_ONCE) {
    options.signal.throwIfAborted();
    const settled = await settleBatch(ports, object, suspects.slice(start, start + SETTLED_AT_ONCE), options);
    options.into.inFlight += settled.inFlight;
    options.into.drift.push(...settled.drift);
  }
}

async function settleBatch(
  ports: CensusPorts,
  object: CountedObject,
  suspects: readonly string[],
  options: Settling,
): Promise<Settled> {
  const { table } = object;
  const asked = await askRows(ports, object, suspects, options);
  const records = new Map(asked.records.map((record) => [String(record['Id']), record]));
  const comparisons = await compareAll(ports, object, suspects, records);
  const traceless = suspects.filter((id) => !records.has(id) && comparisons.get(id)?.present === true);
  const told = await askDeleted(ports, object, traceless, options);

  const found: Omit<FoundDrift, 'repaired'>[] = [];
  const repairs: SourceRecord[] = [];
  const stampsLag = object.transport === 'events';
  let inFlight = 0;
  for (const id of suspects) {
    const mirror = comparisons.get(id);
    if (mirror === undefined) throw new Error(`${id} was not compared`);
    const record = records.get(id);
    const answer = toAnswer(object, record, told.get(id) ?? null);
    const verdict = judgeRow(answer, mirror, { bound: options.bound, stampsLag });
    if (verdict.kind === 'in_flight') inFlight += 1;
    if (verdict.kind === 'stamp_lags' && record !== undefined) repairs.push(record);
    if (verdict.kind !== 'drift') continue;
    found.push({
      id,
      kind: verdict.drift,
      orgStamp: answer.kind === 'gone' ? answer.toldAt : answer.stamp,
      mirrorStamp: mirror.mirrorStamp,
      columns: mirror.columns,
    });
    // A row that left no trace goes with the stamp it has: should it be seen again, unchanged, it is let in.
    repairs.push(record ?? { Id: id, IsDeleted: true, [table.cursorField]: mirror.mirrorStamp });
  }
  if (repairs.length > 0) {
    await ports.mirror.applyRecords(table, repairs, {
      cause: 'repair',
      cursor: null,
      trueAt: toInstant(toEpochMs(asked.at) - VISIBILITY_LAG_MS),
    });
  }
  const after = await compareAll(
    ports,
    object,
    found.map(({ id }) => id),
    records,
  );
  return {
    inFlight,
    drift: found.map((drift) => ({
      ...drift,
      repaired: isMended(after.get(drift.id), records.get(drift.id)),
    })),
  };
}

async function askRows(
  ports: CensusPorts,
  object: CountedObject,
  ids: readonly string[],
  options: Settling,
): Promise<{ readonly records: readonly SourceRecord[]; readonly at: IsoInstant }> {
  const { table } = object;
  const queries = [];
  // Salesforce refuses a query for what cannot be an id; nobody has such a record.
  const askable = ids.filter((id) => toId18(id) === id);
  for (let start = 0; start < askable.length; start += IDS_PER_QUERY) {
    const some = askable.slice(start, start + IDS_PER_QUERY).map((id) => `'${id}'`);
    const select = toFieldsWithDeleted(table);
    queries.push({ soql: toRowQuery(table, { select, where: [`Id IN (${some.join(', ')})`] }), object });
  }
  const records: SourceRecord[] = [];
  const { outcomes, askedAt } = await askTogether(ports, queries, {
    ...options,
    withDeleted: table.hasIsDeleted,
  });
  for (const outcome of outcomes) {
    if (outcome.kind === 'refused') throw outcome.error;
    records.push(...(await drain(ports, object, outcome.page, options)));
  }
  return { records, at: askedAt ?? object.cursor.readThrough };
}

async function compareAll(
  ports: CensusPorts,
  object: CountedObject,
  ids: readonly string[],
  records: ReadonlyMap<string, SourceRecord>,
): Promise<ReadonlyMap<string, RecordComparison>> {
  const compared = await compareRecords(
    ports,
    object,
    ids.map((id) => records.get(id) ?? { Id: id }),
  );
  return new Map(compared.map((comparison) => [comparison.id, comparison]));
}

/**
 * Deletes that leave no row, and that the next poll would have brought. One call for a batch that has such rows: an answer
 * to an earlier batch does not tell of what was deleted since.
 */
async function askDeleted(
  ports: CensusPorts,
  object: CountedObject,
  traceless: readonly string[],
  options: Settling,
): Promise<ReadonlyMap<string, IsoInstant>> {
  const { table } = object;
  if (traceless.length === 0 || !table.hasDeletedFeed) return new Map();
  const nowMs = Math.max(ports.clock.nowMs(), toEpochMs(object.cursor.readThrough));
  const from = toInstant(Math.max(toEpochMs(options.bound), nowMs - DELETED_WINDOW_MS));
  const to = toInstant(nowMs + DELETED_AHEAD_MS);
  const soql = toRowQuery(table, { select: ['Id'], where: [`Id = '${traceless[0] ?? ''}'`] });
  const answer = await ports.org.fetchChanges([{ soql, deleted: { sobject: table.sobject, from, to } }], {
    cause: 'census',
    sobject: table.sobject,
    signal: options.signal,
  });
  options.meter.add(object, 1);
  const [outcome] = answer.value;
  if (outcome === undefined || outcome.kind === 'refused') return new Map();
  const wanted = new Set(traceless);
  return new Map(
    outcome.deleted.filter(({ id }) => wanted.has(id)).map(({ id, deletedAt }) => [id, deletedAt]),
  );
}

function toAnswer(
  object: CountedObject,
  record: SourceRecord | undefined,
  toldAt: IsoInstant | null,
): OrgAnswer {
  if (record === undefined) return { kind: 'gone', toldAt };
  const stamp = toStamp(record[object.table.cursorField]);
  return { kind: record['IsDeleted'] === true ? 'deleted' : 'live', stamp };
}

function isMended(after: RecordComparison | undefined, record: SourceRecord | undefined): boolean {
  if (after === undefined) return false;
  if (record === undefined || record['IsDeleted'] === true) return !after.present;
  return after.present && after.columns.length === 0 && after.mirrorStamp !== null;
}
