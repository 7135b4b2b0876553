import type { CallCause, SyncError } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';

/** Why a call is made; every API call is entered in the ledger with it. */
export interface CallContext {
  readonly cause: CallCause;
  /** The object it is made for; null when it serves several. */
  readonly sobject: string | null;
  readonly signal: AbortSignal;
}

/** One line of describe global. */
export interface ObjectSummary {
  readonly name: string;
  readonly label: string;
  readonly custom: boolean;
  readonly customSetting: boolean;
  readonly deprecatedAndHidden: boolean;
  readonly queryable: boolean;
  readonly replicateable: boolean;
}

/** What the engine reads of a field's describe. */
export interface FieldDescribe {
  readonly name: string;
  readonly label: string;
  /** Salesforce's type name: `string`, `currency`, `reference` … */
  readonly type: string;
  readonly length: number;
  readonly precision: number;
  readonly scale: number;
  readonly custom: boolean;
  /** A formula or a roll-up. */
  readonly calculated: boolean;
  /** Null for roll-ups, and for formulas that the user may not look at. */
  readonly calculatedFormula: string | null;
  /** Classic encrypted text: comes masked unless the user may view encrypted data. */
  readonly encrypted: boolean;
  readonly nillable: boolean;
  /** `Account` of `AccountId`; null for fields that are no lookups. */
  readonly relationshipName: string | null;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly nameField: boolean;
  readonly filterable: boolean;
  readonly compoundFieldName: string | null;
  readonly referenceTo: readonly string[];
  /** Active values of a picklist; absent for other fields. */
  readonly picklistValues?: readonly string[];
}

export interface ObjectDescribe {
  readonly name: string;
  readonly label: string;
  readonly custom: boolean;
  readonly queryable: boolean;
  /** getDeleted and getUpdated work on it. */
  readonly replicateable: boolean;
  readonly fields: readonly FieldDescribe[];
}

/** A record as REST sends it, `attributes` taken off: field name → JSON value. */
export type SourceRecord = Readonly<Record<string, unknown>>;

export interface QueryPage {
  readonly records: readonly SourceRecord[];
  /** Rows of the whole result. */
  readonly totalSize: number;
  /** Path of the next page; undefined on the last. */
  readonly nextRecordsUrl: string | undefined;
}

/** What to ask of one object in a composite call. */
export interface ChangeRead {
  /** Run by queryAll: soft-deleted rows are in the answer. */
  readonly soql: string;
  /**
   * Asks for deleted ids as well: rows of objects without a recycle bin, and rows emptied out of it, leave no other
   * trace. Seconds are ignored by Salesforce. Null for objects that do not offer it.
   */
  readonly deleted: { readonly sobject: string; readonly from: IsoInstant; readonly to: IsoInstant } | null;
}

export interface DeletedRecord {
  /** 18 characters. */
  readonly id: string;
  readonly deletedAt: IsoInstant;
}

/**
 * What became of one read of a composite call. One refused read does not harm its neighbours, and a page is worth
 * having when the deleted ids beside it are refused.
 */
export type ChangeOutcome =
  | {
      readonly kind: 'page';
      readonly page: QueryPage;
      readonly deleted: readonly DeletedRecord[];
      /** Why there are no deleted ids although they were asked for. */
      readonly deletedRefused: SyncError | null;
    }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** What became of one describe of `describeTogether`; `OBJECT_UNKNOWN` for an object the user does not see. */
export type DescribeOutcome =
  | { readonly kind: 'described'; readonly describe: ObjectDescribe }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** What became of one query of `queryTogether`. */
export type QueryOutcome =
  | { readonly kind: 'page'; readonly page: QueryPage }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** An answer with the org's own time just before the call, taken from the `Date` header minus the time it took. */
export interface Timed<T> {
  readonly value: T;
  /** A lower bound of the org's clock when the call began; whole seconds of error are already subtracted. */
  readonly askedAt: IsoInstant;
}

/** States of a Bulk API 2.0 query job. Source: Bulk API 2.0 Developer Guide, "Get Information About a Query Job". */
export type BulkJobState = 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

export interface BulkJob {
  readonly id: string;
  readonly state: BulkJobState;
  readonly recordsProcessed: number;
  readonly errorMessage: string | undefined;
}

/** One page of a job's result. `body` is raw CSV with its header line and must be read to the end or cancelled. */
export interface BulkResultPage {
  readonly body: AsyncIterable<Uint8Array>;
  /** From `Sforce-NumberOfRecords`; undefined when Salesforce did not say. */
  readonly recordCount: number | undefined;
  /** Undefined on the last page. */
  readonly nextLocator: string | undefined;
}

/**
 * Most reads of one composite call: it takes 25 subrequests, 5 of them queries.
 * Source: REST API Developer Guide, "Composite" (all sObject resources are supported, getDeleted among them).
 */
export const READS_PER_COMPOSITE = 5;

/**
 * Most objects that one composite call serves, read or watched: each takes two of its 25 subrequests, and those of a watch
 * (getUpdated and getDeleted) are no queries. Source: as above.
 */
export const OBJECTS_PER_COMPOSITE = 12;

/** A span of an object's changes. Salesforce ignores seconds: both ends are cut to the minute. */
export interface Watch {
  readonly sobject: string;
  readonly from: IsoInstant;
  readonly to: IsoInstant;
}

/** How many records changed in the span, and how many were deleted. A refused watch does not harm its neighbours. */
export type WatchOutcome =
  | {
      readonly kind: 'told';
      readonly updated: number;
      readonly deleted: number;
      /** Up to when the answer tells everything: not beyond the start of a transaction that is still open. */
      readonly coveredTo: IsoInstant;
    }
  | { readonly kind: 'refused'; readonly error: SyncError };

/** Most describes of one composite call. Source: REST API Developer Guide, "Composite" (25 subrequests). */
export const DESCRIBES_PER_COMPOSITE = 25;

/**
 * A Salesforce org as the engine sees it, through one connection. Every method is one API call, entered in the ledger.
 * All throw `SyncError` (`SF_…`); transient faults were already retried a few times inside when that is safe.
 */
export interface SourceOrg {
  fetchObjects(context: CallContext): Promise<readonly ObjectSummary[]>;
  /** @throws `OBJECT_UNKNOWN` */
  fetchDescribe(sobject: string, context: CallContext): Promise<ObjectDescribe>;
  /** Up to 25 objects in one call; outcomes stand in the order of `sobjects`. */
  describeTogether(sobjects: readonly string[], context: CallContext): Promise<readonly DescribeOutcome[]>;
  /** Runs up to five reads in one call; outcomes stand in the order of `reads`. */
  fetchChanges(reads: readonly ChangeRead[], context: CallContext): Promise<Timed<readonly ChangeOutcome[]>>;
  /**
   * Up to five reads, and beside them watches, which ask whether an object changed at all: twelve objects in one call.
   * Outcomes stand in the order they were asked for.
   * Source: REST API Developer Guide, "sObject Get Updated", "sObject Get Deleted".
   */
  pollTogether(
    asked: { readonly reads: readonly ChangeRead[]; readonly watches: readonly Watch[] },
    context: CallContext,
  ): Promise<Timed<{ readonly read: readonly ChangeOutcome[]; readonly watched: readonly WatchOutcome[] }>>;
  /**
   * How many records objects have, by their names in lower case, as Salesforce last counted; of one it did not count it says
   * nothing. Source: REST API Developer Guide, "Record Count".
   */
  countRecords(
    sobjects: readonly string[],
    context: CallContext,
  ): Promise<Timed<ReadonlyMap<string, number>>>;
  fetchNextPage(nextRecordsUrl: string, context: CallContext): Promise<QueryPage>;
  /**
   * The first page of any query: rows, a count, aggregates. `withDeleted`: by queryAll. However long the query is.
   * @throws `SF_OBJECT_NOT_READABLE`, `SF_FIELD_NOT_READABLE`, `SF_QUERY_REFUSED`
   */
  query(
    soql: string,
    options: { readonly withDeleted: boolean },
    context: CallContext,
  ): Promise<Timed<QueryPage>>;
  /** Up to five queries in one call; outcomes stand in the order of `soqls`. One refused query does not harm the others. */
  queryTogether(
    soqls: readonly string[],
    options: { readonly withDeleted: boolean },
    context: CallContext,
  ): Promise<Timed<readonly QueryOutcome[]>>;
  /**
   * `withDeleted`: by queryAll.
   * @throws `SF_OBJECT_NOT_READABLE`, `SF_FIELD_NOT_READABLE`, `SF_QUERY_REFUSED`, `SF_BULK_LIMIT`;
   *   `SF_BULK_NOT_SUPPORTED` for what queries read and bulk jobs do not
   */
  createBulkQuery(
    soql: string,
    options: { readonly withDeleted: boolean },
    context: CallContext,
  ): Promise<Timed<BulkJob>>;
  /** @throws `SF_NOT_FOUND` when the job no longer exists. */
  fetchBulkJob(jobId: string, context: CallContext): Promise<BulkJob>;
  /** @throws `SF_ANSWER_CUT` from the body when it breaks off. `locator` undefined: the first page. */
  openBulkResultPage(
    jobId: string,
    locator: string | undefined,
    maxRecords: number,
    context: CallContext,
  ): Promise<BulkResultPage>;
  /** Frees the job's storage in the org. A job that is already gone is fine. */
  deleteBulkJob(jobId: string, context: CallContext): Promise<void>;
}
