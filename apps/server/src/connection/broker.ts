import {
  type Clock,
  connectionEventOf,
  mayRenew,
  toInstant,
  type AccessToken,
  type TokenSource,
  type IsoInstant,
} from '@sync-user/engine';
import { isSyncError, SyncError } from '@sync-user/contract';
import type { GrantedToken } from '@sync-user/salesforce';
import type { ConnectionKey, LockedConnection, StoredConnection } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { moveByFailure, noteRestored, noteSuccess } from './incidents.ts';
import { createTurns } from './create-turns.ts';
import { logIn } from './log-in.ts';
import { otherOrgRefusal } from './org-lock.ts';

type Key = { readonly workspaceId: string; readonly connectionId: string };

/**
 * The only one who reads and renews tokens. They are read from the database at each use, so that a new login takes
 * effect at once in every process. One renewal of a connection is under way at a time: callers of one process share it,
 * processes wait for the connection's lock, and whoever gets it looks first whether another has renewed already. That a
 * renewal begins is committed before Salesforce is asked, its result before anybody gets the token.
 */
export interface Broker {
  tokensOf(workspaceId: string, connectionId: string): TokenSource;
  /** Of whoever is the sync user at each call; of that org, when one is named: work begun in it goes on in no other. */
  tokensOfSyncUser(workspaceId: string, organizationId?: string | null): TokenSource;
  /** Logs in though the token may still be good, and in states that wait for it. @throws as `TokenSource.renew` */
  renewNow(key: Key): Promise<AccessToken>;
  /** Renews unless somebody has since. @throws as `TokenSource.renew` */
  renewUnlessSince(key: Key, since: IsoInstant): Promise<AccessToken>;
}

/**
 * Renewals of one process at a time. Each holds a database connection while Salesforce answers, out of the 20 that serve
 * everything: logins that hang must not keep the API and the polls waiting.
 */
const RENEWALS_AT_ONCE = 8;
const TRIES = 3;
/** The first pause; each further one is four times as long. */
const FIRST_PAUSE_MS = 300;
/** A failure that passes by itself is answered to whoever asks next for this long, instead of asking again. */
const HOLD_MS = 1000;
const REMEMBERED = 16;

export function createBroker(context: ConnectionContext): Broker {
  const { connections } = context.store;
  const reads = new Map<string, Promise<{ readonly key: Key; readonly token: AccessToken | null }>>();
  const renewals = new Map<string, Promise<AccessToken>>();
  const inTurn = createTurns(RENEWALS_AT_ONCE);
  const held = new Map<string, { readonly error: SyncError; readonly untilMs: number }>();

  /** Tokens that Salesforce refused, the latest few of each source: nobody here gets them again, stored or not. */
  const refusals = new Map<string, Set<string>>();

  /** Callers of the same moment share one look at the database. */
  function read(name: string, key: ConnectionKey, organizationId: string | null) {
    const running = reads.get(name);
    if (running !== undefined) return running;
    const reading = readNow(key, organizationId).finally(() => reads.delete(name));
    reads.set(name, reading);
    return reading;
  }

  async function readNow(by: ConnectionKey, organizationId: string | null) {
    const found = await connections.readWithSecrets(by);
    if (found === undefined) throw connectionMissing();
    const { connection, secrets } = found;
    refuseStopped(connection);
    if (organizationId !== null && connection.organizationId !== organizationId) {
      throw new SyncError('CONNECTION_NOT_ACTIVE', 'The workspace was moved to another org.');
    }
    return {
      key: { workspaceId: connection.workspaceId, connectionId: connection.id },
      token: secrets.accessToken,
    };
  }

  async function renew(key: Key, wanted: Wanted): Promise<AccessToken> {
    for (;;) {
      const running = renewals.get(key.connectionId);
      if (running === undefined) break;
      const token = await running;
      if (wanted.isGood(token)) return token;
    }
    const hold = held.get(key.connectionId);
    if (hold !== undefined && !wanted.force && context.clock.nowMs() < hold.untilMs) throw hold.error;
    const renewal = inTurn(() => renewLocked(context, key, wanted)).finally(() =>
      renewals.delete(key.connectionId),
    );
    renewals.set(key.connectionId, renewal);
    try {
      const token = await renewal;
      held.delete(key.connectionId);
      return token;
    } catch (error) {
      if (isSyncError(error) && connectionEventOf(error.code) === 'unreachable') {
        held.set(key.connectionId, { error, untilMs: context.clock.nowMs() + HOLD_MS });
      }
      throw error;
    }
  }

  function source(name: string, by: ConnectionKey, organizationId: string | null = null): TokenSource {
    const refused = refusals.get(name) ?? new Set<string>();
    refusals.set(name, refused);

    async function current(): Promise<AccessToken> {
      const { key, token } = await read(name, by, organizationId);
      if (token !== null && !refused.has(token.token)) return token;
      return await renew(key, { isGood: (stored) => !refused.has(stored.token), force: false });
    }

    return {
      current,
      async renew(stale) {
        refused.add(stale.token);
        for (const oldest of refused) {
          if (refused.size <= REMEMBERED) break;
          refused.delete(oldest);
        }
        // Another may be stored by now: renewed meanwhile, or of the sync user who took this one's place.
        return await current();
      },
    };
  }

  return {
    tokensOf: (workspaceId, connectionId) => source(connectionId, { workspaceId, connectionId }),
    tokensOfSyncUser: (workspaceId, organizationId = null) =>
      source(
        `sync user of ${workspaceId} in ${organizationId}`,
        { workspaceId, role: 'sync_user' },
        organizationId,
      ),
    renewNow: (key) => renew(key, { isGood: () => true, force: true }),
    renewUnlessSince: (key, since) => renew(key, { isGood: () => true, force: false, since }),
  };
}

export function connectionMissing(): SyncError {
  return new SyncError('CONNECTION_MISSING', 'No sync user is connected to this workspace.');
}

function refuseStopped(connection: StoredConnection): void {
  if (mayRenew(connection.state)) return;
  throw new SyncError(
    'CONNECTION_NOT_ACTIVE',
    connection.trouble?.message ?? `The connection is ${connection.state}.`,
  );
}

interface Wanted {
  /** Whether a token that is stored by now will do. */
  readonly isGood: (token: AccessToken) => boolean;
  readonly force: boolean;
  /** A token from before this will not do, good as it may be. */
  readonly since?: IsoInstant;
}

type Outcome =
  | {
      readonly kind: 'token';
      readonly token: AccessToken;
      readonly renewed: StoredConnection | undefined;
      /** Another had found the tokens lost. */
      readonly restored?: boolean;
    }
  | { readonly kind: 'failed'; readonly error: SyncError; readonly tell: (() => Promise<void>) | undefined };

async function renewLocked(context: ConnectionContext, key: Key, wanted: Wanted): Promise<AccessToken> {
  const outcome = await context.store.connections.withLock(key, async (locked): Promise<Outcome> => {
    if (locked === undefined) throw connectionMissing();
    const { connection } = locked;
    const { accessToken } = locked.secrets;
    if (!wanted.force || connection.state === 'replaced') refuseStopped(connection);
    const isIdle = wanted.since !== undefined && (connection.lastRenewedAt ?? '') < wanted.since;
    if (!wanted.force && !isIdle && accessToken !== null && wanted.isGood(accessToken))
      return { kind: 'token', token: accessToken, renewed: undefined };
    return await ask(context, locked);
  });
  if (outcome.kind === 'failed') {
    await outcome.tell?.();
    throw outcome.error;
  }
  if (outcome.renewed !== undefined && outcome.restored === true)
    await noteRestored(context, outcome.renewed);
  else if (outcome.renewed !== undefined) await noteSuccess(context, outcome.renewed);
  return outcome.token;
}

async function ask(context: ConnectionContext, locked: LockedConnection): Promise<Outcome> {
  const { connection } = locked;
  /** An answer may have been missed, with the token in it that replaced ours. */
  let missedAnswer = connection.renewalBegunAt !== null;
  await locked.noteRenewalBegun(toInstant(context.clock.nowMs()));
  for (let tries = 1; ; tries += 1) {
    try {
      const granted = await logIn(context, {
        ...locked.appSecrets,
        method: connection.method,
        loginUrl: connection.loginUrl,
        clientId: locked.app.clientId,
        username: connection.username,
        refreshToken: locked.secrets.refreshToken,
      });
      return await keep(context, locked, granted);
    } catch (error) {
      if (!isSyncError(error) || error.code === 'DATABASE_UNAVAILABLE') throw error;
      const wasAnswered = 'status' in error.details;
      if (!wasAnswered) missedAnswer = true;
      if (isPassing(error) && tries < TRIES) {
        await pause(context.clock, tries);
        continue;
      }
      const failed = await fail(context, locked, explain(connection, error, missedAnswer));
      if (!isPassing(error) || !missedAnswer) await locked.noteRenewalEnded();
      return failed;
    }
  }
}

/** Nothing is handed out before it is stored: what a rotation granted exists nowhere else. */
async function keep(
  context: ConnectionContext,
  locked: LockedConnection,
  granted: GrantedToken,
): Promise<Outcome> {
  const { connection } = locked;
  const now = toInstant(context.clock.nowMs());
  const tokens = {
    accessToken: { token: granted.token, instanceUrl: granted.instanceUrl },
    refreshToken: granted.refreshToken,
    scopes: granted.scope,
  };
  const refusal =
    otherOrgRefusal(
      connection,
      { organizationId: granted.organizationId, organizationName: null },
      { wasSandbox: connection.isSandbox === true, sameAddress: true },
    ) ?? otherUserRefusal(connection, granted);
  if (refusal !== undefined) {
    const failed = await fail(context, locked, refusal);
    await locked.noteRenewalEnded();
    return failed;
  }
  const written = await locked.writeTokens(tokens, now);
  if (written !== 'outdated') {
    const renewed = { ...connection, tokenVersion: connection.tokenVersion + 1 };
    return { kind: 'token', token: tokens.accessToken, renewed, restored: written === 'restored' };
  }
  // Somebody logged in anew meanwhile: theirs are the tokens, whatever was granted here.
  const found = await context.store.connections.readWithSecrets({
    workspaceId: connection.workspaceId,
    connectionId: connection.id,
  });
  if (found === undefined || found.secrets.accessToken === null) throw connectionMissing();
  return { kind: 'token', token: found.secrets.accessToken, renewed: undefined };
}

/**
 * Whoever holds the app in Salesforce may let it run as another user. That user has passed no checks, and what it reads would
 * be told as the former's.
 */
function otherUserRefusal(connection: StoredConnection, granted: GrantedToken): SyncError | undefined {
  if (connection.userId === null || connection.userId === granted.userId) return undefined;
  return new SyncError(
    'SF_USER_CHANGED',
    `The login of ${connection.username} (${connection.userId}) is answered with a token of another user of the org, ${granted.userId}.`,
    { heldUser: connection.userId, foundUser: granted.userId },
  );
}

/** Written while the lock is held: whoever gets it next must find the state, and not ask again. */
async function fail(
  context: ConnectionContext,
  locked: LockedConnection,
  error: SyncError,
): Promise<Outcome> {
  const move = await moveByFailure(context, locked.connection, error, (change) => locked.writeState(change));
  return { kind: 'failed', error, tell: move?.tell };
}

function isPassing(error: SyncError): boolean {
  const event = connectionEventOf(error.code);
  return event === 'unreachable' || event === undefined;
}

/** A token that Salesforce does not know, after an answer went missing, is the one that this answer replaced. */
function explain(connection: StoredConnection, error: SyncError, missedAnswer: boolean): SyncError {
  if (!missedAnswer || connection.method !== 'web_server') return error;
  if (error.code !== 'SF_REFRESH_TOKEN_EXPIRED' && error.code !== 'SF_GRANT_REFUSED') return error;
  return new SyncError(
    'SF_REFRESH_TOKEN_LOST',
    `The renewal before this one was cut off before its answer was stored. Salesforce now says: ${error.message}`,
    error.details,
    { cause: error },
  );
}

async function pause(clock: Clock, tries: number): Promise<void> {
  await clock.sleep(FIRST_PAUSE_MS * 4 ** (tries - 1), AbortSignal.timeout(60_000));
}
