import type { Caller } from '@sync-user/api';
import {
  type Connection,
  isSyncError,
  type NewConnection,
  type PreflightReport,
  SyncError,
} from '@sync-user/contract';
import { nextConnectionState } from '@sync-user/engine';
import { assertSalesforceHost } from '@sync-user/salesforce';
import type { StoredConnection } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { adopt, type Login } from './adopt.ts';
import type { Apps } from './apps.ts';
import { type Broker, connectionMissing } from './broker.ts';
import type { ConnectionContext } from './connection-context.ts';
import { designate } from './designate.ts';
import { endCandidate, endMember, endSyncUser } from './end-connection.ts';
import { closeIncident, keyOf, noteFailure, noteSuccess } from './incidents.ts';
import { logIn } from './log-in.ts';

/** Runs the permission checks of a connection, in force or not. */
export type RunPreflight = (
  workspaceId: string,
  connectionId: string,
  caller: Caller,
) => Promise<PreflightReport>;

export interface ConnectionsOptions {
  readonly context: ConnectionContext;
  readonly broker: Broker;
  readonly apps: Pick<Apps, 'resolve' | 'keep'>;
  readonly runPreflight: RunPreflight;
}

/** The life of a workspace's connections. */
export interface Connections {
  readonly read: (workspaceId: string) => Promise<Connection | undefined>;
  list(workspaceId: string): Promise<Connection[]>;
  /** Logs in without a browser and looks who it is before anything is stored. */
  connect(workspaceId: string, request: NewConnection, caller: Caller): Promise<Connection>;
  /** Takes the tokens of a login that is done. @throws see `adopt` */
  adopt(workspaceId: string, login: Login): Promise<Connection>;
  check(workspaceId: string, caller: Caller): Promise<Connection>;
  /** Logs in again as a connection; what comes of it is written to the connection, not thrown. */
  checkOne(connection: StoredConnection, actor: string): Promise<StoredConnection>;
  disconnect(workspaceId: string, caller: Caller): Promise<void>;
  /** Asks Salesforce nothing. @returns whether there was anything to forget */
  reset(workspaceId: string, caller: Caller): Promise<boolean>;
  designate(
    workspaceId: string,
    designation: {
      readonly connectionId: string;
      readonly acceptMissing: boolean;
      readonly moveToOrg: boolean;
    },
    caller: Caller,
  ): Promise<Connection>;
  discardCandidate(workspaceId: string, caller: Caller): Promise<void>;
  /** False when the member has none. */
  disconnectMember(workspaceId: string, memberId: string, actor: string): Promise<boolean>;
  /**
   * What a job's failure says about the sync user that was in force when it began; other failures change nothing. Of a login
   * that was made since, it says nothing.
   */
  noteFailure(
    workspaceId: string,
    begunWith: Pick<Connection, 'id' | 'connectedAt'>,
    error: unknown,
  ): Promise<void>;
  noteSuccess(workspaceId: string, connectionId: string): Promise<void>;
}

export function createConnections(options: ConnectionsOptions): Connections {
  const { context, broker, apps } = options;
  const { connections: stored, audit } = context.store;
  const syncUser = (workspaceId: string) => ({ workspaceId, role: 'sync_user' }) as const;

  async function readPublic(workspaceId: string, connectionId: string): Promise<Connection> {
    const connection = await stored.read({ workspaceId, connectionId });
    if (connection === undefined) throw connectionMissing();
    return toPublic(connection);
  }

  /** The same connection, unless it was replaced meanwhile. */
  async function onOne(
    workspaceId: string,
    connectionId: string,
    work: (connection: StoredConnection) => Promise<void>,
  ): Promise<void> {
    const connection = await stored.read({ workspaceId, connectionId });
    if (connection !== undefined) await work(connection);
  }

  async function checkOne(connection: StoredConnection, actor: string): Promise<StoredConnection> {
    const key = keyOf(connection);
    let failure: string | null = null;
    try {
      await broker.renewNow(key);
      const now = await stored.read(key);
      if (now !== undefined) {
        const to = nextConnectionState(now.state, 'connect');
        await stored.writeState(key, { from: now.state, to, trouble: to === 'pending' ? now.trouble : null });
        await closeIncident(context, now);
      }
    } catch (error) {
      if (!isSyncError(error)) throw error;
      failure = error.code;
    }
    await audit.record({
      workspaceId: connection.workspaceId,
      actor,
      action: 'connection.checked',
      target: connection.id,
      asUser: connection.username,
      details: { code: failure },
    });
    return (await stored.read(key)) ?? connection;
  }

  return {
    async read(workspaceId) {
      const connection = await stored.read(syncUser(workspaceId));
      return connection && toPublic(connection);
    },

    list: async (workspaceId) => (await stored.list(workspaceId)).map(toPublic),

    async connect(workspaceId, request, caller) {
      const loginUrl = assertSalesforceHost(request.loginUrl, { extraHosts: context.extraHosts });
      const app = await apps.resolve(workspaceId, request, caller);
      const method = request.method ?? 'client_credentials';
      const username = request.username?.trim() ?? null;
      if (method === 'jwt' && username === null) {
        throw new SyncError('API_INVALID_REQUEST', 'A JWT login needs the username to log in as.');
      }
      const granted = await logIn(context, { ...app, method, loginUrl, username, refreshToken: null });
      const connectionId = await adopt(context, workspaceId, {
        purpose: 'sync_user',
        memberId: null,
        method,
        appId: await apps.keep(workspaceId, app),
        loginUrl,
        granted,
        expectedUsername: method === 'jwt' ? username : null,
        actor: actorOf(caller),
      });
      return await readPublic(workspaceId, connectionId);
    },

    async adopt(workspaceId, login) {
      return await readPublic(workspaceId, await adopt(context, workspaceId, login));
    },

    async check(workspaceId, caller) {
      const connection = await stored.read(syncUser(workspaceId));
      if (connection === undefined) throw connectionMissing();
      return toPublic(await checkOne(connection, actorOf(caller)));
    },
    checkOne,

    async disconnect(workspaceId, caller) {
      if (!(await endSyncUser(context, workspaceId, { actor: actorOf(caller), revoke: true }))) {
        throw connectionMissing();
      }
    },
    reset: (workspaceId, caller) =>
      endSyncUser(context, workspaceId, { actor: actorOf(caller), revoke: false }),

    async designate(workspaceId, designation, caller) {
      await designate(options, workspaceId, designation, caller);
      return await readPublic(workspaceId, designation.connectionId);
    },

    async discardCandidate(workspaceId, caller) {
      if (!(await endCandidate(context, workspaceId, actorOf(caller)))) {
        throw new SyncError('CONNECTION_MISSING', 'No candidate is waiting.');
      }
    },
    disconnectMember: (workspaceId, memberId, actor) => endMember(context, workspaceId, memberId, actor),

    noteFailure: (workspaceId, begunWith, error) =>
      onOne(workspaceId, begunWith.id, async (connection) => {
        if (connection.connectedAt === begunWith.connectedAt) await noteFailure(context, connection, error);
      }),
    noteSuccess: (workspaceId, connectionId) =>
      onOne(workspaceId, connectionId, (connection) => noteSuccess(context, connection)),
  };
}

export function toPublic(stored: StoredConnection): Connection {
  const {
    workspaceId: _workspaceId,
    appId: _appId,
    tokenVersion: _tokenVersion,
    renewalBegunAt: _renewalBegunAt,
    question: _question,
    ...connection
  } = stored;
  return connection;
}
