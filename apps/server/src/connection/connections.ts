import { type Connection, isSyncError, type NewConnection, SyncError } from '@sync-user/contract';
import {
  type CallContext,
  connectionEventOf,
  nextConnectionState,
  toInstant,
  toTrouble,
} from '@sync-user/engine';
import {
  fetchOrganization,
  fetchUserInfo,
  type GrantedToken,
  type ProbeOptions,
} from '@sync-user/salesforce';
import type { ConnectionIdentity, StoredConnection } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { logIn } from './log-in.ts';
import { enterCall } from './open-org.ts';
import { connectionMissing } from './token-source.ts';

const CONNECT_PATIENCE_MS = 45_000;

/** The life of a workspace's sync user connection. */
export interface Connections {
  read(workspaceId: string): Promise<Connection | undefined>;
  /** Logs in and looks who it is before anything is stored. */
  connect(workspaceId: string, request: NewConnection): Promise<Connection>;
  check(workspaceId: string): Promise<Connection>;
  disconnect(workspaceId: string): Promise<void>;
  /** What a call's failure says about the connection is written to it; other failures change nothing. */
  noteFailure(workspaceId: string, error: unknown): Promise<void>;
  noteSuccess(workspaceId: string): Promise<void>;
}

export function createConnections(context: ConnectionContext): Connections {
  const { clock } = context;
  const stored = context.store.connections;
  const now = () => toInstant(clock.nowMs());

  return {
    async read(workspaceId) {
      const connection = await stored.read(workspaceId);
      return connection && toPublic(connection);
    },

    async connect(workspaceId, request) {
      const loginUrl = request.loginUrl.trim().replace(/\/+$/, '');
      const login = {
        loginUrl,
        clientId: request.clientId.trim(),
        clientSecret: request.clientSecret.trim(),
      };
      const granted = await logIn(context, { ...login, signal: AbortSignal.timeout(CONNECT_PATIENCE_MS) });
      const identity = await lookWhoItIs(context, workspaceId, granted);
      refuseOtherOrg(await context.store.workspaces.read(workspaceId), identity);
      await stored.write(workspaceId, { ...login, method: 'client_credentials', state: 'pending' });
      await stored.withLock(workspaceId, async (locked) => {
        await locked?.writeAccessToken(granted);
        await locked?.writeIdentity(identity, now());
        await locked?.writeState('active', null);
      });
      return await readPublic(context, workspaceId);
    },

    async check(workspaceId) {
      const found = await stored.readWithSecrets(workspaceId);
      if (found === undefined) throw connectionMissing();
      const { connection, secrets } = found;
      try {
        const granted = await logIn(context, {
          loginUrl: connection.loginUrl,
          clientId: connection.clientId,
          clientSecret: secrets.clientSecret,
          signal: AbortSignal.timeout(CONNECT_PATIENCE_MS),
        });
        const identity = await lookWhoItIs(context, workspaceId, granted);
        refuseOtherOrg(await context.store.workspaces.read(workspaceId), identity);
        await stored.withLock(workspaceId, async (locked) => {
          if (locked === undefined) return;
          await locked.writeAccessToken(granted);
          await locked.writeIdentity(identity, toInstant(Date.parse(connection.connectedAt ?? now())));
          await locked.writeState(nextConnectionState(locked.connection.state, 'connect'), null);
        });
      } catch (error) {
        if (!isSyncError(error)) throw error;
        await writeFailure(context, workspaceId, connection, error);
      }
      return await readPublic(context, workspaceId);
    },

    async disconnect(workspaceId) {
      if ((await stored.read(workspaceId)) === undefined) throw connectionMissing();
      await stored.remove(workspaceId);
    },

    async noteFailure(workspaceId, error) {
      if (!isSyncError(error)) return;
      const connection = await stored.read(workspaceId);
      if (connection !== undefined) await writeFailure(context, workspaceId, connection, error);
    },

    async noteSuccess(workspaceId) {
      const connection = await stored.read(workspaceId);
      if (connection === undefined) return;
      const state = nextConnectionState(connection.state, 'call_succeeded');
      if (state !== connection.state || (state === 'active' && connection.trouble !== null)) {
        await stored.writeState(workspaceId, state, null);
      }
    },
  };
}

async function writeFailure(
  context: ConnectionContext,
  workspaceId: string,
  connection: StoredConnection,
  error: SyncError,
): Promise<void> {
  const event = connectionEventOf(error.code);
  if (event === undefined && error.code !== 'SF_REQUEST_LIMIT') return;
  const state = event === undefined ? connection.state : nextConnectionState(connection.state, event);
  const since = connection.trouble?.code === error.code ? connection.trouble.since : context.clock.nowMs();
  await context.store.connections.writeState(
    workspaceId,
    state,
    toTrouble(error, toInstant(typeof since === 'number' ? since : Date.parse(since))),
  );
}

/** Whose token it is, and of which org. Two calls; only the second counts against the allowance. */
async function lookWhoItIs(
  context: ConnectionContext,
  workspaceId: string,
  granted: GrantedToken,
): Promise<ConnectionIdentity> {
  const probe: ProbeOptions = {
    token: granted,
    dispatcher: context.agent,
    clock: context.clock,
    extraHosts: context.extraHosts,
    onCall: (call) => enterCall(context, workspaceId, call),
  };
  const call: CallContext = {
    cause: 'connect',
    sobject: null,
    signal: AbortSignal.timeout(CONNECT_PATIENCE_MS),
  };
  const user = await fetchUserInfo({ ...probe, userId: granted.userId }, call);
  const organization = await fetchOrganization(probe, call);
  return {
    organizationId: organization.id,
    organizationName: organization.name,
    isSandbox: organization.isSandbox,
    userId: user.id,
    username: user.username,
    displayName: user.displayName,
    email: user.email,
  };
}

/** The org lock: one workspace holds the data of one org. */
function refuseOtherOrg(
  before: { readonly organizationId: string | null; readonly organizationName: string | null } | undefined,
  identity: ConnectionIdentity,
): void {
  if (
    before === undefined ||
    before.organizationId === null ||
    before.organizationId === identity.organizationId
  )
    return;
  throw new SyncError(
    'SF_WRONG_ORG',
    `These credentials lead to ${identity.organizationName ?? identity.organizationId}; this workspace holds the data of ${before.organizationName ?? before.organizationId}.`,
  );
}

async function readPublic(context: ConnectionContext, workspaceId: string): Promise<Connection> {
  const connection = await context.store.connections.read(workspaceId);
  if (connection === undefined) throw connectionMissing();
  return toPublic(connection);
}

function toPublic(stored: StoredConnection): Connection {
  const { clientId: _clientId, tokenVersion: _tokenVersion, ...connection } = stored;
  return connection;
}
