import { SyncError } from '@sync-user/contract';
import { type AccessSubject, type OrgAccess, toInstant } from '@sync-user/engine';
import { createOrgAccess } from '@sync-user/salesforce';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';

/** An org as one connection sees it. */
export interface OpenedAccess {
  readonly access: OrgAccess;
  readonly about: AccessSubject;
  readonly connection: StoredConnection;
}

/** Candidates that wait are asked with their own tokens: that is how the checks run before they take force. */
const ASKABLE = new Set<StoredConnection['state']>(['pending', 'active', 'degraded']);

/** `connectionId` undefined: the sync user's. @throws `CONNECTION_MISSING` */
export async function readSubject(
  { store }: Pick<ConnectionContext, 'store'>,
  workspaceId: string,
  connectionId: string | undefined,
): Promise<StoredConnection> {
  const connection = await store.connections.read(
    connectionId === undefined ? { workspaceId, role: 'sync_user' } : { workspaceId, connectionId },
  );
  if (connection !== undefined && connection.state !== 'replaced') return connection;
  const message =
    connectionId === undefined
      ? 'No sync user is connected to this workspace.'
      : 'There is no such connection, or another has taken its place.';
  throw new SyncError('CONNECTION_MISSING', message);
}

/** @throws `CONNECTION_NOT_ACTIVE` when nothing may be asked in its name */
export async function openAccess(
  context: ConnectionContext,
  broker: Broker,
  connection: StoredConnection,
): Promise<OpenedAccess> {
  const { store, clock } = context;
  const { workspaceId, userId, username, organizationId, instanceUrl } = connection;
  if (
    !ASKABLE.has(connection.state) ||
    userId === null ||
    username === null ||
    organizationId === null ||
    instanceUrl === null
  ) {
    const message = connection.trouble?.message ?? `The connection is ${connection.state}.`;
    throw new SyncError('CONNECTION_NOT_ACTIVE', message);
  }
  const [app, workspace] = await Promise.all([
    store.apps.read(connection.appId),
    store.workspaces.read(workspaceId),
  ]);
  return {
    connection,
    access: createOrgAccess({
      username,
      userId,
      tokens: broker.tokensOf(workspaceId, connection.id),
      dispatcher: context.agent,
      clock,
      extraHosts: context.extraHosts,
      onCall: (call) => store.calls.record(workspaceId, [call], toInstant(clock.nowMs())),
    }),
    about: {
      connectionId: connection.id,
      organizationId,
      organizationName: connection.organizationName,
      isSandbox: connection.isSandbox,
      instanceUrl,
      loginUrl: connection.loginUrl,
      method: connection.method,
      scopes: connection.scopes,
      clientId: app?.clientId ?? '',
      connectedAt: connection.connectedAt === null ? null : toInstant(Date.parse(connection.connectedAt)),
      lockedOrganizationId: workspace?.organizationId ?? null,
      ...(connection.refreshTokenRotates === null
        ? {}
        : { refreshTokenRotates: connection.refreshTokenRotates }),
    },
  };
}
