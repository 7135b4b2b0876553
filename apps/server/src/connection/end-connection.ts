import { toInstant } from '@sync-user/engine';
import type { ConnectionChange, StoredConnection } from '@sync-user/store';
import type { ConnectionContext } from './connection-context.ts';
import { closeIncident } from './incidents.ts';
import { revokeGrant } from './log-in.ts';

/**
 * The workspace has no sync user any more; data, mapping, cursors and the org lock stay. A member's own connection stays
 * theirs and only gives up the designation. `revoke`: Salesforce is told, as far as it answers.
 *
 * @returns false when there was none
 */
export async function endSyncUser(
  context: ConnectionContext,
  workspaceId: string,
  options: { readonly actor: string; readonly revoke: boolean },
): Promise<boolean> {
  const action = options.revoke ? 'connection.disconnected' : 'connection.reset';
  return await end(
    context,
    workspaceId,
    { ...options, action },
    ({ isSyncUser }) => isSyncUser,
    async (change, one) => {
      if (one.member === null) return 'end';
      await change.writeRole(one.id, { isSyncUser: false, memberId: one.member.id });
      return 'keep';
    },
  );
}

/** @returns false when none was waiting */
export async function endCandidate(
  context: ConnectionContext,
  workspaceId: string,
  actor: string,
): Promise<boolean> {
  return await end(
    context,
    workspaceId,
    { actor, revoke: true, action: 'connection.candidate_discarded' },
    ({ isSyncUser, member }) => !isSyncUser && member === null,
    async () => 'end',
  );
}

/** A member's own; where it is the sync user's as well, that goes on and only the member lets go of it. */
export async function endMember(
  context: ConnectionContext,
  workspaceId: string,
  memberId: string,
  actor: string,
): Promise<boolean> {
  return await end(
    context,
    workspaceId,
    { actor, revoke: true, action: 'personal_connection.disconnected' },
    ({ member }) => member?.id === memberId,
    async (change, one) => {
      if (!one.isSyncUser) return 'end';
      await change.writeRole(one.id, { isSyncUser: true, memberId: null });
      return 'keep';
    },
  );
}

async function end(
  context: ConnectionContext,
  workspaceId: string,
  options: { readonly actor: string; readonly action: string; readonly revoke: boolean },
  isMeant: (connection: StoredConnection) => boolean,
  decide: (change: ConnectionChange, connection: StoredConnection) => Promise<'end' | 'keep'>,
): Promise<boolean> {
  const ended = await context.store.connections.change(workspaceId, async (change) => {
    const connection = change.connections.find(isMeant);
    if (connection === undefined) return undefined;
    const decision = await decide(change, connection);
    const secrets =
      options.revoke && decision === 'end' ? await change.readSecrets(connection.id) : undefined;
    if (decision === 'end') await change.end(connection.id, toInstant(context.clock.nowMs()));
    await change.audit({
      actor: options.actor,
      action: options.action,
      target: connection.id,
      asUser: connection.username,
      details: { state: connection.state },
    });
    return { connection, token: secrets?.refreshToken ?? secrets?.accessToken?.token };
  });
  if (ended === undefined) return false;
  await revokeGrant(context, { loginUrl: ended.connection.loginUrl, token: ended.token });
  // Nobody needs to be told any more that it does not work.
  await closeIncident(context, ended.connection);
  return true;
}
