import type { Caller } from '@sync-user/api';
import { SyncError } from '@sync-user/contract';
import { mayRenew, toInstant } from '@sync-user/engine';
import type { ConnectionChange, StoredConnection } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { isSameUser } from './adopt.ts';
import { connectionMissing } from './broker.ts';
import type { ConnectionContext } from './connection-context.ts';
import type { ConnectionsOptions } from './connections.ts';
import { closeIncident, moveByFailure } from './incidents.ts';
import { revokeGrant } from './log-in.ts';
import { otherOrgRefusal } from './org-lock.ts';

export interface Designation {
  readonly connectionId: string;
  readonly acceptMissing: boolean;
  readonly moveToOrg: boolean;
}

/**
 * Takes a connection into force as the sync user. The one before stays in force until the new one has passed its
 * permission checks; then both change places in one transaction, and the former's grant is revoked. A member's own
 * connection stays the member's.
 *
 * @throws `CONNECTION_MISSING`, `CONNECTION_NOT_ACTIVE`, `SAME_SYNC_USER`, `SF_WRONG_ORG`, `SF_SANDBOX_REFRESHED`,
 *   `PREFLIGHT_FAILED`, `SF_…`
 */
export async function designate(
  { context, runPreflight }: Pick<ConnectionsOptions, 'context' | 'runPreflight'>,
  workspaceId: string,
  designation: Designation,
  caller: Caller,
): Promise<void> {
  const { connections } = context.store;
  const key = { workspaceId, connectionId: designation.connectionId };
  refuse(await connections.read(key), await connections.read({ workspaceId, role: 'sync_user' }));

  const workspace = await context.store.workspaces.read(workspaceId);
  const wanted = await connections.read(key);
  if (workspace === undefined || wanted === undefined) throw connectionMissing();
  const otherOrg = otherOrgOf(workspace, wanted);
  if (otherOrg !== undefined && !designation.moveToOrg) throw otherOrg;

  if (!designation.acceptMissing) {
    const report = await runPreflight(workspaceId, wanted.id, caller);
    if (report.verdict === 'fail') {
      const missing = report.checks.filter(({ status }) => status === 'fail').map(({ title }) => title);
      throw new SyncError('PREFLIGHT_FAILED', `${wanted.username} lacks: ${missing.join('; ')}.`);
    }
  }
  await swap(context, workspaceId, designation, actorOf(caller));
}

function otherOrgOf(
  held: Parameters<typeof otherOrgRefusal>[0],
  wanted: StoredConnection,
): SyncError | undefined {
  return otherOrgRefusal(held, wanted, {
    wasSandbox: wanted.trouble?.code === 'SF_SANDBOX_REFRESHED',
    sameAddress: true,
  });
}

function refuse(wanted: StoredConnection | undefined, current: StoredConnection | undefined): asserts wanted {
  if (wanted === undefined || wanted.state === 'replaced') throw connectionMissing();
  if (wanted.isSyncUser || (current !== undefined && isSameUser(current, wanted))) {
    throw new SyncError('SAME_SYNC_USER', `${wanted.username} is the sync user already.`);
  }
  if (!mayRenew(wanted.state) || wanted.question !== null) {
    throw new SyncError(
      'CONNECTION_NOT_ACTIVE',
      wanted.question === null
        ? (wanted.trouble?.message ?? `The connection is ${wanted.state}.`)
        : 'Its member has not said yet which Salesforce user they are.',
    );
  }
}

async function swap(
  context: ConnectionContext,
  workspaceId: string,
  { connectionId, acceptMissing, moveToOrg }: Designation,
  actor: string,
): Promise<void> {
  const swapped = await context.store.connections.change(workspaceId, async (change) => {
    const wanted = change.connections.find(({ id }) => id === connectionId);
    const before = change.connections.find(({ isSyncUser }) => isSyncUser);
    refuse(wanted, before);
    // Looked at again: another may have moved the workspace while the checks ran.
    const otherOrg = otherOrgOf(change.workspace, wanted);
    if (otherOrg !== undefined && !moveToOrg) throw otherOrg;
    const isMove = otherOrg !== undefined;
    const secrets = before?.member === null ? await change.readSecrets(before.id) : undefined;
    if (before !== undefined && before.member === null) {
      await change.end(before.id, toInstant(context.clock.nowMs()));
    } else if (before !== undefined) {
      await change.writeRole(before.id, { isSyncUser: false, memberId: before.member?.id ?? null });
    }
    if (wanted.organizationId === null) throw new Error('a connection without its org');
    const organization = { id: wanted.organizationId, name: wanted.organizationName };
    if (isMove) await change.moveToOrganization(organization);
    else await change.noteOrganization(organization);
    await change.writeRole(wanted.id, { isSyncUser: true, memberId: wanted.member?.id ?? null });
    await change.activate(wanted.id);
    await change.audit({
      actor,
      action: isMove ? 'workspace.moved_to_org' : 'connection.designated',
      target: wanted.id,
      asUser: wanted.username,
      details: {
        before: before?.username ?? null,
        organizationId: organization.id,
        ...(isMove ? { organizationBefore: change.workspace.organizationId } : {}),
        acceptMissing,
      },
    });
    return { before, secrets, stopped: isMove ? await stopOthers(context, change, organization) : [] };
  });
  if (swapped === undefined) throw connectionMissing();
  const { before, secrets } = swapped;
  if (before !== undefined) {
    const token = secrets?.refreshToken ?? secrets?.accessToken?.token;
    await revokeGrant(context, { loginUrl: before.loginUrl, token });
  }
  const now = await context.store.connections.read({ workspaceId, connectionId });
  if (now !== undefined) await closeIncident(context, now);
  for (const stopped of swapped.stopped) await stopped.tell();
}

/** After a move, members' own connections still lead to the org before: they stop with it, or not at all. */
async function stopOthers(
  context: ConnectionContext,
  change: ConnectionChange,
  organization: { readonly id: string; readonly name: string | null },
): Promise<{ tell(): Promise<void> }[]> {
  const held = { organizationId: organization.id, organizationName: organization.name };
  const stopped = [];
  for (const other of change.connections) {
    const refusal = otherOrgRefusal(held, other, { wasSandbox: false, sameAddress: false });
    if (refusal === undefined) continue;
    // Whoever was the sync user until now is a member's own from here on.
    const own = { ...other, isSyncUser: false };
    const move = await moveByFailure(context, own, refusal, (to) => change.writeState(other.id, to));
    if (move !== undefined) stopped.push(move);
  }
  return stopped;
}
