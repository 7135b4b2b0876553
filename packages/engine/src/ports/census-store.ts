import type { CensusMethod, CensusRun, DriftKind, Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { MirrorTable } from './mirror.ts';
import type { SourceRecord } from './source-org.ts';

/** How rows are put into buckets: by the hour, day or month of their stamp (UTC), or not at all. */
export type Grouping = 'hour' | 'day' | 'month' | 'all';

/** Rows of an object by stamp and id. Null: no bound on that side. */
export interface RowRange {
  /** Stamp, inclusive. */
  readonly from: IsoInstant | null;
  /** Stamp, exclusive. */
  readonly until: IsoInstant | null;
  /** Stamp, inclusive: newer rows may be under way and are left out on both sides. */
  readonly through: IsoInstant;
  /** Exclusive. Ids are compared byte by byte. */
  readonly afterId: string | null;
  /** Inclusive. */
  readonly throughId: string | null;
}

/** Fields whose contents are added up beside the rows. */
export interface ValueChecks {
  /** Fields of which the rows with a value are counted. */
  readonly filled: readonly string[];
  /** Numbers that are summed. */
  readonly summed: readonly string[];
}

/** What is counted of a bucket, on either side. */
export interface BucketSums {
  /** `2026-03-01T09`, `2026-03-01`, `2026-03` or `all`. */
  readonly bucket: string;
  readonly rows: number;
  readonly firstStamp: IsoInstant | null;
  readonly lastStamp: IsoInstant | null;
  /** Field → rows with a value. */
  readonly filled: Readonly<Record<string, number>>;
  /** Field → sum, 0 where there is none. */
  readonly sums: Readonly<Record<string, number>>;
}

export interface RowStamp {
  readonly id: string;
  readonly stamp: IsoInstant | null;
}

/** A record of the org beside what the mirror has of it. */
export interface RecordComparison {
  readonly id: string;
  readonly present: boolean;
  readonly mirrorStamp: IsoInstant | null;
  /** Columns whose values differ, the stamp's left out; empty when the row is not there. */
  readonly columns: readonly string[];
}

export interface FoundDrift {
  readonly id: string;
  readonly kind: DriftKind;
  readonly orgStamp: IsoInstant | null;
  readonly mirrorStamp: IsoInstant | null;
  readonly columns: readonly string[];
  readonly repaired: boolean;
}

/** How far the values of all rows have been compared, in rounds from the first id to the last. */
export interface ValueRound {
  /** Null: the round begins. */
  readonly throughId: string | null;
  readonly rows: number;
}

export interface CountedBucket {
  readonly bucket: string;
  readonly rowsInOrg: number;
  readonly rowsInMirror: number;
  readonly differs: readonly string[];
}

/** A run as it is kept. */
export interface TakenCensus {
  readonly object: string;
  readonly reason: CensusRun['reason'];
  readonly startedAt: IsoInstant;
  readonly finishedAt: IsoInstant;
  readonly asOf: IsoInstant;
  readonly method: CensusMethod;
  readonly rowsInOrg: number;
  readonly rowsInMirror: number;
  readonly buckets: readonly CountedBucket[];
  readonly drift: readonly FoundDrift[];
  readonly inFlight: number;
  readonly valuesCompared: number;
  /** Where the round stands after this run; `finished` when it reached the last id. */
  readonly round: ValueRound & { readonly finished: boolean };
  readonly calls: number;
  readonly trouble: Trouble | null;
  /** It was stopped from without, when it had mended some rows; the object is counted again soon. */
  readonly stopped: boolean;
}

/** The mirror's side of a census, and what came of it. */
export interface CensusStore {
  /** Rows with a stamp up to `through`, and the groups they would make. */
  measure(
    table: MirrorTable,
    through: IsoInstant,
  ): Promise<{
    readonly rows: number;
    readonly months: number;
    readonly days: number;
    readonly hours: number;
  }>;
  summarise(
    table: MirrorTable,
    query: { readonly grouping: Grouping; readonly range: RowRange; readonly checks: ValueChecks },
  ): Promise<readonly BucketSums[]>;
  /** In order of id; the first `limit` of them where one is given. */
  listStamps(table: MirrorTable, range: RowRange, limit?: number): Promise<readonly RowStamp[]>;
  /** Ids that split the range into so many parts of about the same size: the last id of each part but the last. */
  splitIds(table: MirrorTable, range: RowRange, parts: number): Promise<readonly string[]>;
  /** Fields whose column is not what the org has and is known not to be: being filled, or with cells in quarantine. */
  listUnsettled(
    table: MirrorTable,
  ): Promise<{ readonly filling: readonly string[]; readonly quarantined: readonly string[] }>;
  /** One answer for each record, in no order. Cells in quarantine and columns being filled do not count as differing. */
  compare(table: MirrorTable, records: readonly SourceRecord[]): Promise<readonly RecordComparison[]>;
  readRound(table: MirrorTable): Promise<ValueRound>;
  /**
   * Keeps the run, its buckets (of the latest run only) and the rows that differed, and plans the next one; after one that
   * was stopped the object stays due, and asked for.
   */
  record(table: MirrorTable, run: TakenCensus): Promise<void>;
}
