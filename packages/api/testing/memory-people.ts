import { type Invitation, type NoticeSettings, SyncError } from '@sync-user/contract';
import type { Services } from '../src/services.ts';
import { accepted, SAMPLE_AT, sampleMember } from './samples.ts';

/** Members, audit, notices and secrets in memory: shapes and errors, no rules. One member, `m1`. */
export function memoryPeople(): Pick<Services, 'members' | 'audit' | 'notices' | 'secrets'> {
  let settings: NoticeSettings = {
    emails: [],
    emailAdmins: true,
    webhookUrl: null,
    hasWebhookSecret: false,
    canEmail: false,
  };
  const known = (memberId: string): void => {
    if (memberId !== 'm1') throw new SyncError('API_NOT_FOUND', `There is no member "${memberId}".`);
  };
  const invitation = (): Invitation => ({
    member: sampleMember({ status: 'invited' }),
    url: 'http://127.0.0.1/invitation#token=t',
    expiresAt: SAMPLE_AT,
    emailed: false,
  });
  return {
    members: {
      list: async () => [sampleMember()],
      add: async () => invitation(),
      invite: async (_id, memberId) => {
        known(memberId);
        return invitation();
      },
      change: async (_id, memberId, { name, role, suspended }) => {
        known(memberId);
        return sampleMember({
          ...(name !== undefined && { name }),
          ...(role !== undefined && { role }),
          ...(suspended && { status: 'suspended' }),
        });
      },
      remove: async (_id, memberId) => {
        known(memberId);
        return accepted('Removed.');
      },
      acceptInvitation: async (token) => {
        if (token !== 't') return { kind: 'refused' };
        const { id, name, email } = sampleMember();
        return {
          kind: 'signed_in',
          token: 'session-of-ada',
          maxAgeSeconds: 3600,
          caller: { kind: 'person', id, name, email, workspaces: ['acme'], adminOf: [] },
        };
      },
    },
    audit: { list: async () => [] },
    notices: {
      list: async () => [],
      readSettings: async () => settings,
      changeSettings: async (_id, { emails, emailAdmins, webhookUrl }) =>
        (settings = {
          ...settings,
          ...(emails !== undefined && { emails }),
          ...(emailAdmins !== undefined && { emailAdmins }),
          ...(webhookUrl !== undefined && { webhookUrl }),
        }),
      createWebhookSecret: async () => ({ secret: 'whsec_c2VjcmV0' }),
      sendTest: async () => ({ deliveries: [] }),
    },
    secrets: { reseal: async () => ({ resealed: 0, keyVersion: 1, unreadable: 0 }) },
  };
}
