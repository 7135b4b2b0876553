import type { CallTransport } from '@sync-user/contract';

/** An access token and where it is good. Lives in memory only; stored encrypted, never logged. */
export interface AccessToken {
  readonly token: string;
  /** `https://acme.my.salesforce.com`, no slash at the end; re-read at every renewal because orgs move. */
  readonly instanceUrl: string;
}

/** Hands out a connection's access token. One renewal at a time per connection, across processes. */
export interface TokenSource {
  current(): Promise<AccessToken>;
  /**
   * A token that is not `stale`: what another process renewed meanwhile, else a new one.
   * @throws `SF_GRANT_REFUSED`, `SF_USER_INACTIVE`, `SF_CLIENT_CREDENTIALS_INVALID`, `SF_HOST_UNREACHABLE` …
   */
  renew(stale: AccessToken): Promise<AccessToken>;
}

/** One API call that was made, for the ledger. */
export interface MadeCall {
  readonly cause: string;
  readonly sobject: string | null;
  /** By which interface it went. */
  readonly transport: CallTransport;
  /** False for calls that do not count against the org's allowance (OAuth). */
  readonly counted: boolean;
  readonly failed: boolean;
  /** From `Sforce-Limit-Info`, when the answer had it. */
  readonly orgUsage: { readonly used: number; readonly limit: number } | undefined;
}
