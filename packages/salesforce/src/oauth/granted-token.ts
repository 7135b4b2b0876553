import { SyncError } from '@sync-user/contract';
import { type AccessToken, type IsoInstant, toInstant } from '@sync-user/engine';
import type { TokenEndpointResponse } from 'oauth4webapi';
import { assertSalesforceHost } from '../hosts/assert-salesforce-host.ts';
import { unexpected } from '../wire/read-json.ts';

/** An access token and whose it is; what every flow ends with. */
export interface GrantedToken extends AccessToken {
  /** 18 characters, `00D…`. */
  readonly organizationId: string;
  /** 18 characters, `005…`: who logged in, or the app's Run-As user. */
  readonly userId: string;
  readonly issuedAt: IsoInstant;
  /** Space-separated; undefined when Salesforce did not say. */
  readonly scope: string | undefined;
  /**
   * The lasting grant, when one was given: at the end of a browser login, and with each renewal where the app rotates
   * them, the one before being dead from then on. Undefined after a renewal without rotation, and in flows without one.
   */
  readonly refreshToken: string | undefined;
}

/**
 * Source: Salesforce Help, "OAuth 2.0 Web Server Flow": `instance_url`, `id`, `issued_at` beside the standard names.
 *
 * @throws `SF_UNEXPECTED`
 */
export function toGrantedToken(granted: TokenEndpointResponse, extraHosts: readonly string[]): GrantedToken {
  const { instance_url: instanceUrl, id, issued_at: issuedAt } = granted;
  if (typeof instanceUrl !== 'string') throw unexpected('a token answer without instance_url');
  const owner = /\/id\/(00D[A-Za-z0-9]{15})\/(005[A-Za-z0-9]{15})$/.exec(typeof id === 'string' ? id : '');
  const [, organizationId, userId] = owner ?? [];
  if (organizationId === undefined || userId === undefined)
    throw unexpected('a token answer that names no user');
  const issuedAtMs = Number(issuedAt);
  if (!Number.isSafeInteger(issuedAtMs) || issuedAtMs <= 0)
    throw unexpected('a token answer without issued_at');
  return {
    token: granted.access_token,
    instanceUrl: assertInstanceUrl(instanceUrl, extraHosts),
    organizationId,
    userId,
    issuedAt: toInstant(issuedAtMs),
    scope: granted.scope,
    refreshToken: granted.refresh_token,
  };
}

/** @throws `SF_UNEXPECTED`: here it is the answer that is wrong, not what the operator typed. */
function assertInstanceUrl(instanceUrl: string, extraHosts: readonly string[]): string {
  try {
    return assertSalesforceHost(instanceUrl, { extraHosts });
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause;
    throw new SyncError(
      'SF_UNEXPECTED',
      `The login named an instance URL we do not trust: ${cause.message}`,
      {},
      { cause },
    );
  }
}
