import { type ConnectionMethod, isSyncError, SyncError } from '@sync-user/contract';
import {
  fetchClientCredentialsToken,
  fetchJwtToken,
  type GrantedToken,
  refreshAccessToken,
  revokeToken,
} from '@sync-user/salesforce';
import type { ConnectionContext } from './connection-context.ts';

/** The lasting grant of a connection, with which access tokens are had. */
export interface Grant {
  readonly method: ConnectionMethod;
  readonly loginUrl: string;
  readonly clientId: string;
  readonly clientSecret: string | null;
  /** JWT only. */
  readonly privateKey: string | null;
  /** JWT only. */
  readonly username: string | null;
  /** Web server flow only. */
  readonly refreshToken: string | null;
}

const LOGIN_PATIENCE_MS = 30_000;
const REVOKE_PATIENCE_MS = 10_000;

/**
 * A new access token for a lasting grant, by whatever method. One try.
 * @throws `SF_…`, see `@sync-user/salesforce`; `SF_HOST_UNREACHABLE` after half a minute
 */
export async function logIn(context: ConnectionContext, grant: Grant): Promise<GrantedToken> {
  const target = {
    loginUrl: grant.loginUrl,
    clientId: grant.clientId,
    extraHosts: context.extraHosts,
    dispatcher: context.agent,
    signal: AbortSignal.timeout(LOGIN_PATIENCE_MS),
  };
  try {
    if (grant.method === 'web_server') {
      if (grant.refreshToken === null) {
        throw new SyncError('SF_SCOPE_MISSING', 'The login brought no refresh token: it cannot be renewed.');
      }
      const { clientSecret, refreshToken } = grant;
      return await refreshAccessToken({ ...target, clientSecret, refreshToken });
    }
    if (grant.method === 'jwt') {
      if (grant.privateKey === null || grant.username === null) {
        throw new SyncError(
          'SF_JWT_REFUSED',
          'The app has no key pair here: make one and upload its certificate.',
        );
      }
      return await fetchJwtToken({ ...target, privateKey: grant.privateKey, username: grant.username });
    }
    if (grant.clientSecret === null) {
      throw new SyncError('SF_CLIENT_CREDENTIALS_INVALID', 'The app has no secret stored here.');
    }
    return await fetchClientCredentialsToken({ ...target, clientSecret: grant.clientSecret });
  } catch (error) {
    if (isSyncError(error) || !target.signal.aborted) throw error;
    throw new SyncError('SF_HOST_UNREACHABLE', `${new URL(grant.loginUrl).host}: no answer in time`);
  }
}

/** A grant that is not needed any more, as far as Salesforce answers: a leftover takes one of the user's five approvals. */
export async function revokeGrant(
  context: ConnectionContext,
  grant: { readonly loginUrl: string; readonly token: string | null | undefined },
): Promise<void> {
  if (grant.token === null || grant.token === undefined) return;
  try {
    await revokeToken({
      loginUrl: grant.loginUrl,
      token: grant.token,
      extraHosts: context.extraHosts,
      dispatcher: context.agent,
      signal: AbortSignal.timeout(REVOKE_PATIENCE_MS),
    });
  } catch (error) {
    context.log.info({ reason: error instanceof Error ? error.message : '' }, 'a token could not be revoked');
  }
}
