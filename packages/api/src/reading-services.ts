import type {
  Accepted,
  Completeness,
  ObjectCompletenessDetail,
  RecordTrace,
  ReportKey,
  SignedReport,
} from '@sync-user/contract';
import type {
  FieldRefresh,
  FieldSettings,
  ObjectFields,
  RowFilterOutcome,
  SchemaChange,
  SchemaChangePage,
} from '@sync-user/contract';
import type { QuarantinePage } from '@sync-user/contract';
import type { CampaignList, CampaignListPage, Money, MoneySummary, Pipeline } from '@sync-user/contract';
import type { EventRepair, EventStatus, Forecast, Plan, SelectedObjectDetail } from '@sync-user/contract';
import type {
  ConfigurationFile,
  ConfigurationOutcome,
  ConfigurationPlan,
  ConfigurationSnapshot,
} from '@sync-user/contract';
import type { BodyOf, Caller, QueryOf } from './services.ts';

/** The workspace's settings as a file, and files of other workspaces. Bad files are `API_INVALID_REQUEST` with an error per line. */
export interface ConfigurationServices {
  export(workspaceId: string): Promise<ConfigurationFile>;
  /** @throws `API_INVALID_REQUEST`, `CONNECTION_…`, `SF_…` */
  plan(workspaceId: string, question: BodyOf<'planConfiguration'>): Promise<ConfigurationPlan>;
  /** @throws as `plan`; `CONFIGURATION_REFUSED` when something of the file is, `API_CONFLICT` when the plan is another by now */
  apply(
    workspaceId: string,
    order: BodyOf<'applyConfiguration'>,
    caller: Caller,
  ): Promise<ConfigurationOutcome>;
  /** @throws `API_NOT_FOUND` without a snapshot, `API_CONFLICT` when it is another org's, and as `apply` */
  rollBack(
    workspaceId: string,
    order: BodyOf<'rollBackConfiguration'>,
    caller: Caller,
  ): Promise<ConfigurationOutcome>;
  listSnapshots(workspaceId: string): Promise<readonly ConfigurationSnapshot[]>;
}

/** How objects are read, and what that costs. `object` in any letter case. */
export interface PlanServices {
  /** @throws `OBJECT_NOT_SELECTED` */
  changeObject(
    workspaceId: string,
    object: string,
    settings: BodyOf<'changeObject'>,
    caller: Caller,
  ): Promise<SelectedObjectDetail>;
  read(workspaceId: string): Promise<Plan>;
  /** @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `OBJECT_UNKNOWN`, `SF_…` */
  forecast(workspaceId: string, request: BodyOf<'forecast'>): Promise<Forecast>;
}

/** Change events. */
export interface EventServices {
  read(workspaceId: string): Promise<EventStatus>;
  /** The newest first. */
  listRepairs(workspaceId: string, query: QueryOf<'listEventRepairs'>): Promise<readonly EventRepair[]>;
  /** @throws `OBJECT_NOT_SELECTED`, `EVENTS_NOT_POSSIBLE`, `SF_…` */
  selectEntities(
    workspaceId: string,
    body: BodyOf<'selectEventEntities'>,
    caller: Caller,
  ): Promise<EventStatus>;
  /** @throws `OBJECT_NOT_SELECTED`, `EVENTS_NOT_POSSIBLE`, `SF_…` */
  deselectEntities(
    workspaceId: string,
    body: BodyOf<'deselectEventEntities'>,
    caller: Caller,
  ): Promise<EventStatus>;
  switch(workspaceId: string, body: BodyOf<'switchEvents'>, caller: Caller): Promise<EventStatus>;
}

/** Amounts and their currencies. */
export interface MoneyServices {
  read(workspaceId: string): Promise<Money>;
  /** @throws `OBJECT_NOT_SELECTED`, `API_INVALID_REQUEST`, `API_CONFLICT` where the currencies are not mirrored */
  summarize(workspaceId: string, query: QueryOf<'summarizeMoney'>): Promise<MoneySummary>;
}

/** What the mirror tells of sales and marketing. */
export interface ReportServices {
  /** @throws `OBJECT_NOT_SELECTED`, `API_INVALID_REQUEST`, `API_CONFLICT` where the currencies are not mirrored */
  readPipeline(workspaceId: string, query: QueryOf<'readPipeline'>): Promise<Pipeline>;
  /** @throws `OBJECT_NOT_SELECTED` */
  listCampaignLists(workspaceId: string): Promise<readonly CampaignList[]>;
  /** @throws `OBJECT_NOT_SELECTED`, `API_NOT_FOUND`, `API_INVALID_REQUEST` for a bad cursor */
  readCampaignList(
    workspaceId: string,
    campaignId: string,
    query: QueryOf<'readCampaignList'>,
  ): Promise<CampaignListPage>;
}

export interface QuarantineServices {
  /** @throws `API_INVALID_REQUEST` for a bad cursor */
  list(workspaceId: string, query: QueryOf<'listQuarantine'>): Promise<QuarantinePage>;
}

/** What is proven to be the same in org and mirror. `object` in any letter case. */
export interface CompletenessServices {
  read(workspaceId: string): Promise<Completeness>;
  change(workspaceId: string, change: BodyOf<'changeCompleteness'>, caller: Caller): Promise<Completeness>;
  /** @throws `OBJECT_NOT_SELECTED` */
  readObject(workspaceId: string, object: string): Promise<ObjectCompletenessDetail>;
  /** @throws `OBJECT_NOT_SELECTED`, `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE` */
  takeCensus(workspaceId: string, body: BodyOf<'takeCensus'>, caller: Caller): Promise<Accepted>;
  /** @throws `OBJECT_NOT_SELECTED` */
  readReport(workspaceId: string, query: QueryOf<'readCompletenessReport'>): Promise<SignedReport>;
  readReportKey(): Promise<ReportKey>;
  /** @throws `API_INVALID_REQUEST` when `id` is none */
  traceRecord(workspaceId: string, id: string): Promise<RecordTrace>;
}

/** Which fields and rows of an object are mirrored, and what changes in the org's schema. `object` in any letter case. */
export interface FieldServices {
  /** @throws `OBJECT_NOT_SELECTED`, `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `SF_…` */
  list(workspaceId: string, object: string): Promise<ObjectFields>;
  /** @throws `OBJECT_NOT_SELECTED`, `API_INVALID_REQUEST` naming fields, `CONNECTION_…`, `SF_…` */
  change(
    workspaceId: string,
    object: string,
    change: BodyOf<'changeFields'>,
    caller: Caller,
  ): Promise<ObjectFields>;
  /** @throws `OBJECT_NOT_SELECTED`, `ROW_FILTER_REFUSED`, `CONNECTION_…`, `SF_…` */
  setRowFilter(
    workspaceId: string,
    object: string,
    filter: BodyOf<'setRowFilter'>,
    caller: Caller,
  ): Promise<RowFilterOutcome>;
  /** Of one object, or of all selected ones. @throws `OBJECT_NOT_SELECTED`, `CONNECTION_…`, `SF_…` */
  refresh(workspaceId: string, object: string | undefined, caller: Caller): Promise<FieldRefresh>;
  /** @throws `API_INVALID_REQUEST` for a bad cursor */
  listChanges(workspaceId: string, query: QueryOf<'listSchemaChanges'>): Promise<SchemaChangePage>;
  /** @throws `API_NOT_FOUND`, `API_CONFLICT` when it is decided already, `CONNECTION_…`, `SF_…` */
  decide(
    workspaceId: string,
    change: number,
    decision: 'add' | 'decline',
    caller: Caller,
  ): Promise<SchemaChange>;
  readSettings(workspaceId: string): Promise<FieldSettings>;
  changeSettings(
    workspaceId: string,
    settings: BodyOf<'changeFieldSettings'>,
    caller: Caller,
  ): Promise<FieldSettings>;
}
