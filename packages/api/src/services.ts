import type {
  Accepted,
  AvailableObject,
  CallReport,
  ChangePage,
  ENDPOINTS,
  Health,
  MirrorRecord,
  Overview,
  RecordPage,
  PastLoad,
  SelectedObject,
  SelectedObjectDetail,
  Workspace,
} from '@sync-user/contract';
import type { IsoInstant } from '@sync-user/engine';
import type { z } from 'zod';
import type {
  AppServices,
  AuditServices,
  AuthorizationServices,
  ConnectionServices,
  MemberServices,
  MeServices,
  NoticeServices,
  PreflightServices,
  SecretServices,
} from './connection-services.ts';
import type { CompletenessServices, FieldServices, QuarantineServices } from './reading-services.ts';

import type { EventServices, MoneyServices, PlanServices, ReportServices } from './reading-services.ts';
import type { ConfigurationServices } from './reading-services.ts';

type Endpoints = typeof ENDPOINTS;
/** A checked query string or body of an endpoint, defaults filled in. */
export type QueryOf<Name extends keyof Endpoints> = Endpoints[Name] extends { readonly query: infer S }
  ? z.output<S>
  : never;
export type BodyOf<Name extends keyof Endpoints> = Endpoints[Name] extends { readonly body: infer S }
  ? z.output<S>
  : never;

/** Who sent a request, and where they may act. */
export interface Caller {
  readonly kind: 'person' | 'api_key';
  /** Stable id of the account or key, for the log. Never the token. */
  readonly id: string;
  /** The person's name, or the key's. */
  readonly name: string;
  /** Null for an API key. */
  readonly email: string | null;
  /** `all`: the whole installation, making workspaces included. Else the slugs of the workspaces they may act on. */
  readonly workspaces: 'all' | readonly string[];
  /** Slugs among them where they are an admin; API keys are, everywhere they may act. */
  readonly adminOf: 'all' | readonly string[];
}

/** A workspace as routes know it: the id that every query is scoped by, and the slug people see. */
export interface WorkspaceRef {
  readonly id: string;
  readonly slug: string;
}

export type SignIn =
  | {
      readonly kind: 'signed_in';
      /** Goes into the cookie; only its hash is stored. */
      readonly token: string;
      readonly maxAgeSeconds: number;
      readonly caller: Caller;
    }
  /** Wrong password and unknown address are the same answer, in the same time. */
  | { readonly kind: 'refused' };

export interface SessionServices {
  signIn(email: string, password: string): Promise<SignIn>;
  /** Undefined when the token is unknown, expired or signed out. */
  read(token: string): Promise<Caller | undefined>;
  /** A token that is already gone is fine. */
  signOut(token: string): Promise<void>;
}

export interface KeyServices {
  /** `key` as sent, `su_…`. Undefined when unknown or revoked. */
  read(key: string): Promise<Caller | undefined>;
}

export interface WorkspaceServices {
  /** Those the caller may act on, by slug. */
  list(caller: Caller): Promise<readonly Workspace[]>;
  /** Finds the id behind a slug; whether the caller may act there is checked by the API. */
  find(slug: string): Promise<WorkspaceRef | undefined>;
  /** @throws `API_CONFLICT` when the slug is taken. */
  create(workspace: BodyOf<'createWorkspace'>, caller: Caller): Promise<Workspace>;
  change(workspaceId: string, change: BodyOf<'changeWorkspace'>, caller: Caller): Promise<Workspace>;
  readOverview(workspaceId: string): Promise<Overview>;
  /** @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE` */
  pollNow(workspaceId: string, caller: Caller): Promise<Accepted>;
}

/** `object` is an API name as the caller typed it; letter case does not matter, as in Salesforce. */
export interface ObjectServices {
  /** @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `SF_…` */
  listAvailable(workspaceId: string): Promise<readonly AvailableObject[]>;
  list(workspaceId: string): Promise<readonly SelectedObject[]>;
  /** Undefined when it is not selected. */
  read(workspaceId: string, object: string): Promise<SelectedObjectDetail | undefined>;
  /** @throws `OBJECT_UNKNOWN`, `OBJECT_NOT_SYNCABLE`, `CONNECTION_MISSING`, `SF_…` */
  select(
    workspaceId: string,
    object: string,
    selection: BodyOf<'selectObject'>,
    caller: Caller,
  ): Promise<SelectedObjectDetail>;
  /** @throws `OBJECT_NOT_SELECTED` */
  deselect(workspaceId: string, object: string, caller: Caller): Promise<Accepted>;
  /** @throws `OBJECT_NOT_SELECTED` */
  reload(workspaceId: string, object: string, caller: Caller): Promise<Accepted>;
  /** The newest first. @throws `OBJECT_NOT_SELECTED` */
  listLoads(workspaceId: string, object: string): Promise<readonly PastLoad[]>;
  /**
   * Calls `onMoved` when a selected object may have moved: state, progress, freshness, selected, deselected. It is a
   * nudge: the stream then lists them, at most once a second. Nudges may come too often, never too seldom.
   */
  subscribe(workspaceId: string, onMoved: () => void): Unsubscribe;
}

export interface RecordServices {
  /** @throws `OBJECT_NOT_SELECTED`; `API_INVALID_REQUEST` for a bad cursor or an unknown sort column. */
  list(workspaceId: string, object: string, query: QueryOf<'listRecords'>): Promise<RecordPage>;
  /** Undefined when the mirror has no such record. @throws `OBJECT_NOT_SELECTED` */
  read(workspaceId: string, object: string, recordId: string): Promise<MirrorRecord | undefined>;
}

export interface ChangeServices {
  /**
   * In order of `seq`. With `after`: the oldest ones above it; without: the newest ones.
   * `lastSeq` is the `seq` of the last change in the page, else the feed's end (0 for an empty feed).
   */
  list(workspaceId: string, query: QueryOf<'listChanges'>): Promise<ChangePage>;
  /**
   * Calls `onAppended` after changes were committed to the feed. It is a nudge: the stream then reads on from where
   * it stands, so nothing is lost or doubled, however nudges are merged, late or repeated.
   */
  subscribe(workspaceId: string, onAppended: () => void): Unsubscribe;
}

export interface CallServices {
  /** `since` < `until`; at most 2,000 buckets between them. */
  read(
    workspaceId: string,
    query: { readonly since: IsoInstant; readonly until: IsoInstant; readonly bucketSeconds: number },
  ): Promise<CallReport>;
}

export interface HealthServices {
  read(): Promise<Health>;
}

/** Stops the calls; may be called twice. */
export type Unsubscribe = () => void;

/**
 * All the API needs from the server. Every method that works on a workspace takes its id first, already checked
 * against the caller. Methods reject with `SyncError` for operational failures; anything else is shown as `INTERNAL`.
 */
export interface Services {
  readonly sessions: SessionServices;
  readonly keys: KeyServices;
  readonly workspaces: WorkspaceServices;
  readonly connection: ConnectionServices;
  readonly authorizations: AuthorizationServices;
  readonly app: AppServices;
  readonly me: MeServices;
  readonly preflight: PreflightServices;
  readonly members: MemberServices;
  readonly audit: AuditServices;
  readonly notices: NoticeServices;
  readonly secrets: SecretServices;
  readonly objects: ObjectServices;
  readonly records: RecordServices;
  readonly completeness: CompletenessServices;
  readonly money: MoneyServices;
  readonly reports: ReportServices;
  readonly quarantine: QuarantineServices;
  readonly fields: FieldServices;
  readonly configuration: ConfigurationServices;
  readonly changes: ChangeServices;
  readonly events: EventServices;
  readonly calls: CallServices;
  readonly plan: PlanServices;
  readonly health: HealthServices;
  /** Prometheus text; without it there is no `/metrics`. */
  readonly metrics?: () => Promise<string>;
}
