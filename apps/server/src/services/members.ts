import type { Caller, MemberServices } from '@sync-user/api';
import { type Invitation, type Member, SyncError } from '@sync-user/contract';
import type { Store, StoredMember } from '@sync-user/store';
import type { Logger } from 'pino';
import { actorOf } from '../members/actor-of.ts';
import { writeInvitation } from '../members/invitation-mail.ts';
import type { Mailer } from '../notices/send-email.ts';
import { SESSION_SECONDS, toPerson } from './people.ts';

const INVITATION_SECONDS = 7 * 24 * 60 * 60;

export interface MemberServiceOptions {
  readonly store: Store;
  readonly connections: {
    /** Revokes and forgets the member's own connection; none is fine. */
    disconnectMember(workspaceId: string, memberId: string, actor: string): Promise<unknown>;
  };
  readonly mailer: Mailer | undefined;
  /** Address of the console. */
  readonly publicUrl: () => string;
  readonly log: Logger;
}

/** The people of a workspace: their invitations, standing and end. */
export function createMemberServices(options: MemberServiceOptions): MemberServices {
  const { store, connections } = options;
  const found = (member: StoredMember | undefined): StoredMember => {
    if (member !== undefined) return member;
    throw new SyncError('API_NOT_FOUND', 'There is no such member in this workspace.');
  };

  /**
   * The link goes by e-mail to the person; when the server can send none, to the caller, who hands it on. Operators get it
   * always, admins of a workspace not: whoever opens it owns the account, in every workspace the address is added to.
   */
  async function invite(workspaceId: string, member: StoredMember, caller: Caller): Promise<Invitation> {
    const made = await store.members.invite(workspaceId, member.memberId, {
      maxAgeSeconds: INVITATION_SECONDS,
    });
    const shown = { member: toPublic(member), url: null, expiresAt: null, emailed: false };
    if (made === undefined) return shown;
    const url = `${options.publicUrl().replace(/\/+$/, '')}/invitation#token=${made.token}`;
    const workspace = await store.workspaces.read(workspaceId);
    const emailed = await sendInvitation(options, {
      to: member.email,
      url,
      expiresAt: made.expiresAt,
      invitedBy: caller.name,
      workspace: workspace?.name ?? '',
    });
    const isShown = !emailed || caller.adminOf === 'all';
    return { ...shown, url: isShown ? url : null, expiresAt: made.expiresAt, emailed };
  }

  return {
    list: async (workspaceId) => (await store.members.list(workspaceId)).map(toPublic),

    async add(workspaceId, { email, name, role }, caller) {
      const made = await store.members.insert(workspaceId, { email, name, role });
      if (made === undefined) throw new SyncError('API_CONFLICT', `${email} is a member already.`);
      const invitation = await invite(workspaceId, made, caller);
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'member.added',
        target: made.email,
        details: { role, emailed: invitation.emailed },
      });
      return invitation;
    },

    async invite(workspaceId, memberId, caller) {
      const member = found(await store.members.read(workspaceId, memberId));
      const invitation = await invite(workspaceId, member, caller);
      if (invitation.expiresAt === null) {
        throw new SyncError('API_CONFLICT', `${member.name} has an account already and can sign in.`);
      }
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'member.invited',
        target: member.email,
        details: { emailed: invitation.emailed },
      });
      return invitation;
    },

    async change(workspaceId, memberId, change, caller) {
      const before = found(await store.members.read(workspaceId, memberId));
      const member = found(await store.members.change(workspaceId, memberId, change));
      const wasSuspended = before.status === 'suspended';
      const action =
        change.suspended === true && !wasSuspended
          ? 'member.suspended'
          : change.suspended === false && wasSuspended
            ? 'member.readmitted'
            : 'member.changed';
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action,
        target: member.email,
        details: {
          ...(member.role !== before.role && { role: member.role, roleBefore: before.role }),
          ...(member.name !== before.name && { name: member.name, nameBefore: before.name }),
        },
      });
      return toPublic(member);
    },

    async remove(workspaceId, memberId, caller) {
      const member = found(await store.members.read(workspaceId, memberId));
      // Before the connection goes: a refusal must change nothing.
      await store.members.assertNotLastAdmin(workspaceId, member.memberId);
      await connections.disconnectMember(workspaceId, member.memberId, actorOf(caller));
      await store.members.remove(workspaceId, member.memberId);
      await store.audit.record({
        workspaceId,
        actor: actorOf(caller),
        action: 'member.removed',
        target: member.email,
        details: { role: member.role },
      });
      return {
        accepted: true,
        message: `${member.name} is no longer a member. Their Salesforce connection is revoked.`,
      };
    },

    async acceptInvitation(token, password) {
      const accepted = await store.members.accept(token, password);
      if (accepted === undefined) return { kind: 'refused' };
      const { user, workspaceId } = accepted;
      await store.audit.record({
        workspaceId,
        actor: `user:${user.email}`,
        action: 'invitation.accepted',
        target: user.email,
        details: {},
      });
      const session = await store.people.createSession(user.userId, { maxAgeSeconds: SESSION_SECONDS });
      return {
        kind: 'signed_in',
        token: session.token,
        maxAgeSeconds: SESSION_SECONDS,
        caller: toPerson(user),
      };
    },
  };
}

/** False when no mail was sent; the link is then handed on by whoever invited. */
async function sendInvitation(
  { mailer, log }: Pick<MemberServiceOptions, 'mailer' | 'log'>,
  invitation: Parameters<typeof writeInvitation>[0] & { readonly to: string },
): Promise<boolean> {
  if (mailer === undefined) return false;
  try {
    await mailer.send(invitation.to, writeInvitation(invitation), crypto.randomUUID());
    return true;
  } catch (error) {
    const { code, responseCode } = error as { code?: string; responseCode?: number };
    log.warn({ code, responseCode }, 'an invitation could not be mailed');
    return false;
  }
}

function toPublic(member: StoredMember): Member {
  const { memberId, email, name, role, status, salesforceUserId, createdAt } = member;
  return { id: memberId, email, name, role, status, salesforceUserId, createdAt };
}
