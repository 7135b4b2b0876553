import type { Clock } from '@sync-user/engine';
import type { SalesforceAgent } from '@sync-user/salesforce';
import type { Store } from '@sync-user/store';
import type { Logger } from 'pino';

/** What everything that speaks to Salesforce needs. */
export interface ConnectionContext {
  readonly store: Store;
  readonly agent: SalesforceAgent;
  readonly clock: Clock;
  /** Hosts besides Salesforce's own that the operator allows. */
  readonly extraHosts: readonly string[];
  readonly log: Logger;
}
