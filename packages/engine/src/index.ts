export { type CandidateRequest, listCandidates } from './candidates/list-candidates.ts';
export type { CensusPorts } from './census/census-ports.ts';
export { takeCensus, takeCensuses } from './census/take-census.ts';
export { writeCompleteness } from './census/write-completeness.ts';
export { followLinks, type LinkReport } from './identity/follow-links.ts';
export { toId18 } from './identity/record-id.ts';
export { type Delta, loadDelta } from './load/load-delta.ts';
export { applyConfiguration, type ConfigurationTarget } from './configuration/apply-configuration.ts';
export { checkFilter, type CheckedFilter, type WantedFilter } from './configuration/check-filter.ts';
export { compareConfiguration } from './configuration/compare-configuration.ts';
export * from './configuration/configuration-plan.ts';
export * from './configuration/configuration-state.ts';
export * from './configuration/org-values.ts';
export { readComparisons } from './configuration/filter-comparisons.ts';
export { loadObject, type LoadOutcome } from './load/load-object.ts';
export { putOffLoad } from './load/put-off-load.ts';
export { DELTA_BY_BULK_ROWS, LOAD_SIZES, type LoadSizes } from './load/load-sizes.ts';
export { RECOMMENDED_OBJECTS } from './map/default-fields.ts';
export { type FieldSelection, mapObject } from './map/map-object.ts';
export { CURRENCY_FIELD, type MoneyColumns, moneyColumns } from './money/money-columns.ts';
export { type RatePorts, readRates } from './money/read-rates.ts';
export { type PollOrder, type PollReport, pollWorkspace } from './poll/poll-workspace.ts';
export * from './plan/budget.ts';
export { type Cadence, chooseCadence, nextReadMs, offsetMsOf, type WantedRead } from './plan/cadence.ts';
export { chooseEventObjects, type EventCandidate } from './plan/choose-event-objects.ts';
export * from './plan/plan-reading.ts';
export * from './plan/first-load.ts';
export { type MeasuredObject, measureObjects } from './plan/measure-objects.ts';
export * from './ports/clock.ts';
export * from './ports/field-store.ts';
export { type FormulaReport, refreshFormulas } from './formula/refresh-formulas.ts';
export { formulaGraph } from './formula/formula-graph.ts';
export { changeFields, type FieldsWanted } from './select/change-fields.ts';
export { putOffFill } from './select/put-off-fill.ts';
export { type FillOutcome, fillFields } from './select/fill-fields.ts';
export { type FieldFacts, listFields } from './select/list-fields.ts';
export { setRowFilter } from './select/row-filter.ts';
export { refreshObject } from './schema/refresh-object.ts';
export { refreshObjects, type SchemaReport } from './schema/refresh-workspace.ts';
export * from './ports/census-store.ts';
export * from './ports/link-store.ts';
export type { EnginePorts } from './ports/engine-ports.ts';
export {
  afterStreamEnd,
  EVENT_RETENTION_MS,
  type StreamEnd,
  type StreamNext,
} from './events/after-stream-end.ts';
export * from './events/event-capable.ts';
export * from './events/event-facts.ts';
export { isFed, judgeEvents } from './events/judge-events.ts';
export { readAgain, type ReadAgainReport } from './events/read-again.ts';
export { Retold } from './events/retold.ts';
export { splitTransactions } from './events/split-transactions.ts';
export * from './ports/event-store.ts';
export * from './ports/event-source.ts';
export * from './ports/load-store.ts';
export * from './ports/mirror.ts';
export * from './ports/object-store.ts';
export * from './ports/rate-store.ts';
export * from './ports/source-org.ts';
export * from './ports/token-source.ts';
export { deselectObject, notSyncableReason, retryObject, selectObject } from './select/select-object.ts';
export {
  CONNECTION_EVENTS,
  CONNECTION_TRANSITIONS,
  type ConnectionEvent,
  connectionEventOf,
  mayRead,
  mayRenew,
  nextConnectionState,
} from './states/connection-transitions.ts';
export { nextObjectState } from './states/object-transitions.ts';
export { type HeadlineFacts, writeHeadline } from './status/headline.ts';
export { retryDelayMs, toTrouble } from './trouble.ts';
export * from './ports/org-access.ts';
export { applyRepair } from './repair/apply-repair.ts';
export {
  type NeededField,
  type NeededObject,
  type NeededPermissions,
  neededPermissions,
} from './repair/needed-permissions.ts';
export { type PermissionOwner, permissionOwner } from './repair/permission-owner.ts';
export { planRepair } from './repair/plan-repair.ts';
export { type RepairFacts, type RepairQuestion, readRepairFacts } from './repair/repair-facts.ts';
export { type RepairStep, repairSteps } from './repair/repair-steps.ts';
export { type NeededSystem, neededSystem, SYSTEM_PERMISSION_LABELS } from './repair/system-permissions.ts';
export { toAccessMapping } from './preflight/checks/objects/access-mapping.ts';
export { CHECKS } from './preflight/catalogue.ts';
export type { Check, NeedQuestion } from './preflight/check.ts';
export { type PreflightOptions, runPreflight } from './preflight/run-preflight.ts';
