import type { CallCause, Trouble } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { SourceRecord } from './source-org.ts';

/** PostgreSQL types of mirror columns. */
export type ColumnType =
  | 'text'
  | 'boolean'
  | 'integer'
  | 'bigint'
  | 'numeric'
  | 'date'
  | 'timestamptz'
  | 'time';

/** One mapped field and the column that holds it. */
export interface MappedColumn {
  readonly field: string;
  readonly label: string;
  readonly sfType: string;
  /** The field's name in lower case. */
  readonly column: string;
  readonly columnType: ColumnType;
  /** Lookups, external ids and the cursor get an index. */
  readonly indexed: boolean;
  /** Why the field is not read any more; its column keeps the last values. Null when it is read. */
  readonly trouble: Trouble | null;
  /** Most characters of a text, 0 for other types. */
  readonly length: number;
  /** Digits of a number, and those of them behind the point; 0 for other types. */
  readonly precision: number;
  readonly scale: number;
  /** Objects that a lookup may point at; more than one for polymorphic ones. */
  readonly referenceTo: readonly string[];
  /** `Account` of `AccountId`, `Parent__r` of `Parent__c`; null for fields that are no lookups. */
  readonly relationshipName: string | null;
  /** A formula or roll-up: it moves without moving the record's stamp. */
  readonly calculated: boolean;
  /** The formula's text; null for roll-ups, fields that are none, and where Salesforce does not show it. */
  readonly formula: string | null;
  /**
   * Org clock: no value of a column that moves without a stamp is older than this. Null: never read again since its rows
   * were, or it moves with the stamp and is as fresh as the object.
   */
  readonly asOf: IsoInstant | null;
  /** Taken out of the mapping then: not read, not shown, dropped with its values after the grace period. */
  readonly removedAt: IsoInstant | null;
}

/** A selected object's place in the mirror. `id` is always among the columns and is the primary key. */
export interface MirrorTable {
  readonly workspaceId: string;
  /** `crm_acme` */
  readonly schema: string;
  readonly sobject: string;
  /** The object's name in lower case. */
  readonly table: string;
  readonly columns: readonly MappedColumn[];
  /** Field that tells what changed: SystemModstamp, or for objects without it LastModifiedDate, CreatedDate, LoginTime. */
  readonly cursorField: string;
  /** The object has IsDeleted: soft deletes can be read with queryAll. */
  readonly hasIsDeleted: boolean;
  /** getDeleted can be asked for it: rows that leave no other trace are seen to go. */
  readonly hasDeletedFeed: boolean;
  /** The field people call the record by (`Name`, `Subject`, `CaseNumber`); null when it has none. */
  readonly nameField: string | null;
  /** SOQL condition that rows must meet to be mirrored; null: all the sync user may see. Every read of the object has it. */
  readonly rowFilter: string | null;
}

/**
 * How a page gets in. `copy`: straight COPY, for rows that cannot be there yet. `merge`: staged, and what differs is merged
 * row by row, newer stamp winning. `fill`: some fields of rows that are there; a row whose stamp is another is noted down,
 * to be read again whole.
 */
export type PageMode = 'copy' | 'merge' | 'fill';

/** A CSV page of Salesforce's. */
export interface CsvPage {
  readonly body: AsyncIterable<Uint8Array>;
  readonly expectedRows: number | undefined;
  /**
   * Staged as text and every cell looked at: what does not fit its column is left out, noted in the quarantine and named.
   * Otherwise a page with such a cell is refused as a whole, which is found out faster.
   */
  readonly careful: boolean;
}

/** A value does not fit its column, or a row is there already; nothing was written. Give the same page carefully. */
export interface ValueRefused {
  readonly kind: 'value_refused';
  readonly message: string;
}

export interface AppliedChanges {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Feed position after this batch; unchanged when nothing changed. */
  readonly lastSeq: number;
}

/** Where polling stands. */
export interface PollCursor {
  /** Everything that was visible in the org at this instant (org clock) has been read. */
  readonly readThrough: IsoInstant;
  /** When a window reaching back the whole overlap was last read (our clock), and how many rows that took. */
  readonly deepReadAt: IsoInstant | null;
  readonly deepReadRows: number;
}

/** The workspace's tables in PostgreSQL. Each method is one transaction. */
export interface Mirror {
  /** Makes or widens the table and its indexes to fit `table`. Safe to call again. Never drops a column. */
  ensureTable(table: MirrorTable): Promise<void>;
  /**
   * Makes or widens the table for a load that begins at its first page; a first load finds it empty, and the feed says
   * nothing of it. False when the load is another's by now, or its object was deselected: nothing was done.
   */
  prepareLoad(
    table: MirrorTable,
    load: { readonly loadId: string; readonly reload: boolean },
  ): Promise<boolean>;
  /**
   * Loads one CSV page and moves the bookmark of the load's part in the same transaction: both or neither.
   * The body's header line names fields, in any order. A careful page is staged: `copy` becomes `merge` then.
   * Of a page that is merged, rows that are there as they came in an earlier load are left out, unless it is to be taken in
   * `whole`.
   *
   * @throws `SF_ANSWER_CUT` when fewer or more rows arrive than `expectedRows`. Anything the body throws passes
   *   through, and nothing is kept.
   */
  loadPage(
    table: MirrorTable,
    page: CsvPage & { readonly mode: PageMode; readonly whole: boolean },
    bookmark: {
      readonly loadId: string;
      readonly part: number;
      /** Where the part stood before this page; null for the first. */
      readonly locator: string | null;
      readonly pagesLoaded: number;
      readonly nextLocator: string | null;
    },
  ): Promise<
    | { readonly kind: 'loaded'; readonly rows: number }
    /** Another worker moved the bookmark first; nothing was written. */
    | { readonly kind: 'taken_over' }
    /** Rows that were left out are not there as they came; nothing was written. To be taken in whole. */
    | { readonly kind: 'not_as_known' }
    | ValueRefused
  >;
  /**
   * Merges a CSV page of changes into a live object's table, as `applyRecords` does with records. `IsDeleted` may be among
   * its columns. No cursor moves.
   *
   * @throws as `loadPage` does
   */
  applyPage(
    table: MirrorTable,
    page: CsvPage,
    options: { readonly cause: CallCause },
  ): Promise<({ readonly kind: 'applied'; readonly rows: number } & AppliedChanges) | ValueRefused>;
  /**
   * Applies records of a poll: guarded by stamp (an older image never overwrites a newer one), unchanged rows are
   * left alone, deleted ones leave the table and get a tombstone, and every applied change is entered in the feed.
   * With `cursor`, the object's cursor moves in the same transaction.
   */
  applyRecords(
    table: MirrorTable,
    records: readonly SourceRecord[],
    options: {
      readonly cause: CallCause;
      readonly cursor: PollCursor | null;
      /**
       * The records are what the org answered, asked for them by id, later than this (org clock): a row or tombstone whose
       * stamp is newer than the record's and yet older than this is refuted, and gives way. Only repairs know that.
       */
      readonly trueAt?: IsoInstant;
    },
  ): Promise<AppliedChanges>;
  /**
   * Fills some columns of rows that are there. A row whose stamp is another than the record's is left alone: what is newer
   * comes with a poll, what is older came with one. Records have `Id`, the cursor field and the fields to fill.
   *
   * The change feed tells of every value that differs, but for `fresh` fields where the row has none of them yet: their columns
   * are new, so that nobody who follows the feed has values of them but those that came meanwhile. Returns how many rows
   * changed; one whose fresh fields and others did counts twice.
   */
  fillColumns(
    table: MirrorTable,
    records: readonly SourceRecord[],
    options: { readonly cause: CallCause; readonly fresh?: readonly string[] },
  ): Promise<number>;
  /** Rows with `after` < Id ≤ `through` (null: no bound) whose stamp is older than `before`, with their stamps. */
  listRange(
    table: MirrorTable,
    range: { readonly after: string | null; readonly through: string | null; readonly before: IsoInstant },
  ): Promise<readonly { readonly id: string; readonly stamp: IsoInstant }[]>;
  /** Those of the ids that are in the table. */
  listPresent(table: MirrorTable, ids: readonly string[]): Promise<readonly string[]>;
}
