import type {
  BackfillPhase,
  FieldPolicy,
  SchemaChange,
  SchemaChangeKind,
  SchemaDecision,
  Trouble,
} from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { MappedColumn, MirrorTable } from './mirror.ts';

/** A difference between what we knew of an object and what the org shows now. */
export interface FoundChange {
  readonly kind: SchemaChangeKind;
  /** Null for what befell the whole object. */
  readonly field: string | null;
  readonly label: string | null;
  readonly sfType: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly decision: Extract<SchemaDecision, 'none_needed' | 'waiting' | 'automatic'>;
}

/**
 * `added`: columns that are new or back. `sweep`: the daily reading of columns that move without a stamp. `filter`: which
 * rows meet the row filter.
 */
export type BackfillKind = 'added' | 'sweep' | 'filter';

/** A reading of some columns for all rows of a loaded object: all that is needed to go on after a crash. */
export interface StoredBackfill {
  readonly backfillId: string;
  readonly kind: BackfillKind;
  readonly fields: readonly string[];
  /** Those of them whose columns never had values: the change feed does not tell of their first ones. */
  readonly fresh: readonly string[];
  readonly phase: BackfillPhase;
  /** The object's cursor when it began. */
  readonly tailFrom: IsoInstant | null;
  /** Org clock when it began to read: no value it brings is older. */
  readonly asOf: IsoInstant | null;
  /** The bulk job it reads; null: page by page by Id. */
  readonly jobId: string | null;
  /** Last Id read, or locator of the job's next page. */
  readonly place: string | null;
  readonly rowsRead: number;
  readonly rowsExpected: number | null;
  readonly begunAt: IsoInstant;
  readonly finishedAt: IsoInstant | null;
  readonly trouble: Trouble | null;
}

/** A record whose formulas hang on something that changed elsewhere. */
export interface StaleRecord {
  readonly sobject: string;
  readonly recordId: string;
}

/** One change of the feed, as far as formulas care. */
export interface FedChange {
  readonly seq: number;
  readonly sobject: string;
  readonly recordId: string;
  readonly operation: string;
  readonly cause: string;
  /** Column → before and after. */
  readonly changed: Readonly<Record<string, readonly [unknown, unknown]>>;
}

/** What is known of fields beside the mapping itself. Each method is one transaction. */
export interface FieldStore {
  readPolicy(workspaceId: string): Promise<FieldPolicy>;
  /** Fields that are never asked for, as Salesforce spells them. */
  listPrivate(workspaceId: string, sobject: string): Promise<readonly string[]>;
  /** Every field seen at the last comparison; null when there was none. */
  readKnown(workspaceId: string, sobject: string): Promise<readonly string[] | null>;
  /**
   * Replaces the columns and enters what was found. False when the columns are not `before` any more: somebody changed
   * the mapping meanwhile, and nothing was written. `known`, when given, is what was seen at `at`.
   */
  writeFound(
    table: Pick<MirrorTable, 'workspaceId' | 'sobject'>,
    found: {
      readonly before: readonly MappedColumn[];
      readonly columns: readonly MappedColumn[];
      readonly changes: readonly FoundChange[];
      readonly known: readonly string[] | null;
      readonly at: IsoInstant;
      readonly nextDescribeAt: IsoInstant | null;
    },
  ): Promise<readonly SchemaChange[] | undefined>;
  /**
   * Makes fields private: their columns go, and their values from tombstones, feed and quarantine.
   * @throws `API_CONFLICT` naming what is built on a column
   */
  makePrivate(table: MirrorTable, fields: readonly string[]): Promise<void>;
  makeShown(workspaceId: string, sobject: string, fields: readonly string[]): Promise<void>;
  /** Drops removed columns whose grace is over. @throws `API_CONFLICT` naming what is built on a column */
  dropColumns(table: MirrorTable, fields: readonly string[]): Promise<void>;
  /** Replaces the row filter. */
  writeRowFilter(workspaceId: string, sobject: string, filter: string | null): Promise<void>;

  readBackfill(workspaceId: string, sobject: string, kind: BackfillKind): Promise<StoredBackfill | undefined>;
  /** Begins one; fields of one of its kind that is under way are filled anew with it. */
  startBackfill(
    table: Pick<MirrorTable, 'workspaceId' | 'sobject'>,
    backfill: {
      readonly kind: BackfillKind;
      readonly fields: readonly string[];
      /** Those of them whose columns were just made; none unless said. */
      readonly fresh?: readonly string[];
      /** Null: there is no tail. */
      readonly tailFrom: IsoInstant | null;
      readonly at: IsoInstant;
    },
  ): Promise<void>;
  /** Does nothing when another one was begun meanwhile; false then. */
  writeBackfill(
    backfillId: string,
    change: Partial<
      Pick<StoredBackfill, 'phase' | 'asOf' | 'jobId' | 'place' | 'rowsRead' | 'rowsExpected' | 'trouble'>
    > & {
      readonly finishedAt?: IsoInstant;
      readonly nextAttemptAt?: IsoInstant;
    },
  ): Promise<boolean>;

  /** Changes of the feed after the position up to which formulas were looked at, at most `limit`, in order. */
  listUnseenChanges(
    workspaceId: string,
    schema: string,
    limit: number,
  ): Promise<{ readonly from: number; readonly changes: readonly FedChange[] }>;
  /** Marks records stale and moves the position, in one transaction. */
  markStale(workspaceId: string, stale: readonly StaleRecord[], through: number): Promise<void>;
  /** Rows of `table` whose lookup column points at one of `ids`. */
  findChildren(table: MirrorTable, lookup: string, ids: readonly string[]): Promise<readonly string[]>;
  /** What the lookup column of rows of `table` points at; of deleted rows, where it pointed. */
  findParents(table: MirrorTable, lookup: string, ids: readonly string[]): Promise<readonly string[]>;
  listStale(workspaceId: string, sobject: string, limit: number): Promise<readonly string[]>;
  countStale(workspaceId: string): Promise<Readonly<Record<string, number>>>;
  clearStale(workspaceId: string, sobject: string, ids: readonly string[]): Promise<void>;
  /** Sets `asOf` of columns. */
  writeAsOf(workspaceId: string, sobject: string, fields: readonly string[], asOf: IsoInstant): Promise<void>;
  readTimeZone(workspaceId: string): Promise<string | null>;
  writeTimeZone(workspaceId: string, timeZone: string): Promise<void>;
}
