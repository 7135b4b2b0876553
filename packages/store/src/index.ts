export type { AuditEvent, StoredAuditEvent } from './audit/audit-event.ts';
export type { AppSecrets, StoredApp } from './app/stored-app.ts';
export type { NewStoredAuthorization, StoredAuthorization } from './authorization/stored-authorization.ts';
export type { PlannedCensus } from './census/census-schedule.ts';
export type { ReportSigner } from './census/report-key.ts';
export type { StoredSnapshot } from './configuration/configuration-snapshot.ts';
export type { OpenConfiguration } from './configuration/create-configuration-store.ts';
export type { ConnectionChange } from './connection/change-connections.ts';
export type {
  ConnectionIdentity,
  ConnectionKey,
  ConnectionQuestion,
  ConnectionSecrets,
  SalesforcePerson,
  StoredConnection,
} from './connection/stored-connection.ts';
export type { LockedConnection } from './connection/with-connection-lock.ts';
export type { NewLogin, NewTokens } from './connection/write-connection.ts';
export { createStore, type Store } from './create-store.ts';
export { createPool, type PoolOptions } from './database/create-pool.ts';
export { migrate } from './database/migrate.ts';
export type { EventUpkeep } from './events/read-upkeep.ts';
export type { ClaimedSubscription } from './events/subscription.ts';
export type { ChangeQuery } from './feed/list-changes.ts';
export type { ChangeListener, ListeningHandle } from './feed/listen-changes.ts';
export type { StoredApiKey } from './people/api-key.ts';
export type { ConsoleUser } from './people/console-user.ts';
export type { DeliveryOutcome, DueDelivery } from './notice/notice-delivery.ts';
export type { NewNotice } from './notice/open-notice.ts';
export type { StoredMember } from './people/member.ts';
export type { RecordQuery } from './record/list-records.ts';
export { createSealer, type Sealer, type SealingKey, type SecretPlace } from './secret/create-sealer.ts';
export type { StoredWorkspace } from './workspace/stored-workspace.ts';
