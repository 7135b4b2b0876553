import type { EventSource } from '@sync-user/engine';
import type { EventSelector } from '@sync-user/salesforce';
import type { ClaimedSubscription } from '@sync-user/store';
import type { OpenOrg } from '../connection/open-org.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';

/** What feeding a workspace by events takes. */
export interface StreamContext extends Pick<ConnectionContext, 'store' | 'clock' | 'log'> {
  readonly openOrg: OpenOrg;
  /** The event bus as the workspace's sync user; undefined when there is no address for the org. */
  readonly openSource: (claimed: ClaimedSubscription) => EventSource | undefined;
  readonly openSelector: (workspaceId: string, organizationId: string) => EventSelector;
  /** Told of each applied batch, for metrics. */
  readonly onApplied: (applied: { readonly events: number; readonly lagMs: number }) => void;
}
