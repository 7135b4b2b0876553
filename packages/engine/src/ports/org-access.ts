import type { ConnectionMethod, SyncError } from '@sync-user/contract';
import type { IsoInstant } from './clock.ts';
import type { CallContext, SourceRecord } from './source-org.ts';

/** What came of a question. A refusal is an answer too: it is evidence. `asked` is what was sent, for people to read. */
export type Asked<T> =
  | { readonly kind: 'answered'; readonly asked: string; readonly value: T }
  | { readonly kind: 'refused'; readonly asked: string; readonly error: SyncError };

/** A field as the asking user may use it: describe leaves out what the user may not read. */
export interface FieldAccess {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly nillable: boolean;
  readonly defaultedOnCreate: boolean;
  /** False for fields that no permission set can grant or take away. */
  readonly permissionable: boolean;
  readonly calculated: boolean;
  readonly custom: boolean;
  /** `BillingAddress` of `BillingCity`; null where it is part of nothing. */
  readonly compoundFieldName: string | null;
  /** Of a picklist: its default, else its first active value. */
  readonly samplePicklistValue?: string;
  /** The object whose detail this is, for the field of a master-detail relationship. */
  readonly master: string | null;
}

/** An object as the asking user may use it. Source: REST API Developer Guide, "sObject Describe". */
export interface ObjectAccess {
  readonly name: string;
  readonly label: string;
  readonly queryable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly fields: readonly FieldAccess[];
  readonly recordTypes: readonly {
    readonly id: string;
    readonly developerName: string;
    readonly name: string;
    readonly available: boolean;
    readonly isDefault: boolean;
    readonly isMaster: boolean;
    readonly active: boolean;
  }[];
}

/** Outcome of one row of a write. */
export type RowOutcome =
  | { readonly kind: 'saved'; readonly id: string }
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly message: string;
      readonly fields: readonly string[];
    };

/**
 * The org as one connected user may see and change it: for permission checks, candidates and repair, which know what to
 * ask. Every method is an API call or more, entered in the ledger. Refusals are answers; only a lost connection, an
 * aborted signal and a broken login throw (`SF_HOST_UNREACHABLE`, `SF_GRANT_REFUSED`, …).
 */
export interface OrgAccess {
  readonly username: string;
  readonly userId: string;
  /** API calls made through it so far; for the report, which says what it cost. */
  callsMade(): number;
  /** The org's calls of the last 24 hours, as the last answer told them; undefined before the first. */
  orgUsage(): { readonly used: number; readonly limit: number } | undefined;
  /** All pages; aggregate results too. `totalSize` is the number of a `COUNT()` query. */
  query(
    soql: string,
    context: CallContext,
  ): Promise<Asked<{ readonly records: readonly SourceRecord[]; readonly totalSize: number }>>;
  /** One call for every five questions, which do not harm each other. In the order asked. */
  queryMany(
    soql: readonly string[],
    context: CallContext,
  ): Promise<readonly Asked<{ readonly records: readonly SourceRecord[]; readonly totalSize: number }>[]>;
  /** `path` below `/services/data/vXX.X`, such as `/limits` or `/limits/recordCount?sObjects=Account`. */
  read(path: string, context: CallContext): Promise<Asked<unknown>>;
  /** What is asked for at the same moment travels together, ten a call. */
  describe(sobject: string, context: CallContext): Promise<Asked<ObjectAccess>>;
  /** OpenID user info, as sent: `is_salesforce_integration_user`, `user_type`, `active` … Not an API call. */
  readUserInfo(context: CallContext): Promise<Asked<Readonly<Record<string, unknown>>>>;
  /** Up to 200 rows a call, each on its own unless `allOrNone`. Outcomes in the order of `records`. */
  create(
    sobject: string,
    records: readonly Readonly<Record<string, unknown>>[],
    options: { readonly allOrNone: boolean },
    context: CallContext,
  ): Promise<Asked<readonly RowOutcome[]>>;
  update(
    sobject: string,
    records: readonly (Readonly<Record<string, unknown>> & { readonly id: string })[],
    options: { readonly allOrNone: boolean },
    context: CallContext,
  ): Promise<Asked<readonly RowOutcome[]>>;
  remove(ids: readonly string[], context: CallContext): Promise<Asked<readonly RowOutcome[]>>;
  /**
   * Saves and takes back in one transaction (composite, allOrNone, with a step that must fail): what validation rules,
   * required fields and duplicate rules would say. Nothing stays, so a saved row's id is empty.
   */
  tryCreate(
    sobject: string,
    values: Readonly<Record<string, unknown>>,
    context: CallContext,
  ): Promise<Asked<RowOutcome>>;
}

/** The connection that is looked at. */
export interface AccessSubject {
  readonly connectionId: string;
  readonly organizationId: string;
  readonly organizationName: string | null;
  readonly isSandbox: boolean | null;
  readonly instanceUrl: string;
  readonly loginUrl: string;
  readonly method: ConnectionMethod;
  readonly scopes: readonly string[];
  /** Consumer key of the app, for finding its rows in OauthToken and ConnectedApplication. */
  readonly clientId: string;
  readonly connectedAt: IsoInstant | null;
  /** Whether the last renewal brought a new refresh token; undefined when not known. */
  readonly refreshTokenRotates?: boolean;
  /** The workspace's org, when it holds data already. */
  readonly lockedOrganizationId: string | null;
}

/** What the workspace reads and writes; least privilege is measured against it. */
export interface AccessMapping {
  readonly objects: readonly {
    readonly name: string;
    readonly label: string;
    /** API names of mapped fields. */
    readonly fields: readonly string[];
    readonly writes: boolean;
  }[];
}
