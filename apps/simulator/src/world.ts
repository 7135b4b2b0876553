import type { DatabaseSync } from 'node:sqlite';
import type { NextFailure } from './bulk/bulk-job.ts';
import type { BulkJobs } from './bulk/bulk-jobs.ts';
import type { IngestJobs } from './bulk/ingest-jobs.ts';
import type { CallLog } from './control/call-log.ts';
import type { FaultRules } from './control/fault-rules.ts';
import type { LiveActivity } from './control/live-activity.ts';
import type { Instances } from './instances.ts';
import type { HourlyBatches } from './limits/hourly-batches.ts';
import type { Allowances } from './limits/allowances.ts';
import type { EventBus } from './events/event-bus.ts';
import type { PubSubServer } from './events/grpc/serve.ts';
import type { ApprovalStore } from './oauth/approvals.ts';
import type { AppStore } from './oauth/apps.ts';
import type { BrowserSessions } from './oauth/browser-sessions.ts';
import type { CodeStore } from './oauth/codes.ts';
import type { IdTokenKey } from './oauth/id-token.ts';
import type { PasswordStore } from './oauth/passwords.ts';
import type { SignInStores } from './oauth/sign-in-stores.ts';
import type { TokenStore } from './oauth/tokens.ts';
import type { Org } from './org/types.ts';
import type { DemoOptions } from './seed/demo/demo-seed.ts';
import type { ApiUsage } from './rest/api-usage.ts';
import type { SettingStore } from './settings.ts';

/** Everything a request may touch, built once in `startSimulator` and passed down. */
export interface World {
  readonly org: Org;
  readonly database: DatabaseSync;
  readonly settings: SettingStore;
  readonly apps: AppStore;
  readonly passwords: PasswordStore;
  readonly approvals: ApprovalStore;
  readonly codes: CodeStore;
  readonly tokens: TokenStore;
  readonly browserSessions: BrowserSessions;
  readonly idTokenKey: IdTokenKey;
  readonly signIn: SignInStores;
  readonly usage: ApiUsage;
  readonly hourlyBatches: HourlyBatches;
  /** Change events and platform events. */
  readonly events: EventBus;
  /** The gRPC service, where one is open. */
  pubSub: PubSubServer | undefined;
  readonly faults: FaultRules;
  readonly calls: CallLog;
  readonly jobs: BulkJobs;
  readonly ingestJobs: IngestJobs;
  /** Of bulk jobs of either kind. */
  readonly nextFailure: NextFailure;
  readonly allowances: Allowances;
  readonly activity: LiveActivity;
  /** The org and its services as the start seed made them. */
  readonly start: { keep(): void; restore(): boolean };
  /** What a reset goes back to. */
  readonly startSeed: string | object;
  /** How the demo seed is made, whenever it is applied. */
  readonly demoOptions: DemoOptions;
  /** Where our own bugs go: routes answer 500 and the stack ends up here. */
  readonly report: (error: unknown) => void;
  /** Where the org answers. */
  readonly instances: Instances;
  /** Start times of transactions the control plane holds open, by their id: `/updated` must not look past them. */
  readonly heldTransactions: Map<string, number>;
}
