export { toCanonicalJson } from './canonical-json.ts';
export { Accepted, Instant, Trouble } from './endpoints/common-schemas.ts';
export * from './endpoints/completeness-schemas.ts';
export * from './endpoints/configuration-schemas.ts';
export * from './endpoints/connection-schemas.ts';
export type { Endpoint } from './endpoints/endpoint.ts';
export { ENDPOINTS, type EndpointName } from './endpoints/endpoints.ts';
export * from './endpoints/event-schemas.ts';
export * from './endpoints/field-schemas.ts';
export * from './endpoints/money-schemas.ts';
export * from './endpoints/notice-schemas.ts';
export * from './endpoints/permission-schemas.ts';
export * from './endpoints/plan-schemas.ts';
export { QuarantinedCell, QuarantinePage } from './endpoints/quarantine-endpoints.ts';
export * from './endpoints/report-schemas.ts';
export * from './endpoints/schemas.ts';
export { STREAM_PATH, type StreamEvent } from './endpoints/stream.ts';
export {
  APPROVALS_PER_USER_AND_APP,
  SETUP_KIND_CHOICES,
  SETUP_KINDS,
  type SetupKindChoice,
  type SetupKindName,
  SYNC_USER_ADVICE,
} from './setup-kinds.ts';
export { ERRORS, type ErrorCode, type ErrorSpec, type RetryPolicy } from './errors/catalogue.ts';
export { type ErrorDetails, isSyncError, SyncError } from './errors/sync-error.ts';
export {
  CONNECTION_EFFECTS,
  CONNECTION_STATES,
  type ConnectionEffects,
  type ConnectionState,
} from './states/connection-state.ts';
export * from './states/census-state.ts';
export {
  CALL_CAUSES,
  type CallCause,
  CHANGE_CAUSES,
  CHANGE_OPERATIONS,
  type ChangeCause,
  type ChangeOperation,
  LOAD_OUTCOMES,
  LOAD_PHASES,
  LOAD_REASONS,
  type LoadOutcome,
  type LoadPhase,
  type LoadReason,
  OBJECT_STATES,
  type ObjectState,
} from './states/object-state.ts';
export {
  EVENT_REPAIR_KINDS,
  EVENT_STREAM_STATES,
  type EventRepairKind,
  type EventStreamState,
} from './states/event-state.ts';
export * from './states/pipeline.ts';
export * from './states/reading.ts';
export { explainSalesforcePage, SALESFORCE_PAGES, type SalesforcePage } from './errors/salesforce-pages.ts';
export * from './states/field-state.ts';
