import type { CensusStore, RecordComparison } from '../ports/census-store.ts';
import type { IsoInstant } from '../ports/clock.ts';
import type { EnginePorts } from '../ports/engine-ports.ts';
import type { StoredObject } from '../ports/object-store.ts';
import type { MappedColumn, PollCursor } from '../ports/mirror.ts';
import type { QueryOutcome, QueryPage, SourceRecord, Timed } from '../ports/source-org.ts';
import { READS_PER_COMPOSITE } from '../ports/source-org.ts';

export interface CensusPorts extends EnginePorts {
  readonly census: CensusStore;
}

export type CountedObject = StoredObject & { readonly cursor: PollCursor };

/** A query of a census, and whom its cost is charged to. */
export interface CensusQuery {
  readonly soql: string;
  readonly object: CountedObject;
}

/** Counts calls by object: those that several share, in parts. */
export class CallMeter {
  readonly #calls = new Map<string, number>();

  add(object: CountedObject, calls: number): void {
    const { sobject } = object.table;
    this.#calls.set(sobject, this.of(object) + calls);
  }

  of(object: CountedObject): number {
    return this.#calls.get(object.table.sobject) ?? 0;
  }
}

/** Asks all of them, five to a call. Outcomes in the order asked; `askedAt` is the org's clock when the first was asked. */
export async function askTogether(
  ports: CensusPorts,
  queries: readonly CensusQuery[],
  options: { readonly withDeleted: boolean; readonly meter: CallMeter; readonly signal: AbortSignal },
): Promise<{ readonly outcomes: readonly QueryOutcome[]; readonly askedAt: IsoInstant | null }> {
  const outcomes: QueryOutcome[] = [];
  let askedAt: IsoInstant | null = null;
  for (let start = 0; start < queries.length; start += READS_PER_COMPOSITE) {
    const group = queries.slice(start, start + READS_PER_COMPOSITE);
    const objects = new Set(group.map(({ object }) => object.table.sobject));
    const answer: Timed<readonly QueryOutcome[]> = await ports.org.queryTogether(
      group.map(({ soql }) => soql),
      { withDeleted: options.withDeleted },
      {
        cause: 'census',
        sobject: objects.size === 1 ? (group[0]?.object.table.sobject ?? null) : null,
        signal: options.signal,
      },
    );
    for (const { object } of group) options.meter.add(object, 1 / group.length);
    outcomes.push(...answer.value);
    askedAt ??= answer.askedAt;
  }
  return { outcomes, askedAt };
}

/** The rest of an answer that its query bounds: by a limit, or by the ids it asks for. Rows of a range: `visitPages`. */
export async function drain(
  ports: CensusPorts,
  object: CountedObject,
  first: QueryPage,
  options: { readonly meter: CallMeter; readonly signal: AbortSignal },
): Promise<SourceRecord[]> {
  const records = [...first.records];
  for (let next = first.nextRecordsUrl; next !== undefined; ) {
    const page = await ports.org.fetchNextPage(next, {
      cause: 'census',
      sobject: object.table.sobject,
      signal: options.signal,
    });
    options.meter.add(object, 1);
    records.push(...page.records);
    next = page.nextRecordsUrl;
  }
  return records;
}

/** The first pages; a refusal is thrown. */
export async function askPages(
  ports: CensusPorts,
  queries: readonly CensusQuery[],
  options: { readonly withDeleted: boolean; readonly meter: CallMeter; readonly signal: AbortSignal },
): Promise<QueryPage[]> {
  const { outcomes } = await askTogether(ports, queries, options);
  return outcomes.map((outcome, index) => pageOf(outcome, queries[index]?.object));
}

export function pageOf(outcome: QueryOutcome | undefined, object: CountedObject | undefined): QueryPage {
  if (outcome === undefined) throw new Error(`a census of ${object?.table.sobject} got no answer`);
  if (outcome.kind === 'refused') throw outcome.error;
  return outcome.page;
}

/**
 * What the mirror has of these records. Columns that move without a stamp are left out: they are as old as their `asOf`
 * says, which is known, and no drift.
 */
export async function compareRecords(
  ports: CensusPorts,
  object: CountedObject,
  records: readonly SourceRecord[],
): Promise<readonly RecordComparison[]> {
  const silent = new Set(object.table.columns.filter(movesSilently).map(({ column }) => column));
  const compared = await ports.census.compare(object.table, records);
  return compared.map((comparison) => ({
    ...comparison,
    columns: comparison.columns.filter((column) => !silent.has(column)),
  }));
}

/**
 * Set by Salesforce without moving SystemModstamp. Source: Object Reference, "LastActivityDate" and "LastViewedDate" (the
 * latter two are the asking user's own).
 */
const SILENT_FIELDS = new Set(['LastActivityDate', 'LastViewedDate', 'LastReferencedDate']);

function movesSilently({ calculated, field }: MappedColumn): boolean {
  return calculated || SILENT_FIELDS.has(field);
}
