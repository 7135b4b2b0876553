import type { Caller } from '@sync-user/api';
import { isSyncError } from '@sync-user/contract';
import type { OrgAccess } from '@sync-user/engine';
import type { StoredConnection } from '@sync-user/store';
import type { Broker } from '../connection/broker.ts';
import type { ConnectionContext } from '../connection/connection-context.ts';
import { openAccess } from './open-access.ts';

const WIDE_SIGHT = 'SELECT PermissionsViewSetup, PermissionsViewAllUsers FROM UserPermissionAccess';

/**
 * Another connected user of the same org who may see what the subject cannot see itself: the caller's own connection, else
 * the sync user in force. Undefined when there is none with wider sight. Nobody's personal connection serves others.
 */
export async function findInspector(
  context: ConnectionContext,
  broker: Broker,
  subject: StoredConnection,
  caller: Caller | undefined,
  signal: AbortSignal,
): Promise<OrgAccess | undefined> {
  for (const connection of await listInspectors(context, subject.workspaceId, caller)) {
    if (connection.userId === subject.userId || connection.organizationId !== subject.organizationId)
      continue;
    try {
      const { access } = await openAccess(context, broker, connection);
      const sight = await access.query(WIDE_SIGHT, { cause: 'check', sobject: null, signal });
      const seen = sight.kind === 'answered' ? sight.value.records[0] : undefined;
      if (seen?.['PermissionsViewSetup'] === true && seen['PermissionsViewAllUsers'] === true) return access;
    } catch (error) {
      // An inspector that cannot be asked is none; the subject's own checks go on.
      if (!isSyncError(error) || signal.aborted) throw error;
      context.log.info(
        { workspaceId: subject.workspaceId, code: error.code },
        'an inspector cannot be asked',
      );
    }
  }
  return undefined;
}

/** The caller's own connection first, then the sync user's. */
export async function listInspectors(
  { store }: Pick<ConnectionContext, 'store'>,
  workspaceId: string,
  caller: Caller | undefined,
): Promise<readonly StoredConnection[]> {
  const member =
    caller === undefined || caller.email === null
      ? undefined
      : await store.members.readByEmail(workspaceId, caller.email);
  const own =
    member === undefined
      ? undefined
      : await store.connections.read({ workspaceId, memberId: member.memberId });
  const syncUser = await store.connections.read({ workspaceId, role: 'sync_user' });
  return [own, syncUser].filter(
    (connection) => connection !== undefined && ['active', 'degraded'].includes(connection.state),
  ) as StoredConnection[];
}
