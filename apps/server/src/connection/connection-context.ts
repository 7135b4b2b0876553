import type { NoticeKind } from '@sync-user/contract';
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
  /** Incidents that people are told of. */
  readonly notices: NoticeDesk;
  readonly log: Logger;
}

/** Opens and closes incidents; both may be repeated, and never fail because telling somebody failed. */
export interface NoticeDesk {
  open(
    workspaceId: string,
    notice: {
      readonly kind: NoticeKind;
      readonly subject: string;
      readonly title: string;
      readonly text: string;
      /** `href` within the workspace: `/connection`. */
      readonly action?: { readonly label: string; readonly href: string } | null;
    },
  ): Promise<void>;
  close(workspaceId: string, kind: NoticeKind, subject: string): Promise<void>;
}
