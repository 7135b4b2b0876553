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
      if (one.member === null) return undefined;
      await change.writeRole(one.id, { isSyncUser: false, memberId: one.member.id });
      return { isSyncUser: true, member: null };
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
    async () => undefined,
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
      if (!one.isSyncUser) return undefined;
      await change.writeRole(one.id, { isSyncUser: true, memberId: null });
      return { isSyncUser: false, member: one.member };
    },
  );
}

type Roles = Pick<StoredConnection, 'isSyncUser' | 'member'>;

async function end(
  context: ConnectionContext,
  workspaceId: string,
  options: { readonly actor: string; readonly action: string; readonly revoke: boolean },
  isMeant: (connection: StoredConnection) => boolean,
  /** Undefined: the connection ends; otherwise it goes on without these roles. */
  decide: (change: ConnectionChange, connection: StoredConnection) => Promise<Roles | undefined>,
): Promise<boolean> {
  const ended = await context.store.connections.change(workspaceId, async (change) => {
    const connection = change.connections.find(isMeant);
    if (connection === undefined) return undefined;
    const givenUp = await decide(change, connection);
    const ends = givenUp === undefined;
    const secrets = options.revoke && ends ? await change.readSecrets(connection.id) : undefined;
    if (ends) await change.end(connection.id, toInstant(context.clock.nowMs()));
    await change.audit({
      actor: options.actor,
      action: options.action,
      target: connection.id,
      asUser: connection.username,
      details: { state: connection.state },
    });
    return { connection, givenUp, token: secrets?.refreshToken ?? secrets?.accessToken?.token };
  });
  if (ended === undefined) return false;
  await revokeGrant(context, { loginUrl: ended.connection.loginUrl, token: ended.token });
  // Nobody needs to be told any more that it does not work; but those it still serves do.
  await closeIncident(context, { ...ended.connection, ...ended.givenUp });
  return true;
}
