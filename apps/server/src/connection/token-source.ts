import { isSyncError, SyncError } from '@sync-user/contract';
import {
  type AccessToken,
  type Clock,
  connectionEventOf,
  nextConnectionState,
  toInstant,
  type TokenSource,
  toTrouble,
} from '@sync-user/engine';
import type { LockedConnection } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { logIn } from './log-in.ts';

/** Waiting for Salesforce while others wait for the lock must end; the login itself gives up sooner. */
const RENEWAL_PATIENCE_MS = 45_000;

/**
 * The token broker of a workspace's sync user. Tokens are read from the database at each call, so that a new
 * connection takes effect at once in every process; they are renewed under the connection's row lock, one renewal at a
 * time across machines, and the new token is committed before it is handed out.
 */
export function createTokenSource(context: ConnectionContext, workspaceId: string): TokenSource {
  return {
    async current() {
      const found = await context.store.connections.readWithSecrets(workspaceId);
      if (found === undefined) throw connectionMissing();
      return found.secrets.accessToken ?? (await renew(context, workspaceId, undefined));
    },
    renew: (stale) => renew(context, workspaceId, stale),
  };
}

export function connectionMissing(): SyncError {
  return new SyncError('CONNECTION_MISSING', 'No sync user is connected to this workspace.');
}

async function renew(
  context: ConnectionContext,
  workspaceId: string,
  stale: AccessToken | undefined,
): Promise<AccessToken> {
  const renewed = await context.store.connections.withLock(workspaceId, async (locked) => {
    if (locked === undefined) return connectionMissing();
    const { accessToken } = locked.secrets;
    if (accessToken !== null && accessToken.token !== stale?.token) return accessToken;
    try {
      const granted = await logIn(context, {
        loginUrl: locked.connection.loginUrl,
        clientId: locked.connection.clientId,
        clientSecret: locked.secrets.clientSecret,
        signal: AbortSignal.timeout(RENEWAL_PATIENCE_MS),
      });
      await refuseOtherOrg(locked, granted.organizationId);
      await locked.writeAccessToken(granted);
      return granted;
    } catch (error) {
      if (!isSyncError(error)) throw error;
      // Returned, not thrown: what is written here must be committed.
      await noteRefusal(locked, error, context.clock);
      return error;
    }
  });
  if (renewed instanceof SyncError) throw renewed;
  return { token: renewed.token, instanceUrl: renewed.instanceUrl };
}

/** The same credentials answer for another org only after a sandbox refresh or a changed My Domain. */
async function refuseOtherOrg(locked: LockedConnection, organizationId: string): Promise<void> {
  const before = locked.connection.organizationId;
  if (before === null || before === organizationId) return;
  throw new SyncError(
    'SF_WRONG_ORG',
    `The login now leads to the org ${organizationId}; this workspace holds the data of ${before}.`,
  );
}

async function noteRefusal(locked: LockedConnection, error: SyncError, clock: Clock): Promise<void> {
  const event = connectionEventOf(error.code);
  if (event === undefined) return;
  const state = nextConnectionState(locked.connection.state, event);
  await locked.writeState(
    state,
    toTrouble(
      error,
      locked.connection.trouble?.code === error.code
        ? toInstant(Date.parse(locked.connection.trouble.since))
        : toInstant(clock.nowMs()),
    ),
  );
}
