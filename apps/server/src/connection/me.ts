import type { AuthorizationServices, MeServices } from '@sync-user/api';
import { type Me, SyncError } from '@sync-user/contract';
import type { StoredConnection, StoredMember } from '@sync-user/store';
import { actorOf } from '../members/actor-of.ts';
import { memberOf } from '../members/member-of.ts';
import { connectionMissing } from './broker.ts';
import type { ConnectionContext } from './connection-context.ts';
import { type Connections, toPublic } from './connections.ts';

export interface MeOptions {
  readonly context: ConnectionContext;
  readonly connections: Pick<Connections, 'checkOne' | 'disconnectMember'>;
  readonly begin: AuthorizationServices['begin'];
}

/** Settings → You: a person's own Salesforce account, without anybody's permission. */
export function createMeServices({ context, connections, begin }: MeOptions): MeServices {
  const { store } = context;

  async function toMe(workspaceId: string, memberId: string): Promise<Me> {
    const member = await store.members.read(workspaceId, memberId);
    if (member === undefined) throw new SyncError('API_NOT_FOUND', 'The member is gone.');
    const connection = await store.connections.read({ workspaceId, memberId });
    return {
      member: toPublicMember(member),
      connection: connection === undefined ? null : toPublic(connection),
      question: toQuestion(connection),
      canConnect: (await store.apps.readCurrent(workspaceId)) !== undefined,
      environment: await findEnvironment(workspaceId),
    };
  }

  /** Where the workspace's org logs in: the sync user's address, else the one last used. */
  async function findEnvironment(workspaceId: string): Promise<string | null> {
    const workspace = await store.workspaces.read(workspaceId);
    const all = await store.connections.list(workspaceId);
    const ofTheOrg = all.filter(({ organizationId }) => organizationId === workspace?.organizationId);
    const known = ofTheOrg.find(({ isSyncUser }) => isSyncUser) ?? ofTheOrg[0];
    return known?.loginUrl ?? null;
  }

  return {
    read: async (workspaceId, caller) =>
      await toMe(workspaceId, (await memberOf(store, workspaceId, caller)).memberId),

    async answer(workspaceId, userId, caller) {
      const { memberId } = await memberOf(store, workspaceId, caller);
      const connection = await store.connections.read({ workspaceId, memberId });
      const question = connection?.question ?? null;
      if (connection === undefined || question === null) {
        throw new SyncError('API_CONFLICT', 'Nothing was asked.');
      }
      if (question.signedInAs.userId === userId) {
        await store.connections.change(workspaceId, async (change) => {
          const mine = change.connections.find(({ id }) => id === connection.id);
          if (mine?.question?.signedInAs.userId !== userId) {
            throw new SyncError('API_CONFLICT', 'Another login has come meanwhile.');
          }
          await change.activate(mine.id);
          await change.writeMemberUser(memberId, userId);
          await change.audit({
            actor: actorOf(caller),
            action: 'personal_connection.confirmed',
            target: mine.id,
            asUser: mine.username,
            details: { memberEmail: question.memberEmail, salesforceEmail: question.signedInAs.email },
          });
        });
        return { me: await toMe(workspaceId, memberId), authorization: null };
      }
      const other = question.others.find((one) => one.userId === userId);
      if (other === undefined) {
        throw new SyncError('API_INVALID_REQUEST', 'This Salesforce user was not among those asked about.');
      }
      const authorization = await begin(
        workspaceId,
        { purpose: 'personal', loginUrl: connection.loginUrl, username: other.username },
        caller,
      );
      return { me: await toMe(workspaceId, memberId), authorization };
    },

    async check(workspaceId, caller) {
      const { memberId } = await memberOf(store, workspaceId, caller);
      const connection = await store.connections.read({ workspaceId, memberId });
      if (connection === undefined) throw connectionMissing();
      await connections.checkOne(connection, actorOf(caller));
      return await toMe(workspaceId, memberId);
    },

    async disconnect(workspaceId, caller) {
      const { memberId } = await memberOf(store, workspaceId, caller);
      if (!(await connections.disconnectMember(workspaceId, memberId, actorOf(caller)))) {
        throw connectionMissing();
      }
      return await toMe(workspaceId, memberId);
    },
  };
}

function toQuestion(connection: StoredConnection | undefined): Me['question'] {
  const question = connection?.question ?? null;
  return question === null ? null : { ...question, others: [...question.others] };
}

function toPublicMember(member: StoredMember): Me['member'] {
  const { memberId, email, name, role, status, salesforceUserId, createdAt } = member;
  return { id: memberId, email, name, role, status, salesforceUserId, createdAt };
}
