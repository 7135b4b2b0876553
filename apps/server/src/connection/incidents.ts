import {
  CONNECTION_EFFECTS,
  CONNECTION_STATES,
  isSyncError,
  type NoticeKind,
  SyncError,
} from '@sync-user/contract';
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

type StateMove = Parameters<ConnectionContext['store']['connections']['writeState']>[1];
type WriteState = (change: StateMove) => Promise<boolean>;

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
  if (event === undefined && error.code !== 'SF_REQUEST_LIMIT' && error.code !== 'API_BUDGET_SPENT')
    return undefined;
  const from = connection.state;
  const to = event === undefined ? from : nextConnectionState(from, event);
  if (to === from && connection.trouble?.code === error.code) return undefined;
  const moved = await write({
    from,
    to,
    trouble: toTrouble(error, toInstant(context.clock.nowMs())),
    tokenVersion: connection.tokenVersion,
    ...(to === from ? {} : { audit: moveToAudit(connection, to, error.code) }),
  });
  if (!moved || to === from) return undefined;
  return {
    tell: async () => {
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
  await context.store.connections.writeState(keyOf(connection), {
    from,
    to,
    trouble: null,
    ...(to === from ? {} : { audit: moveToAudit(connection, to, null) }),
  });
}

/** Found lost by another process, and then not: what was told of it is taken back. */
export async function noteRestored(context: ConnectionContext, connection: StoredConnection): Promise<void> {
  const { workspaceId } = connection;
  const audit = moveToAudit({ ...connection, state: 'revoked' }, 'active', null);
  await context.store.audit.record({ workspaceId, ...audit });
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

/** States whose coming opens an incident. */
const TOLD_STATES = CONNECTION_STATES.filter((state) => CONNECTION_EFFECTS[state].notice);

/**
 * Opens and closes what a process that died had still to open or close: a state is committed before its incident, so that
 * telling holds no lock. Any number of processes may do so at any time. What both looks miss by a hair is found by the next.
 */
export async function healIncidents(context: ConnectionContext): Promise<void> {
  const { notices, connections } = context.store;
  for (const { workspaceId, kind, subject } of await notices.listOutlived({ states: TOLD_STATES })) {
    await context.notices.close(workspaceId, kind, subject);
  }
  const untold = await notices.listUntoldConnections({ states: TOLD_STATES, syncUserSubject: SYNC_USER });
  for (const key of untold) {
    const connection = await connections.read(key);
    if (connection?.trouble == null || !TOLD_STATES.includes(connection.state)) continue;
    const { code, message } = connection.trouble;
    await openNotice(context, connection, connection.state, new SyncError(code, message));
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

function moveToAudit(
  connection: StoredConnection,
  to: StoredConnection['state'],
  code: string | null,
): NonNullable<StateMove['audit']> {
  return {
    actor: 'system',
    action: to === 'active' ? 'connection.recovered' : `connection.${to}`,
    target: connection.id,
    asUser: connection.username,
    details: { from: connection.state, to, ...(code === null ? {} : { code }) },
  };
}

export function keyOf(connection: StoredConnection): { workspaceId: string; connectionId: string } {
  return { workspaceId: connection.workspaceId, connectionId: connection.id };
}
