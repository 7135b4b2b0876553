import { CONNECTION_EFFECTS, isSyncError, type NoticeKind, type SyncError } from '@sync-user/contract';
import { connectionEventOf, nextConnectionState, toInstant, toTrouble } from '@sync-user/engine';
import type { StoredConnection } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';

/**
 * What a failure says about a connection is written to it: state by the total table, trouble, audit, and a notice once
 * per incident. Failures that say nothing change nothing; the spent allowance is shown and moves no state.
 *
 * The finding is dropped when the connection was moved, renewed or logged in anew since `connection` was read.
 */
export async function noteFailure(
  context: ConnectionContext,
  connection: StoredConnection,
  error: unknown,
): Promise<void> {
  const move = await moveByFailure(context, connection, error, (change) =>
    context.store.connections.writeState(keyOf(connection), change),
  );
  await move?.tell();
}

type WriteState = (
  change: Parameters<ConnectionContext['store']['connections']['writeState']>[1],
) => Promise<boolean>;

/**
 * The writing half of `noteFailure`, on whatever connection to the database `write` has.
 * @returns when the state moved: what is to be told, to be called when `write`'s locks are given up
 */
export async function moveByFailure(
  context: ConnectionContext,
  connection: StoredConnection,
  error: unknown,
  write: WriteState,
): Promise<{ tell: () => Promise<void> } | undefined> {
  if (!isSyncError(error) || connection.state === 'replaced') return undefined;
  const event = connectionEventOf(error.code);
  if (event === undefined && error.code !== 'SF_REQUEST_LIMIT') return undefined;
  const from = connection.state;
  const to = event === undefined ? from : nextConnectionState(from, event);
  if (to === from && connection.trouble?.code === error.code) return undefined;
  const moved = await write({
    from,
    to,
    trouble: toTrouble(error, toInstant(context.clock.nowMs())),
    tokenVersion: connection.tokenVersion,
  });
  if (!moved || to === from) return undefined;
  return {
    tell: async () => {
      await auditMove(context, connection, to, error.code);
      if (CONNECTION_EFFECTS[to].notice) await openNotice(context, connection, to, error);
    },
  };
}

/** A call worked: what passed by itself is over. */
export async function noteSuccess(context: ConnectionContext, connection: StoredConnection): Promise<void> {
  const from = connection.state;
  const to = nextConnectionState(from, 'call_succeeded');
  const clears = to === 'active' && connection.trouble !== null;
  if (to === from && !clears) return;
  const moved = await context.store.connections.writeState(keyOf(connection), { from, to, trouble: null });
  if (moved && to !== from) await auditMove(context, connection, to, null);
}

/** Found lost by another process, and then not: what was told of it is taken back. */
export async function noteRestored(context: ConnectionContext, connection: StoredConnection): Promise<void> {
  await auditMove(context, { ...connection, state: 'revoked' }, 'active', null);
  await closeIncident(context, connection);
}

/** In force again, or not wanted any more: the incident is over. */
export async function closeIncident(
  context: ConnectionContext,
  connection: Pick<StoredConnection, 'workspaceId' | 'id' | 'isSyncUser' | 'member'>,
): Promise<void> {
  const { workspaceId } = connection;
  if (connection.isSyncUser) await context.notices.close(workspaceId, 'connection_lost', SYNC_USER);
  if (connection.member !== null) {
    await context.notices.close(workspaceId, 'personal_connection_lost', connection.id);
  }
}

/** One incident whoever the sync user is: a new one ends it. */
export const SYNC_USER = 'sync_user';

async function openNotice(
  context: ConnectionContext,
  connection: StoredConnection,
  to: StoredConnection['state'],
  error: SyncError,
): Promise<void> {
  const { workspaceId, member } = connection;
  const { pauses, keeps } = CONNECTION_EFFECTS[to];
  const who = connection.username ?? 'The Salesforce user';
  const said = `${error.spec.title}. ${error.message}\n\nPaused: ${pauses}\nKept: ${keeps}\n\n${error.spec.fix}`;
  const open = (kind: NoticeKind, subject: string, title: string, href: string) =>
    context.notices.open(workspaceId, {
      kind,
      subject,
      title,
      text: said,
      action: { label: 'Reconnect', href },
    });
  if (connection.isSyncUser) {
    await open(
      'connection_lost',
      SYNC_USER,
      `Syncing has stopped: ${who} is not connected any more`,
      '/connection',
    );
  }
  if (member !== null) {
    const title = `${member.name} is not connected to Salesforce any more (${who})`;
    await open('personal_connection_lost', connection.id, title, '/settings/you');
  }
}

async function auditMove(
  context: ConnectionContext,
  connection: StoredConnection,
  to: StoredConnection['state'],
  code: string | null,
): Promise<void> {
  await context.store.audit.record({
    workspaceId: connection.workspaceId,
    actor: 'system',
    action: to === 'active' ? 'connection.recovered' : `connection.${to}`,
    target: connection.id,
    asUser: connection.username,
    details: { from: connection.state, to, ...(code === null ? {} : { code }) },
  });
}

export function keyOf(connection: StoredConnection): { workspaceId: string; connectionId: string } {
  return { workspaceId: connection.workspaceId, connectionId: connection.id };
}
