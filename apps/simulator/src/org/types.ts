/** The one door to the org's data. Everything that answers HTTP goes through `Org`; only `org/` knows the storage. */
import type { DatabaseSync } from 'node:sqlite';
import type { RowLocks } from './locks/row-locks.ts';
import type {
  FieldDeclaration,
  ObjectDeclaration,
  ObjectDefinition,
  SharingModel,
  FieldDefinition,
} from './schema/types.ts';
import type { RecordTypeInfo } from './setup/record-types.ts';
import type { OrgSetup } from './setup/org-setup.ts';

/** Milliseconds since 1970, from the org's own clock, which the control plane can move. */
export interface OrgClock {
  now(): number;
}

export type Scalar = string | number | boolean | null;
/** Field values by API name, as stored: datetimes `2026-01-31T10:00:00.000Z`, dates `2026-01-31`, ids 18 characters. */
export type Row = Record<string, Scalar>;

/** The API a change came through, as `changeOrigin` of a change event spells it. Source: facts 6.6. */
export type ChangeOrigin = 'rest' | 'bulkapi' | 'soap' | 'toolingrest' | 'apex';

/** On whose behalf something is done, and how. */
export interface Caller {
  readonly userId: string;
  /** `client` of `Sforce-Call-Options`; ends up in `changeOrigin`. */
  readonly client: string | null;
  readonly apiVersion: number;
  /** Undefined for changes that no API made: people in the browser, the platform. */
  readonly origin?: ChangeOrigin;
}

/** What the caller asks of the platform's own rules. Source: REST API Developer Guide, "Headers". */
export interface SaveOptions {
  readonly allOrNone: boolean;
  /** `Sforce-Duplicate-Rule-Header`. */
  readonly duplicateRule?: {
    readonly allowSave: boolean;
    readonly includeRecordDetails: boolean;
    readonly runAsCurrentUser: boolean;
  };
  /** `Sforce-Auto-Assign`: the active rule (true, the default), none, or the rule with this id. */
  readonly autoAssign?: boolean | string;
}

/** One refused row, in Salesforce's words. */
export interface RowError {
  readonly statusCode: string;
  readonly message: string;
  readonly fields: readonly string[];
  /** With `DUPLICATES_DETECTED`: what the duplicate rule found, in the shape of the REST answer. */
  readonly duplicateResult?: unknown;
}

export type SaveResult =
  | {
      readonly success: true;
      readonly id: string;
      readonly created: boolean;
      /** Of a published platform event. */
      readonly eventUuid?: string;
    }
  | { readonly success: false; readonly id: string | null; readonly errors: readonly RowError[] };

export type SaveOperation =
  | { readonly kind: 'create'; readonly object: string; readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'update';
      readonly object: string;
      readonly id: string;
      readonly values: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'upsert';
      readonly object: string;
      /** Case-insensitive; `Id` is allowed. */
      readonly externalIdField: string;
      readonly externalId: string | null;
      readonly values: Readonly<Record<string, unknown>>;
      readonly updateOnly?: boolean;
    }
  | { readonly kind: 'delete'; readonly object: string | null; readonly id: string }
  | { readonly kind: 'undelete'; readonly object: string | null; readonly id: string }
  /** The recycle bin is emptied of this row: it leaves no trace in queryAll. */
  | { readonly kind: 'purge'; readonly object: string | null; readonly id: string }
  /** The losing rows' children move to the master; the losers are deleted with `MasterRecordId`. */
  | {
      readonly kind: 'merge';
      readonly object: string;
      readonly id: string;
      /** One or two. */
      readonly loserIds: readonly string[];
      /** Values the master gets with it. */
      readonly values: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'convertLead';
      /** The lead. */
      readonly id: string;
      readonly convertedStatus: string;
      readonly accountId: string | null;
      readonly contactId: string | null;
      readonly ownerId: string | null;
      readonly createOpportunity: boolean;
      readonly opportunityName: string | null;
    };

/** One change as it was committed. `before` and `after` are whole rows, as stored (booleans 0 and 1). */
export type RecordedChange =
  | {
      readonly kind: 'create' | 'update' | 'delete' | 'undelete';
      readonly object: string;
      readonly id: string;
      readonly before: Readonly<Row> | undefined;
      readonly after: Readonly<Row>;
      readonly caller: Caller;
    }
  /** A platform event. */
  | {
      readonly kind: 'publish';
      readonly object: string;
      readonly id: string;
      readonly after: Readonly<Row>;
      readonly caller: Caller;
    };

/** A change before it is known whose it is. */
export type UnsignedChange = RecordedChange extends infer Change
  ? Change extends RecordedChange
    ? Omit<Change, 'caller'>
    : never
  : never;

/** Told of every transaction that changed rows by way of `save`; loads and silent derived fields are not told of. */
export interface CommitListener {
  /** Once, when it begins to listen. */
  prepare(database: DatabaseSync): void;
  /** Inside the transaction, right before it commits: what it writes is kept or lost with it. */
  write(changes: readonly RecordedChange[], database: DatabaseSync): void;
  committed(): void;
  /** The org was reset. */
  clear(database: DatabaseSync): void;
}

/** What the caller may do with an object. `fields` has the lower-cased names of readable fields. */
export interface ObjectAccess {
  readonly read: boolean;
  readonly create: boolean;
  readonly edit: boolean;
  readonly delete: boolean;
  readonly viewAllRecords: boolean;
  readonly modifyAllRecords: boolean;
  canReadField(fieldName: string): boolean;
  canEditField(fieldName: string): boolean;
  /** May see encrypted texts unmasked. */
  readonly seesEncrypted?: boolean;
}

/** A row as REST shows it: nested parents and children, in SELECT order. */
export type QueryRecord = { readonly attributes: { readonly type: string; readonly url?: string } } & Record<
  string,
  unknown
>;

export interface QueryPage {
  /** Of the whole result. */
  readonly totalSize: number;
  readonly done: boolean;
  readonly records: readonly QueryRecord[];
  /** `0r8…-2000`: locator and next offset; undefined when done. */
  readonly nextLocator: string | undefined;
  /** For `?columns=true`. */
  readonly columnMetadata: readonly unknown[];
}

export interface QueryOptions {
  /** queryAll: deleted rows too. */
  readonly includeDeleted: boolean;
  /** 200–2000; 2000 unless told. */
  readonly batchSize: number;
}

/** Lines of CSV, whole ones. */
export interface CsvChunk {
  /** At least one. */
  readonly rows: number;
  /** UTF-8, in a buffer of its own, which is the reader's to give back. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** A flat result for Bulk API 2.0: header once, then rows of CSV-ready text (null is an empty string). */
export interface FlatQuery {
  readonly object: string;
  readonly columns: readonly string[];
  /** Reads a consistent snapshot taken at the call; yields batches so that the caller can breathe between them. */
  rows(batchRows: number): IterableIterator<readonly (readonly string[])[]>;
  /** The same rows as CSV without its header, every value quoted: much faster. */
  csv(format: { readonly delimiter: string; readonly lineEnding: string }): IterableIterator<CsvChunk>;
  close(): void;
}

export interface Org {
  readonly clock: OrgClock;
  /** 18 characters. */
  readonly organizationId: string;
  /** What a sandbox refresh does: the same rows under another organization id (18 characters). */
  changeOrganizationId(id: string): void;

  // Schema. Names are case-insensitive everywhere.
  object(name: string): ObjectDefinition | undefined;
  objects(): readonly ObjectDefinition[];
  objectByKeyPrefix(prefix: string): ObjectDefinition | undefined;
  /** Makes the object, or adds the fields it lacks. */
  defineObject(declaration: ObjectDeclaration): ObjectDefinition;
  addField(objectName: string, field: FieldDeclaration): void;
  removeField(objectName: string, fieldName: string): void;
  /** Changes a field's definition where that needs no other column; rows keep what they have. */
  changeField(
    objectName: string,
    fieldName: string,
    changes: Partial<Pick<FieldDefinition, 'picklistValues' | 'nillable' | 'referenceTo'>>,
  ): void;
  /** Sets an object's organization-wide default. */
  setSharingModel(objectName: string, model: SharingModel): void;
  /** Moves whenever the schema changes; describe's Last-Modified. */
  schemaModifiedAt(): number;

  /** What administrators set up beside schema and rows: duplicate rules, assignment rules … */
  readonly setup: OrgSetup;
  changeSetup(changes: Partial<OrgSetup>): void;

  /** Computes roll-up summaries anew, without stamps; of one object, or all. How many rows changed. */
  recalculateRollUps(objectName?: string): number;

  /** The object's record types as the user has them, the master type last. */
  recordTypes(userId: string, objectName: string): readonly RecordTypeInfo[];

  /** Rows that somebody else works on: saving them fails with `UNABLE_TO_LOCK_ROW`. */
  readonly locks: RowLocks;

  access(userId: string, objectName: string): ObjectAccess;
  /** One of PermissionSet's `Permissions…` booleans, e.g. `ApiEnabled`, over profile and permission sets. */
  hasPermission(userId: string, permission: string): boolean;

  /**
   * Applies operations in one transaction, in order. Stamps are taken at this call; rows become visible when it
   * commits: at once, or later while the control plane holds transactions open.
   * Never throws for a refused row; with `allOrNone` one refused row rolls back all
   * (the others report `ALL_OR_NONE_OPERATION_ROLLED_BACK`).
   */
  save(caller: Caller, operations: readonly SaveOperation[], options: SaveOptions): SaveResult[];

  onCommit(listener: CommitListener): void;

  /**
   * Runs `body` in one transaction and keeps its changes only if `keep` accepts the result; `save` inside joins it.
   * For composite requests and trees, where later rows need the ids of earlier ones. Rolls back when `body` throws.
   */
  atomically<T>(body: () => T, keep: (result: T) => boolean): T;

  /** The row with every field the caller may read (booleans are real), deleted or not; undefined when there is none or no access. */
  retrieve(caller: Caller, objectName: string, id: string): Row | undefined;
  /** Row by a unique or external id field; more than one match is possible. */
  findIds(caller: Caller, objectName: string, fieldName: string, value: string): readonly string[];

  /** @throws SalesforceError `MALFORMED_QUERY`, `INVALID_FIELD`, `INVALID_TYPE` … */
  query(caller: Caller, soql: string, options: QueryOptions): QueryPage;
  /** @throws SalesforceError `INVALID_QUERY_LOCATOR` */
  queryMore(caller: Caller, locator: string, options: QueryOptions): QueryPage;
  /** For bulk jobs. @throws like `query`, and for what bulk does not support. */
  flatQuery(caller: Caller, soql: string, options: { readonly includeDeleted: boolean }): FlatQuery;
  countRows(objectName: string): number;
  /**
   * Rows that left for good (no recycle bin, or emptied out of it) and were deleted in `[from, to)`, ISO 8601: those that the
   * caller could see.
   */
  removedBetween(
    caller: Caller,
    objectName: string,
    from: string,
    to: string,
  ): readonly { readonly id: string; readonly deletedAt: string }[];

  /** Rows without any check, for seeds and generators: ids are made when missing. 100k+ rows a second. */
  load(objectName: string, rows: Iterable<Readonly<Row>>): number;

  /** Changes fields as the platform does on its own: no check, no stamp, no event. */
  writeSilently(objectName: string, id: string, values: Readonly<Row>): void;

  /** Rows of an object that live elsewhere, in the services' database: read anew whenever somebody asks for them. */
  provideRows(objectName: string, rows: () => Iterable<Readonly<Row>>): void;

  /**
   * Makes rows inside the database, millions in seconds: an SQL expression over `n` (1, 2, 3 …) for each field;
   * ids, stamps and booleans are filled where there is none.
   */
  generateRows(objectName: string, count: number, columns: Readonly<Record<string, string>>): void;

  /**
   * While held, `save` still answers and stamps, but nothing is visible. `release` commits in order. Saves belong to the
   * hold opened last, so two overlapping transactions can be committed in any order.
   */
  holdTransactions(): { readonly id: string };
  releaseTransactions(id: string): number;

  /** Everything gone, schema included, back to the standard objects; the organization's id stays. */
  reset(): void;
  close(): void;
}
